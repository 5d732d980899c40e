import ArgumentParser
import ControlWire

struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Merged figures, and numbers that a person read.",
        discussion: """
            Examples:
              lianbo metrics show tonight
              lianbo metrics type tonight wuhan-daily concurrent 1.2万
            """,
        subcommands: [MetricsShowCommand.self, MetricsTypeCommand.self]
    )
}

struct MetricsShowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the merged figures, with what each contains and leaves out.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let board = try await options.client().board(like: broadcast)
        try show(board.figures, Self.table(board.figures, of: board.broadcast.id).text())
    }

    static func table(_ figures: FiguresDTO, of broadcast: String) -> Table {
        Table(
            columns: [
                .text("KIND"), .number("TOTAL"), .number("ACCOUNTS"), .number("STALE"), .number("WITHOUT"),
                .number("OLDEST"),
            ],
            rows: figures.totals.map { total in
                [
                    Readable.kind(total.kind), Readable.number(total.value, quality: total.quality, kind: total.kind),
                    "\(total.accountsCounted)",
                    "\(total.accountsStale)", "\(total.accountsWithout)", Readable.lag(total.oldestPartMilliseconds),
                ]
            },
            whenEmpty: "No number was read yet. Type one: lianbo metrics type \(broadcast) ACCOUNT concurrent 1.2万"
        )
    }
}

struct MetricsTypeCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "type", abstract: "Keep a number that you read on the platform's screen.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "An account's id, or its beginning.") var account: String
    @Argument(help: "concurrent, peak, views, unique, heat, likes, comments, shares, orders or gmv-fen.") var kind:
        String
    @Argument(help: "As the screen shows it: 12345, 1.2万, 10万+, 1.2w.") var value: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let account = try board.destination(like: account).account
        let number = try await client.typeNumber(kind, text: value, account: account, in: board.broadcast.id)
        try show(
            number,
            "\(account): \(Readable.kind(number.kind)) \(Readable.number(number.value, quality: number.quality, kind: number.kind))."
        )
    }
}
