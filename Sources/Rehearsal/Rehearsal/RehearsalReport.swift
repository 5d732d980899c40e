import BroadcastModel
import ControlRoom
package import Rundown

/// What came of a rehearsal, computed from what the control room wrote down.
package struct RehearsalReport: Hashable, Sendable, Codable {
    package struct Line: Hashable, Sendable, Codable {
        package var atMilliseconds: Int64
        package var text: String
        init(at: Duration, text: String) {
            atMilliseconds = at.milliseconds
            self.text = text
        }
    }
    package struct Row: Hashable, Sendable, Codable {
        package var id: String
        package var kind: String
        package var title: String
        package var state: String
        package var isAside: Bool
        /// Programme time, in milliseconds.
        package var planned: Int64
        package var plannedEnd: Int64
        package var asRun: Int64?
        package var asRunEnd: Int64?
        package var by: String?
    }

    package var broadcast: String
    package var title: String
    package var seed: UInt64
    package var plannedLength: Int64
    package var length: Int64
    package var accounts: Int
    package var accountsReached: Int
    /// The fewest that were live at one time, once all were.
    package var leastLive: Int
    package var reconnects: Int
    package var rows: [Row]
    package var covered: [[Int64]]
    package var log: [Line]

    init(
        plan: BroadcastPlan, seed: UInt64, outcome: Report, covered: [RundownOutlook.Span], leastLive: Int, log: [Line]
    ) {
        let board = outcome.board
        broadcast = plan.id.rawValue
        title = plan.title
        self.seed = seed
        plannedLength = plan.lengthMilliseconds
        length = board.programClock?.milliseconds ?? 0
        accounts = plan.accounts.count
        accountsReached = outcome.accountsReached
        self.leastLive = leastLive
        reconnects = board.destinations.reduce(0) { $0 + $1.status.reconnects }
        let hands = Dictionary(
            outcome.asRun.filter { $0.action == .fired }.compactMap { row in row.cue.map { ($0, row.by) } }
        ) { _, last in last }
        let end = length
        // As it was planned beforehand, whatever hands did to the plan since.
        let sheet = CueSheet(cues: plan.cues, air: plan.start, length: plan.length)
        let before = Dictionary(
            zip(sheet.cues.map(\.id), RundownOutlook(sheet, at: nil).times.map(\.planned))
        ) { first, _ in first }
        rows = board.rundown.cues.map { view in
            let hasRun = view.run.state == .fired
            let planned = before[view.cue.id] ?? view.planned
            return Row(
                id: view.cue.id.rawValue, kind: view.cue.kind.rawValue, title: view.cue.title,
                state: view.run.state.rawValue, isAside: view.cue.kind.isAside,
                planned: planned.start.milliseconds, plannedEnd: planned.end.milliseconds,
                asRun: hasRun ? view.expected.start.milliseconds : nil,
                asRunEnd: hasRun ? min(end, view.expected.end.milliseconds) : nil, by: hands[view.cue.id])
        }
        self.covered = covered.map { [$0.start.milliseconds, $0.end.milliseconds] }
        self.log = log
    }

    /// How much longer than planned; negative: shorter.
    package var over: Int64 { length - plannedLength }

    package var picture: TimelinePicture {
        TimelinePicture(
            title: title,
            items: rows.map { row in
                TimelinePicture.Item(
                    title: row.title, kind: Cue.Kind(rawValue: row.kind) ?? .note,
                    planned: .init(start: .milliseconds(row.planned), end: .milliseconds(row.plannedEnd)),
                    asRun: row.asRun.map {
                        .init(start: .milliseconds($0), end: .milliseconds(max($0, row.asRunEnd ?? $0)))
                    })
            }, plannedEnd: .milliseconds(plannedLength), end: .milliseconds(length),
            covered: covered.map { .init(start: .milliseconds($0[0]), end: .milliseconds($0[1])) })
    }
}
