import ArgumentParser

struct DelayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delay", abstract: "Set and show the safety delay (延时).",
        subcommands: [DelaySetCommand.self, DelayShowCommand.self]
    )
}

struct DelaySetCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Let everything go out so much later; on air too, covered by slate.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "0 to 5m, like 20s, 1m30s or 500ms.") var delay: DelayText
    @Option(help: "Only for one group of accounts; see: lianbo delay show") var group: String?
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let after = try await client.setDelay(
            of: board.broadcast.id, to: delay.milliseconds, group: group, revision: board.broadcast.revision)
        try show(
            after, "\(after.id)\(group.map { ", \($0)," } ?? "") goes out \(Readable.lag(delay.milliseconds)) late.")
    }
}

struct DelayShowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show how late each group of accounts goes out.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let board = try await options.client().board(like: broadcast)
        let groups = board.output?.groups ?? []
        let table = Table(
            columns: [.text("GROUP", limit: 20), .number("DELAY"), .number("ACCOUNTS"), .text("COVER")],
            rows: groups.map { [$0.name, Readable.lag($0.delayMilliseconds), "\($0.accounts)", $0.cover] },
            whenEmpty: "The broadcast is over; nothing goes out."
        )
        try show(groups, table.lines(Paint(isOn: false)).joined(separator: "\n"))
    }
}
