package import BroadcastModel
package import Persistence

/// A rehearsal with real pictures: a broadcast of its own beside the one that is rehearsed, with the same feeds, composites,
/// slates and rundown. Of its accounts none is asked, prepared or connected, whatever its phase (``BroadcastRoom/want(of:)``).
extension ControlRoom {
    private static let mostRehearsals = 999

    /// Makes the rehearsal of `id`, a draft that starts as any other; of a rehearsal, the next one of the same evening.
    ///
    /// Throws `notFound`, and `conflict` while an earlier rehearsal of it is not over.
    package func rehearse(_ id: BroadcastID, by caller: Caller) async throws -> BroadcastRecord {
        try require(.operator, of: caller)
        let original = try room(id).record.plan.rehearses ?? id
        // The plan may have been edited in the meantime; if the original is gone, its last rehearsal is as good.
        let plan = try (rooms[original] ?? room(id)).record.plan
        if let running = rooms.values.first(where: { $0.record.plan.rehearses == original && !$0.phase.isOver }) {
            throw Fault(
                .conflict,
                "The rehearsal \(running.id) is \(running.phase.rawValue). End or abort it before the next one.",
                blame: .operatorSide)
        }
        let name = original.rawValue.prefix(48)
        guard
            let number = (1...Self.mostRehearsals).first(where: { rooms[BroadcastID("\(name)-rehearsal-\($0)")] == nil }
            )
        else {
            throw Fault(
                .conflict, "\(original) has been rehearsed \(Self.mostRehearsals) times. Plan it anew.",
                blame: .operatorSide)
        }
        let rehearsal = plan.rehearsal(BroadcastID("\(name)-rehearsal-\(number)"), at: clock.wallTime())
        return try await adopt(rehearsal, from: "the plan of \(original)", by: caller)
    }
}
