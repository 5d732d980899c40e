import ArgumentParser
import ControlWire

struct CueCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cue",
        abstract: "Fire, hold, skip, tick off and change the steps of a rundown (环节).",
        discussion: """
            Examples:
              lianbo cue list tonight
              lianbo cue fire tonight guest-2
              lianbo cue tick tonight pk-room         # a step of the checklist is done
              lianbo cue retry tonight second-wave    # what it was fired for is not so: try again
              lianbo cue add tonight "kind: product, product: tea, length: 5m" --after c07
              lianbo cue edit tonight c09 "kind: note, title: Thanks, length: 2m, late: skip"
              lianbo cue move tonight c09 --after c07

            A cue that is put in or changed is written as in a plan's rundown. Only what has not begun can be changed.
            """,
        subcommands: [
            CueListCommand.self, CueFireCommand.self, CueHoldCommand.self, CueReleaseCommand.self, CueSkipCommand.self,
            CueTickCommand.self, CueUntickCommand.self, CueRetryCommand.self, CueAddCommand.self, CueEditCommand.self,
            CueMoveCommand.self, CueRemoveCommand.self,
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
                .text(""), .number("PLANNED"), .number("EXPECTED"), .number("LENGTH"), .text("ID"), .state("STATE"),
                .text("KIND"), .text("BY"), .text("TITLE"), .text("SUBJECT"), .text("NOTE"),
            ],
            rows: rundown.cues.map { cue in
                [
                    cue.id == rundown.current ? "▶" : cue.id == rundown.next ? "→" : " ",
                    Readable.clock(cue.atMilliseconds), Readable.clock(cue.expectedStartMilliseconds),
                    cue.lengthMilliseconds.map(Readable.clock) ?? "", cue.id, cue.state, cue.kind,
                    cue.byHand ? "hand" : "clock", cue.title, cue.subject ?? "", note(on: cue),
                ]
            },
            whenEmpty: "The rundown of \(broadcast) is empty: its plan has no cues."
        )
    }
}

extension CueListCommand {
    /// What a person has to do with it, or has done.
    static func note(on cue: CueDTO) -> String {
        var notes: [String] = []
        if let room = cue.room { notes.append("with \(room)") }
        if let assignee = cue.assignee { notes.append("by \(assignee)") }
        if let by = cue.tickedBy { notes.append("✓ \(by)") }
        if let trouble = cue.trouble {
            notes.append("! \(trouble.text)" + (trouble.canRetry ? " (lianbo cue retry)" : ""))
        } else if cue.needsTick, cue.state == "fired", cue.tickedBy == nil {
            notes.append("to be ticked off")
        }
        return notes.joined(separator: ", ")
    }
}

/// Fire, hold, release, skip, tick, untick, retry: one call each.
protocol CueHandCommand: ControlCommand {
    static var word: String { get }
    /// What is said of the cue then; nil: its new state.
    static var done: String? { get }
    var broadcast: String { get }
    var cue: String { get }
}

extension CueHandCommand {
    static var done: String? { nil }
}

extension CueHandCommand {
    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let id = try board.cueID(cue)
        let rundown = try await client.cue(
            Self.word, cue: id, in: board.broadcast.id, revision: board.broadcast.revision)
        let state = rundown.cues.first { $0.id == id }?.state ?? "changed"
        try show(rundown, "\(id) \(Self.done ?? "is \(state)").")
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

struct CueTickCommand: CueHandCommand {
    static let word = "tick"
    static let done: String? = "is ticked off"
    static let configuration = CommandConfiguration(
        commandName: "tick", abstract: "Say that a step of the checklist was done.",
        discussion: """
            A co-stream with a room that is not ours (room: in the plan) and a message on accounts (group:) are done by a person on
            the platforms themselves. Such a cue comes at its moment as any other; whoever has done it ticks it off, and until
            then it is told after its time.
            """)
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @OptionGroup var options: ConnectionOptions
}

struct CueUntickCommand: CueHandCommand {
    static let word = "untick"
    static let done: String? = "is not ticked off any more"
    static let configuration = CommandConfiguration(
        commandName: "untick", abstract: "Take back that a step of the checklist was done.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @OptionGroup var options: ConnectionOptions
}

struct CueRetryCommand: CueHandCommand {
    static let word = "retry"
    static let done: String? = "is tried again; lianbo cue list tells what comes of it"
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Try again what a cue was fired for and is not so.",
        discussion: """
            Accounts that a cue has called and that are not live are prepared and dialled again; the source of a clip or a co-stream
            that is not on air is begun anew. The rundown does not move.
            """)
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @OptionGroup var options: ConnectionOptions
}

/// A cue as it is written in a plan, the braces left out or not.
private func mapping(_ text: String) -> String {
    text.contains("\n") || text.hasPrefix("{") ? text : "{ \(text) }"
}

struct CueAddCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Put a cue in.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The cue, as in a plan: \"kind: note, title: Thanks, length: 2m\".") var cue: String
    @Option(name: .long, help: "The cue that it comes after; in front of all that has not begun when absent.")
    var after: String?
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let after = try after.map(board.cueID)
        let rundown = try await client.addCue(
            CueRequest(cue: mapping(cue), after: after, revision: board.broadcast.revision), to: board.broadcast.id)
        let known = Set(board.rundown.cues.map(\.id))
        let added = rundown.cues.first { !known.contains($0.id) }
        try show(
            rundown,
            "\(added?.id ?? "The cue") is in, expected at \(Readable.clock(added?.expectedStartMilliseconds ?? 0)).")
    }
}

struct CueEditCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a cue that has not begun.",
        discussion: "What is written takes the place of the whole cue; its id stays.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @Argument(help: "The cue, as in a plan.") var text: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let id = try board.cueID(cue)
        let rundown = try await client.changeCue(
            id, CueRequest(cue: mapping(text), revision: board.broadcast.revision), in: board.broadcast.id)
        try show(rundown, "\(id) is changed.")
    }
}

struct CueMoveCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Move a cue that has not begun.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @Option(name: .long, help: "The cue that it comes after; in front of all that has not begun when absent.")
    var after: String?
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let id = try board.cueID(cue)
        let rundown = try await client.moveCue(
            id, after: try after.map(board.cueID), in: board.broadcast.id, revision: board.broadcast.revision)
        let expected = rundown.cues.first { $0.id == id }?.expectedStartMilliseconds ?? 0
        try show(rundown, "\(id) is moved, expected at \(Readable.clock(expected)).")
    }
}

struct CueRemoveCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a cue out that has not begun.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "A cue's id, or its beginning.") var cue: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let id = try board.cueID(cue)
        let title = board.rundown.cues.first { $0.id == id }?.title ?? id
        try confirm("Take “\(title)” out of the rundown? Skipping it keeps it in the log.", yes: yes)
        let rundown = try await client.cue(
            "remove", cue: id, in: board.broadcast.id, revision: board.broadcast.revision)
        try show(rundown, "\(id) is out of the rundown.")
    }
}
