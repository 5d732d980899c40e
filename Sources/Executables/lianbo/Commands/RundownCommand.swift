import ArgumentParser

struct RundownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rundown", abstract: "Hold and resume a whole rundown (流程单).",
        subcommands: [RundownHoldCommand.self, RundownResumeCommand.self]
    )
}

struct RundownHoldCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep the clock from firing any cue.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let rundown = try await client.holdRundown(true, in: board.broadcast.id, revision: board.broadcast.revision)
        try show(rundown, "The rundown is held. Go on with: lianbo rundown resume \(board.broadcast.id)")
    }
}

struct RundownResumeCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let the clock fire cues again.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let rundown = try await client.holdRundown(false, in: board.broadcast.id, revision: board.broadcast.revision)
        try show(rundown, "The clock fires cues again." + (rundown.next.map { " Next: \($0)." } ?? ""))
    }
}
