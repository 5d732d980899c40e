import ArgumentParser

struct DumpCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump", abstract: "Remove all that has not gone out yet, on every account, at once (掐播).",
        discussion: "It does not ask. What went out already is out: how much can be removed is the safety delay.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let dumped = try await client.dump(board.broadcast.id)
        let spans = dumped.groups.map { "\($0.name) \(Readable.lag($0.milliseconds))" }.joined(separator: ", ")
        try show(dumped, "Removed before it went out: \(spans.isEmpty ? "nothing" : spans).")
    }
}

struct CutCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut", abstract: "Black out every account until it is lifted.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        try confirm(
            "Black out every account? \(board.broadcast.title) (\(board.broadcast.id)) is \(board.broadcast.phase), \(board.counts.live) accounts are live.",
            yes: yes)
        let after = try await client.cut(board.broadcast.id)
        try show(after, "\(after.id) is cut. Go back to the program with: lianbo lift \(after.id)")
    }
}

struct LiftCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift", abstract: "Go back to the program after a cut, at its next keyframe.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let after = try await client.lift(board.broadcast.id)
        try show(after, "\(after.id) goes back to the program.")
    }
}
