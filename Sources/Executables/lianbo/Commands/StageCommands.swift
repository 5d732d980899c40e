import ArgumentParser
import ControlWire

struct StageCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage",
        abstract: "The screen in the studio (返送屏): what it says, and who may see it.",
        discussion: """
            The screen shows the running cue's countdown, who is on, what is next, and what you say. It is opened by a link
            that opens nothing else, without signing in.

            Examples:
              lianbo stage link create tonight "Main stage" --expires 12h
              lianbo stage say tonight "Wrap up, two minutes over"
              lianbo stage clear tonight
            """,
        subcommands: [StageSayCommand.self, StageClearCommand.self, StageLinkCommand.self]
    )
}

struct StageSayCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "say", abstract: "Say something on the stage's screen, in place of what stands there.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "One line, 1 to 200 characters.") var text: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        let said = try await client.say(text, onStageOf: id)
        try show(said, "The stage of \(id) reads: \(said.text)\nTake it away with: lianbo stage clear \(id)")
    }
}

struct StageClearCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear", abstract: "Take away what the stage's screen says.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        try await client.clearStage(of: id)
        try done("The stage of \(id) reads nothing.")
    }
}
