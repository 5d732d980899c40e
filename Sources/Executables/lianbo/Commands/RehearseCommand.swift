import ArgumentParser
import BroadcastModel
import CheckedYAML
import Foundation
import PlanFile
import Rehearsal
import Rundown

struct RehearseCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Play a whole evening in seconds, on a virtual clock (彩排).",
        discussion: """
            The control room, the rundown and the sessions' lives are those of the night; servers, encoders, guests and hands
            follow a script. No daemon is asked and no account is reached. The same plan, script and seed give the same report.

            Examples:
              lianbo rehearse tonight.yaml                          # does it fit?
              lianbo rehearse tonight.yaml --late wang-xiao=12m     # what if a guest is 12 minutes late?
              lianbo rehearse tonight.yaml --script trouble.yaml --svg tonight.svg
              lianbo rehearse tonight.yaml kitchen.yaml             # is somebody booked twice?

            A script:
              seed: 7
              late: [{ guest: wang-xiao, by: 12m }]
              events:
                - { at: 5m, do: refuse-key, account: relay-007, for: 10m }
                - { at: 20m, do: lose-input, feed: main, for: 40s }
                - { at: 31m, do: drop, account: relay-003 }
                - { at: 40m, do: shift, by: 2m }      # also fire, skip (cue), go, back, hold, resume
            """)

    @Argument(
        help: "Plans, YAML files; each is played by itself, of one that repeats the first broadcast.",
        completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]
    @Option(name: .long, help: "What goes wrong and what hands do, a YAML file.") var script: String?
    @Option(name: .long, help: ArgumentHelp("A guest who comes later; may be repeated.", valueName: "guest=time"))
    var late: [String] = []
    @Option(name: .long, help: "Another evening with the same script: any number.") var seed: UInt64?
    @Option(name: .long, help: "Write the timeline there, planned above as run (one plan only).") var svg: String?
    @OptionGroup var options: ConnectionOptions

    func validate() throws {
        guard !files.isEmpty else { throw ValidationError("Name at least one plan.") }
        guard svg == nil || files.count == 1 else { throw ValidationError("--svg draws one plan; name one.") }
        _ = try lateGuests()
    }

    private func lateGuests() throws -> [PersonID: Duration] {
        try late.reduce(into: [:]) { guests, text in
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let by = DurationText.parse(String(parts[1])) else {
                throw ValidationError("--late must be guest=time, such as wang-xiao=12m, not \(text).")
            }
            guests[PersonID(String(parts[0]))] = by
        }
    }

    func run() async throws {
        var script = try script.map { try RehearsalScript.read(TextFile.read($0), fileName: $0) } ?? RehearsalScript()
        if let seed { script.seed = seed }
        script.lateGuests.merge(try lateGuests()) { _, last in last }
        var reports: [RehearsalReport] = []
        var texts: [String] = []
        var plans: [BroadcastPlan] = []
        for file in files {
            let text = try TextFile.read(file)
            let all = try PlanFile.readForRehearsal(text, fileName: file)
            let report = try await Rehearsal.run(text, fileName: file, script)
            plans += all
            reports.append(report)
            texts.append(Self.text(report) + Self.repetition(all))
        }
        let bookings = DoubleBooking.all(in: plans)
        if let svg, let report = reports.first {
            try Data(report.picture.svg.utf8).write(to: URL(filePath: svg), options: .atomic)
        }
        try show(reports, texts.joined(separator: "\n") + Self.text(bookings, of: plans))
    }

    /// What of a plan that repeats was played.
    private static func repetition(_ plans: [BroadcastPlan]) -> String {
        guard let first = plans.first, let last = plans.last, let series = first.series else { return "" }
        func day(_ plan: BroadcastPlan) -> CalendarDay {
            CalendarDay(of: plan.start, utcOffset: plan.utcOffsetMilliseconds)
        }
        return
            "\nThe plan repeats: \(series.total) broadcasts, \(day(first)) to \(day(last)). This was the first of them.\n"
    }

    static func text(_ report: RehearsalReport) -> String {
        let table = Table(
            columns: [
                .number("PLANNED"), .number("AS RUN"), .number("DIFF"), .state("STATE"), .text("KIND"), .text("BY"),
                .text("TITLE"),
            ],
            rows: report.rows.map { row in
                [
                    Readable.clock(row.planned), row.asRun.map(Readable.clock) ?? Readable.absent,
                    row.asRun.map { difference($0 - row.planned) } ?? "", row.state, row.kind,
                    row.by.map { $0 == "clock" ? "clock" : "hand" } ?? "", row.title,
                ]
            }, whenEmpty: "The plan has no rundown.")
        let over = report.over
        let fits =
            abs(over) < 1000
            ? "It fits: \(Readable.clock(report.length)), as planned."
            : over > 0
                ? "It does not fit: \(Readable.clock(report.length)), \(Readable.clock(over)) over."
                : "It fits: \(Readable.clock(report.length)), \(Readable.clock(-over)) to spare."
        var lines = [
            "\(report.title)  (\(report.broadcast), seed \(report.seed))", "", table.text(), "", fits,
            "\(report.accountsReached) of \(report.accounts) accounts reached; at least \(report.leastLive) live at any moment; \(report.reconnects) reconnects.",
        ]
        for span in report.covered {
            lines.append("Slate on every account from \(Readable.clock(span[0])) to \(Readable.clock(span[1])).")
        }
        if !report.log.isEmpty {
            lines += ["", "What the script did"]
            lines += report.log.map { "  \(Readable.clock($0.atMilliseconds))  \($0.text)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func difference(_ milliseconds: Int64) -> String {
        guard abs(milliseconds) >= 1000 else { return "" }
        return (milliseconds > 0 ? "+" : "−") + Readable.clock(abs(milliseconds))
    }

    private static func text(_ bookings: [DoubleBooking], of plans: [BroadcastPlan]) -> String {
        guard plans.count > 1 else { return "" }
        guard !bookings.isEmpty else { return "\nNobody and nothing is booked twice.\n" }
        return "\nBooked twice:\n" + bookings.map { "  \($0)\n" }.joined()
    }
}
