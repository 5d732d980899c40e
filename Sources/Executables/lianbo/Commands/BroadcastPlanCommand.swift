import ArgumentParser
import ControlWire

struct BroadcastPlanCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Plan a broadcast, or a whole series, from one YAML file.",
        discussion: """
            The file is checked whole; all faults are listed with their lines. Nothing is kept when there is one.

            A file with `repeat` plans every broadcast of a series at once, all or none, each with its date behind its id:

              id: class
              campaign: spring
              start: 2020-04-14T20:00:00+08:00
              repeat: { every: week, times: 10, zone: Asia/Shanghai, except: [2020-05-05] }
              # every: day | week | 2 weeks; on: [tue, fri]; until: 2020-06-30 instead of times

            Whatever another broadcast wants at the same time is told, with --dry-run too. With --json a series is a list.
            """
    )

    @Argument(help: "The plan, a YAML file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
    @Flag(name: .long, help: "Check only, keep nothing.") var dryRun = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let yaml = try TextFile.read(file)
        let broadcasts = try await options.client().planSeries(fileName: file, yaml: yaml, dryRun: dryRun)
        guard let first = broadcasts.first else { throw CommandFailure("The daemon planned nothing.") }
        guard let series = first.series else { return try show(first, text(first)) }
        try show(broadcasts, text(broadcasts, of: series))
    }

    private func text(_ broadcast: BroadcastDTO) -> String {
        (dryRun
            ? "\(file) is in order: \(broadcast.id), \(Self.size(broadcast))."
            : "Planned \(broadcast.id), \(Self.size(broadcast)), due \(console.clockText(broadcast.startsAt)).\nNext: lianbo broadcast arm \(broadcast.id)")
            + Self.warnings(broadcast.doubleBookings ?? [], console).map { "\n\($0)" }.joined()
    }

    private func text(_ broadcasts: [BroadcastDTO], of series: SeriesPlaceDTO) -> String {
        let table = Table(
            columns: [.number("NO"), .text("ID"), .text("STARTS"), .number("BOOKED TWICE")],
            rows: broadcasts.map {
                let twice = $0.doubleBookings?.count ?? 0
                return [$0.placeText, $0.id, $0.startText(console), twice == 0 ? "" : "\(twice)"]
            }, whenEmpty: "")
        let size = "\(broadcasts.count) broadcasts\(broadcasts.first.map { ", each with \(Self.size($0))" } ?? "")"
        let head =
            dryRun
            ? "\(file) is in order: the series \(series.id), \(size)."
            : "Planned the series \(series.id), \(size)."
        let next =
            dryRun
            ? []
            : ["", "Next: lianbo series arm \(series.id)    (take it back: lianbo series cancel \(series.id))"]
        let warnings = Self.warnings(broadcasts, console)
        return ([head, "", table.text()] + (warnings.isEmpty ? [] : [""] + warnings) + next).joined(separator: "\n")
    }

    private static func size(_ broadcast: BroadcastDTO) -> String {
        "\(broadcast.accountCount) accounts, \(broadcast.cueCount) cues, \(Readable.clock(broadcast.lengthMilliseconds)) long"
    }

    /// A line for each of the first few, and how many there are beyond.
    static func warnings(_ bookings: [DoubleBookingDTO], _ console: Console, upTo most: Int = 10) -> [String] {
        short(bookings.map { line($0, console.clockText) }, upTo: most)
    }

    /// The same for several broadcasts, each line with the one that it is about and by the clock of its place.
    private static func warnings(_ broadcasts: [BroadcastDTO], _ console: Console, upTo most: Int = 20) -> [String] {
        let all = broadcasts.flatMap { broadcast in
            (broadcast.doubleBookings ?? []).map { booking in
                let line = line(booking) { moment in
                    broadcast.utcOffsetMilliseconds.map { PlaceTime.text(moment, utcOffset: $0) }
                        ?? console.clockText(moment)
                }
                return "\(line) (\(broadcast.id))"
            }
        }
        return short(all, upTo: most)
    }

    private static func line(_ booking: DoubleBookingDTO, _ clockText: (Int64) -> String) -> String {
        "! the \(booking.kind) \(booking.name) (\(booking.id)) is booked by \(booking.with) too, \(clockText(booking.from)) to \(clockText(booking.until))"
    }

    private static func short(_ lines: [String], upTo most: Int) -> [String] {
        let rest = lines.count - most
        return lines.prefix(most) + (rest > 0 ? ["! and \(rest) more are booked twice"] : [])
    }
}
