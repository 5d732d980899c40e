import ArgumentParser
import BroadcastModel
import CheckedYAML
import ControlClient
import ControlWire

struct RundownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rundown", abstract: "Go on, go back, hold, shift, import and export a whole rundown (流程单).",
        discussion: """
            Examples:
              lianbo rundown go tonight            # the next cue of the line, now
              lianbo rundown back tonight          # the one before again
              lianbo rundown shift tonight 2m      # everything that has not begun comes two minutes later
              lianbo rundown shift tonight -- -30s # … or earlier
            """,
        subcommands: [
            RundownGoCommand.self, RundownBackCommand.self, RundownHoldCommand.self, RundownResumeCommand.self,
            RundownShiftCommand.self, RundownImportCommand.self, RundownExportCommand.self,
        ]
    )
}

/// Go, back, hold, resume: one call each.
protocol RundownHandCommand: ControlCommand {
    var broadcast: String { get }
    func act(_ client: ControlClient, on broadcast: BroadcastDTO) async throws -> RundownDTO
    func words(_ rundown: RundownDTO, _ broadcast: BroadcastDTO) -> String
}

extension RundownHandCommand {
    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let rundown = try await act(client, on: board.broadcast)
        try show(rundown, words(rundown, board.broadcast))
    }

    func words(_ rundown: RundownDTO, _ broadcast: BroadcastDTO) -> String {
        let titles = Dictionary(rundown.cues.map { ($0.id, $0.title) }) { first, _ in first }
        let now = rundown.current.flatMap { titles[$0] } ?? Readable.absent
        let next = rundown.next.flatMap { titles[$0] }
        return "On: \(now)." + (next.map { " Next: \($0)." } ?? " Nothing is left.") + Self.over(rundown)
    }

    static func over(_ rundown: RundownDTO) -> String {
        let over = rundown.overMilliseconds
        guard abs(over) >= 1000 else { return " On time." }
        return over > 0 ? " \(Readable.clock(over)) over." : " \(Readable.clock(-over)) under."
    }
}

struct RundownGoCommand: RundownHandCommand {
    static let configuration = CommandConfiguration(commandName: "go", abstract: "Fire the next cue of the line now.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func act(_ client: ControlClient, on broadcast: BroadcastDTO) async throws -> RundownDTO {
        try await client.go(in: broadcast.id, revision: broadcast.revision)
    }
}

struct RundownBackCommand: RundownHandCommand {
    static let configuration = CommandConfiguration(
        commandName: "back", abstract: "Do the cue before the one on air again.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func act(_ client: ControlClient, on broadcast: BroadcastDTO) async throws -> RundownDTO {
        try await client.go(back: true, in: broadcast.id, revision: broadcast.revision)
    }
}

struct RundownHoldCommand: RundownHandCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep the clock from firing any cue.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func act(_ client: ControlClient, on broadcast: BroadcastDTO) async throws -> RundownDTO {
        try await client.holdRundown(true, in: broadcast.id, revision: broadcast.revision)
    }

    func words(_ rundown: RundownDTO, _ broadcast: BroadcastDTO) -> String {
        "The rundown is held. Go on with: lianbo rundown resume \(broadcast.id)"
    }
}

struct RundownResumeCommand: RundownHandCommand {
    static let configuration = CommandConfiguration(commandName: "resume", abstract: "Let the clock fire cues again.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func act(_ client: ControlClient, on broadcast: BroadcastDTO) async throws -> RundownDTO {
        try await client.holdRundown(false, in: broadcast.id, revision: broadcast.revision)
    }

    func words(_ rundown: RundownDTO, _ broadcast: BroadcastDTO) -> String {
        "The clock fires cues again." + (rundown.next.map { " Next: \($0)." } ?? "")
    }
}

struct RundownShiftCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "shift", abstract: "Move everything that has not begun.",
        discussion: "Put -- before a negative time: lianbo rundown shift tonight -- -30s")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "How much later: 90s, 2m, 1m30s; negative: earlier.") var time: String
    @OptionGroup var options: ConnectionOptions

    func validate() throws { _ = try milliseconds() }

    private func milliseconds() throws -> Int64 {
        guard let time = DurationText.parse(time) else {
            throw ValidationError("The time must be like 90s, 2m, 1m30s or -30s, not \(time).")
        }
        return time.milliseconds
    }

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let rundown = try await client.shiftRundown(
            by: try milliseconds(), in: board.broadcast.id, revision: board.broadcast.revision)
        try show(
            rundown,
            "Everything that has not begun is moved. The end is expected at \(Readable.clock(rundown.expectedEndMilliseconds))."
        )
    }
}
