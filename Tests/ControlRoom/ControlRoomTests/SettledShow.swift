import BroadcastModel
import Persistence
import Testing

/// A broadcast of which every cue is settled, as the store has it: checked against itself, and against what its plan and its
/// as-run log alone say.
struct SettledShow {
    let record: BroadcastRecord
    let destinations: [DestinationRecord]
    let cues: [CueRecord]
    let asRun: [AsRunEntry]
    let audit: [AuditEntry]

    init(_ id: BroadcastID, from reader: any StoreReader) throws {
        record = try #require(try reader.broadcast(id))
        destinations = try reader.destinations(of: id)
        cues = try reader.cues(of: id)
        asRun = try reader.asRun(of: id)
        audit = try reader.audit(subject: "broadcast/\(id)", afterRevision: 0)
    }

    /// Rows that settle a cue, in order.
    var settling: [AsRunEntry] { asRun.filter { [.fired, .skipped, .asked].contains($0.action) } }

    private var planned: [CueID: Cue] {
        Dictionary(record.plan.cues.map { ($0.id, $0) }) { first, _ in first }
    }

    func check() throws {
        checkStates()
        try checkRules()
        try checkAudit()
        try checkEffects()
    }

    // MARK: Nothing lost, nothing twice

    private func checkStates() {
        #expect(cues.count == record.plan.cues.count)
        #expect(settling.count == cues.count)
        let rows = Dictionary(grouping: settling) { $0.cue }
        for cue in cues {
            guard let row = rows[cue.cue]?.first else {
                Issue.record("\(cue.cue) is \(cue.run.state) and no row says so")
                continue
            }
            #expect(rows[cue.cue]?.count == 1, "\(cue.cue)")
            #expect(cue.run.state.rawValue == row.action.rawValue, "\(cue.cue)")
            #expect(cue.run.count == (row.action == .fired ? 1 : 0), "\(cue.cue)")
            #expect(cue.run.firedAt == (row.action == .fired ? row.at : nil), "\(cue.cue)")
        }
        #expect(asRun.map(\.sequence) == (1...Int64(asRun.count)).map { $0 })
        #expect(asRun.count { $0.action == .onAir } == 1)
    }

    // MARK: Each by its own rule

    private func checkRules() throws {
        let planned = planned
        let airedAt = try #require(record.airedAt)
        var above: [CueID: CueID] = [:]
        for (cue, last) in zip(line.dropFirst(), line) { above[cue.id] = last.id }
        var begun: Set<CueID> = []
        for row in settling {
            let cue = try #require(row.cue.flatMap { planned[$0] })
            begun.insert(cue.id)
            guard !cue.byHand else {
                #expect(row.action == .fired && row.by == "driver", "\(cue.id)")
                continue
            }
            // A hand that fires what waits for it may pass by what follows above it.
            #expect(row.by == "clock" || (row.action != .fired && follows(cue)), "\(cue.id)")
            let late = try #require(row.lateMilliseconds)
            let isLate = Duration.milliseconds(late) >= Cue.lateAfter
            #expect(late >= 0, "\(cue.id)")
            switch row.action {
            // What follows another may be passed by, late or not: a cue with a moment of its own went on without it.
            case .skipped: #expect(cue.late == .skip && (isLate || follows(cue)), "\(cue.id): \(late)")
            case .asked: #expect(cue.late == .ask && (isLate || follows(cue)), "\(cue.id): \(late)")
            default: #expect(cue.late == .run || !isLate || late == 5000, "\(cue.id): \(late)")
            }
            // It is as late as it says, measured on another clock; what follows waits for what it follows.
            let moment: Duration
            switch cue.start {
            case .at(let at): moment = .milliseconds(at)
            case .clock(let at): moment = at - airedAt
            case .after:
                // Passed by, it need not have had its turn.
                if row.action != .fired { continue }
                #expect(above[cue.id].map(begun.contains) == true, "\(cue.id) came before what it follows")
                continue
            }
            #expect(abs((row.at - airedAt - moment).milliseconds - late) < 500, "\(cue.id): \(late)")
        }
    }

    private func follows(_ cue: Cue) -> Bool { if case .after = cue.start { true } else { false } }

    private var line: [Cue] { record.plan.cues.filter { !$0.kind.isAside } }

    // MARK: The audit tells the same

    private func checkAudit() throws {
        let words: [AsRunEntry.Action: String] = [.fired: "cue.fire", .skipped: "cue.skip", .asked: "cue.ask"]
        let told = audit.filter { $0.action.hasPrefix("cue.") }
        #expect(
            told.map { "\($0.action) \($0.detail.prefix { $0 != ":" }) \($0.by)" }
                == settling.map { "\(words[$0.action] ?? "") \($0.cue?.rawValue ?? "") \($0.by)" })
        // Revision 1 was there before anybody did anything.
        #expect(Set(audit.compactMap(\.revision)).sorted() == (2...record.revision).map { $0 })
        #expect(audit.compactMap(\.revision) == audit.compactMap(\.revision).sorted())
    }

    // MARK: What cues do, done once

    private func checkEffects() throws {
        let planned = planned
        var feed = try #require(record.plan.feeds.first?.id)
        var back: FeedID?
        var desires = Dictionary(
            destinations.map { ($0.id.account, DestinationRecord.Desire.on) }
        ) { first, _ in first }
        var switches: [String] = []
        var changes: [String] = []
        func show(_ new: FeedID?) -> Bool {
            guard let new, new != feed else { return false }
            switches.append("\(feed) → \(new)")
            feed = new
            return true
        }
        for row in settling where row.action == .fired {
            let cue = try #require(row.cue.flatMap { planned[$0] })
            if !cue.kind.isAside, let last = back {
                back = nil
                _ = show(last)
            }
            switch cue.kind {
            case .clip:
                let before = feed
                if show(cue.feed) { back = before }
            case .coStreamStart, .coStreamEnd: _ = show(cue.feed ?? record.plan.feeds.first?.id)
            case .accountsStart, .accountsStop:
                let desire: DestinationRecord.Desire = cue.kind == .accountsStart ? .on : .off
                for account in record.plan.accounts
                where (cue.group == nil || account.group == cue.group) && desires[account.id] != desire {
                    desires[account.id] = desire
                    changes.append("destination.\(desire == .on ? "resume" : "stop") \(account.id)")
                }
            default: break
            }
        }
        #expect(record.programFeed == feed && record.returnFeed == back)
        #expect(
            record.currentCue
                == settling.last { $0.action == .fired && $0.cue.flatMap { planned[$0] }?.kind.isAside == false }?.cue)
        #expect(asRun.filter { $0.action == .switched }.map(\.title) == switches)
        #expect(audit.count { $0.action == "program.switch" } == switches.count)
        #expect(destinations.allSatisfy { $0.desire == desires[$0.id.account] })
        let told = audit.filter { $0.action.hasPrefix("destination.") }
        #expect(told.map { "\($0.action) \($0.detail.prefix { $0 != ":" })" } == changes)
    }
}
