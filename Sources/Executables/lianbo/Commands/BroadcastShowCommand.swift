import ArgumentParser
import ControlWire

struct BroadcastShowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show everything about one broadcast as it is now.")

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let board = try await options.client().board(like: broadcast)
        try show(board, Self.text(board, console, Paint(isOn: console.wantsColour)))
    }

    static func text(_ board: BoardDTO, _ console: Console, _ paint: Paint) -> String {
        let broadcast = board.broadcast
        var lines = [
            "\(paint(broadcast.title, .strong))  (\(broadcast.id), revision \(broadcast.revision))",
            "phase     \(paint(broadcast.phase, Paint.tint(broadcast.phase)))",
            "due       \(console.clockText(broadcast.startsAt)), \(Readable.clock(broadcast.lengthMilliseconds)) long",
        ]
        if let original = broadcast.rehearses {
            lines.append(paint("REHEARSAL of \(original): no account is reached.", .strong))
        }
        if let series = broadcast.series { lines.append("series    \(series.id), \(series.number) of \(series.of)") }
        if let campaign = broadcast.campaign { lines.append("campaign  \(campaign)") }
        if let aired = broadcast.airedAt { lines.append("on air    \(console.clockText(aired))") }
        if let ended = broadcast.endedAt { lines.append("ended     \(console.clockText(ended))") }
        lines.append("program   \(broadcast.programFeed)")
        lines.append("accounts  \(board.counts.total): \(board.counts.live) live, \(board.counts.trouble) in trouble")
        lines += BroadcastPlanCommand.warnings(broadcast.doubleBookings ?? [], console).map { paint($0, .strong) }
        let seats = SeatText.table(board.feeds)
        var sections: [(String, Table)] = [
            ("Feeds", FeedListCommand.table(board.feeds)),
            ("Rundown", CueListCommand.table(board.rundown, of: broadcast.id)),
            ("Figures", MetricsShowCommand.table(board.figures, of: broadcast.id)),
            ("Accounts", DestinationListCommand.table(board.destinations, of: broadcast.id)),
        ]
        if !seats.rows.isEmpty { sections.insert(("Co-streams", seats), at: 1) }
        for (title, table) in sections { lines += ["", paint(title, .strong), table.text(paint)] }
        return lines.joined(separator: "\n")
    }
}
