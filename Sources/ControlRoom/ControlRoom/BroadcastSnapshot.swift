import BroadcastModel
import Persistence
import Rundown

/// Everything stored about one broadcast, as one transaction saw it.
struct BroadcastSnapshot: Sendable {
    var record: BroadcastRecord
    /// Ordered by account. Their tallies may be older than the store's, which saves them without a new revision.
    var destinations: [DestinationRecord]
    var runs: [CueID: CueRun]
    /// What the stage's screen says.
    var message: StageMessage?

    init(_ id: BroadcastID, from reader: any StoreReader) throws {
        guard let record = try reader.broadcast(id) else { throw BroadcastSnapshot.unknown(id) }
        self.record = record
        destinations = try reader.destinations(of: id)
        message = try reader.stageMessage(of: id)
        runs = [:]
        for cue in try reader.cues(of: id) { runs[cue.cue] = cue.run }
    }

    /// `known` itself where the store has no other revision of it: every change but a tally's makes a new one.
    init(_ id: BroadcastID, from reader: any StoreReader, known: BroadcastSnapshot?) throws {
        if let known, try reader.revision(of: id) == known.record.revision {
            self = known
        } else {
            try self.init(id, from: reader)
        }
    }

    /// The record for whoever looks from outside: its plan names the accounts that belong to the broadcast now, without
    /// those that were taken out. The stored one keeps them, because their platforms may have to be told yet.
    var shownRecord: BroadcastRecord {
        let removed = Set(destinations.filter { $0.desire == .removed }.map(\.id.account))
        guard !removed.isEmpty else { return record }
        var shown = record
        shown.plan.accounts.removeAll { removed.contains($0.id) }
        return shown
    }

    /// The running order as it stands.
    var sheet: CueSheet {
        CueSheet(
            cues: record.plan.cues, runs: runs, isHeld: record.rundownHeld, current: record.currentCue,
            air: record.airedAt ?? record.plan.start, length: record.plan.length, notReady: notReady)
    }

    /// What guests' cues wait for.
    private var notReady: [CueID: String] {
        var waiting: [CueID: String] = [:]
        for cue in record.plan.cues where cue.kind == .guestEnter {
            guard let person = cue.person.flatMap(record.plan.person) else { continue }
            waiting[cue.id] = person.missing(record.guests[person.id.rawValue], in: record.plan.id)
        }
        return waiting
    }

    static func unknown(_ id: BroadcastID) -> Fault {
        Fault(.notFound, "There is no broadcast \(id).", blame: .operatorSide)
    }
}
