import BroadcastModel
import ControlRoom
import Persistence

/// The operator of the killed shows: arms drafts, and fires what the clock must not.
struct Hand {
    private static let caller = Caller(name: "driver", role: .operator)

    let room: ControlRoom
    let store: any Store
    let clock: any ClockPort

    func armDrafts() async throws {
        for record in try await room.broadcasts() where record.phase == .draft {
            _ = try await room.command(.arm, broadcast: record.plan.id, seen: nil, by: Self.caller)
        }
    }

    /// Fires each cue for a hand that is pending and whose moment has come. Returns true when every cue of every broadcast
    /// is settled.
    func fireDue() async throws -> Bool {
        var isSettled = true
        for record in try await room.broadcasts() {
            let id = record.plan.id
            let runs = Set(try await store.read { try $0.cues(of: id) }.map(\.cue))
            isSettled = isSettled && runs.count == record.plan.cues.count
            guard let airedAt = record.airedAt else { continue }
            for cue in record.plan.cues where cue.byHand && !runs.contains(cue.id) {
                guard case .at(let at) = cue.start, airedAt + .milliseconds(at) <= clock.wallTime() else { break }
                _ = try await room.cue(.fire, cue: cue.id, in: id, seen: nil, by: Self.caller)
            }
        }
        return isSettled
    }
}
