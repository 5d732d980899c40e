import ArgumentParser
import ControlWire

struct SeriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series",
        abstract: "Broadcasts that one plan makes by repeating itself (系列).",
        discussion: """
            A plan with `repeat` makes them, each with its date behind the plan's id:

              id: class
              start: 2020-04-14T20:00:00+08:00
              repeat: { every: week, times: 10, zone: Asia/Shanghai }

            Each is a broadcast like any other afterwards: it can be changed, armed, started and given up by itself.

            Examples:
              lianbo broadcast plan class.yaml --dry-run   # all dates, and what is booked twice
              lianbo series list
              lianbo series arm class                      # the clock takes over every one
              lianbo series cancel class                   # what has not begun
            """,
        subcommands: [SeriesListCommand.self, SeriesArmCommand.self, SeriesCancelCommand.self])
}

struct SeriesListCommand: ControlCommand {
    private struct Row: Encodable {
        var id: String
        var campaign: String?
        var planned: Int
        /// Draft or scheduled.
        var ahead: Int
        var onAir: Int
        var lastStartsAt: Int64
        var broadcasts: [String]
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all series: how many broadcasts, how many are ahead.")

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let broadcasts = try await options.client().broadcasts().filter { $0.series != nil }
        let groups = Dictionary(grouping: broadcasts) { $0.series?.id ?? "" }.sorted { $0.key < $1.key }
        let rows = groups.map { id, members in
            let members = members.sorted { $0.startsAt < $1.startsAt }
            return Row(
                id: id, campaign: members[0].campaign, planned: members[0].series?.of ?? members.count,
                ahead: members.count(where: \.hasNotBegun), onAir: members.count { $0.phase == "on-air" },
                lastStartsAt: members[members.count - 1].startsAt, broadcasts: members.map(\.id))
        }
        let table = Table(
            columns: [
                .text("SERIES"), .number("PLANNED"), .number("AHEAD"), .number("ON AIR"), .text("LAST"),
                .text("CAMPAIGN"),
            ],
            rows: rows.map {
                [
                    $0.id, "\($0.planned)", "\($0.ahead)", "\($0.onAir)", console.clockText($0.lastStartsAt),
                    $0.campaign ?? "",
                ]
            },
            whenEmpty:
                "There is no series yet. Write `repeat: { every: week, times: 10 }` into a plan, then: lianbo broadcast plan FILE"
        )
        try show(rows, table.text())
    }
}

struct SeriesArmCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "arm", abstract: "Let the clock prepare and start every draft of a series.")

    @Argument(help: "A series' id, or its beginning.") var series: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcasts().seriesID(series)
        let armed = try await client.series("arm", id)
        try show(
            armed,
            armed.isEmpty
                ? "No broadcast of \(id) is a draft. See: lianbo broadcast list --series \(id)"
                : "\(counted(armed.count)) of \(id) armed; the first starts \(armed[0].startText(console)).")
    }
}

struct SeriesCancelCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Give up every broadcast of a series that has not begun.",
        discussion: "What is being prepared, on air or over stays as it is. It asks first; scripts say --yes.")

    @Argument(help: "A series' id, or its beginning.") var series: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let broadcasts = try await client.broadcasts()
        let id = try broadcasts.seriesID(series)
        let members = broadcasts.filter { $0.series?.id == id }
        let ahead = members.filter(\.hasNotBegun).sorted { $0.startsAt < $1.startsAt }
        guard let first = ahead.first, let last = ahead.last else {
            return try show(
                [BroadcastDTO](), "Nothing to cancel: every broadcast of \(id) has begun or is over.")
        }
        let others = members.count - ahead.count
        let rest = others == 0 ? "" : " What has begun or is over stays as it is (\(others))."
        try confirm(
            "Give up \(counted(ahead.count)) of \(id) for good, \(first.startText(console)) to \(last.startText(console))?\(rest)",
            yes: yes)
        let cancelled = try await client.series("cancel", id)
        try show(cancelled, "\(counted(cancelled.count)) of \(id) given up.")
    }
}

private func counted(_ count: Int) -> String { count == 1 ? "1 broadcast" : "\(count) broadcasts" }

extension BroadcastDTO {
    /// What a series' cancel gives up.
    fileprivate var hasNotBegun: Bool { phase == "draft" || phase == "scheduled" }
}
