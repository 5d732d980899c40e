import ArgumentParser
import ControlWire

struct CueCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cue",
        abstract: "Fire, hold and skip the steps of a rundown (环节).",
        discussion: """
            Examples:
              lianbo cue list tonight
              lianbo cue fire tonight guest-2
            """,
        subcommands: [
            CueListCommand.self, CueFireCommand.self, CueHoldCommand.self, CueReleaseCommand.self, CueSkipCommand.self,
        ]
    )
}

struct CueListCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a broadcast's cues.")

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let board = try await options.client().board(like: broadcast)
        try show(board.rundown, Self.table(board.rundown, of: board.broadcast.id).text())
    }

    static func table(_ rundown: RundownDTO, of broadcast: String) -> Table {
        Table(
            columns: [
                .text(""), .number("AT"), .text("ID"), .state("STATE"), .text("KIND"), .text("BY"), .text("TITLE"),
                .text("SUBJECT"),
            ],
            rows: rundown.cues.map { cue in
                [
                    cue.id == rundown.current ? "▶" : cue.id == rundown.next ? "→" : " ",
                    Readable.clock(cue.atMilliseconds), cue.id, cue.state, cue.kind,
                    cue.byHand ? "hand" : "clock", cue.title, cue.subject ?? "",
                ]
            },
            whenEmpty: "The rundown of \(broadcast) is empty: its plan has no cues."
        )
    }
}

/// Fire, hold, release, skip: one call each.
protocol CueHandCommand: ControlCommand {
    static var word: String { get }
    var broadcast: String { get }
    var cue: String { get }
}

extension CueHandCommand {
    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let id = try board.cueID(cue)
        let rundown = try await client.cue(
            Self.word, cue: id, in: board.broadcast.id, revision: board.broadcast.revision)
        try show(rundown, "\(id) is \(rundown.cues.first { $0.id == id }?.state ?? "changed").")
    }
}

struct CueFireCommand: CueHandCommand {
    static let word = "fire"
    static let configuration = CommandConfiguration(commandName: "fire", abstract: "Fire a cue now.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @OptionGroup var options: ConnectionOptions
}

struct CueHoldCommand: CueHandCommand {
    static let word = "hold"
    static let configuration = CommandConfiguration(commandName: "hold", abstract: "Keep the clock from firing a cue.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @OptionGroup var options: ConnectionOptions
}

struct CueReleaseCommand: CueHandCommand {
    static let word = "release"
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Give a held cue back to the clock.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @OptionGroup var options: ConnectionOptions
}

struct CueSkipCommand: CueHandCommand {
    static let word = "skip"
    static let configuration = CommandConfiguration(commandName: "skip", abstract: "Leave a cue out.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @OptionGroup var options: ConnectionOptions
}
