import BroadcastModel
import Persistence
import Rundown

/// Everything stored about one broadcast, as one transaction saw it.
struct BroadcastSnapshot: Sendable {
    var record: BroadcastRecord
    /// Ordered by account.
    var destinations: [DestinationRecord]
    var states: [CueID: CueState]
    var firedAt: [CueID: WallTime]
    var lastFired: CueID?

    init(_ id: BroadcastID, from reader: any StoreReader) throws {
        guard let record = try reader.broadcast(id) else { throw BroadcastSnapshot.unknown(id) }
        self.record = record
        destinations = try reader.destinations(of: id)
        states = [:]
        for cue in try reader.cues(of: id) { states[cue.cue] = CueState(rawValue: cue.state.rawValue) }
        firedAt = [:]
        for entry in try reader.asRun(of: id) where entry.action == .fired {
            guard let cue = entry.cue else { continue }
            firedAt[cue] = entry.at
            lastFired = cue
        }
    }

    /// The running order as it stands.
    var sheet: CueSheet {
        CueSheet(cues: record.plan.cues, states: states, isHeld: record.rundownHeld, current: lastFired)
    }

    static func unknown(_ id: BroadcastID) -> Fault {
        Fault(.notFound, "There is no broadcast \(id).", blame: .operatorSide)
    }
}
