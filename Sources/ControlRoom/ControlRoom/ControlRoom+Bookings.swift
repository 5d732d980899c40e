package import BroadcastModel
package import Rundown

/// Who and what is wanted by two broadcasts at one time. It is told and not refused: an evening may be moved, and a person may
/// go from one studio to the next. An account is carried by the one that is on air first (``isCarriedElsewhere(_:)``).
extension ControlRoom {
    /// What `plan` books that a broadcast which is not over books too. Rehearsals book nothing.
    package func doubleBookings(of plan: BroadcastPlan) -> [DoubleBooking] { doubleBookings(of: [plan])[0] }

    /// For each of `plans`, which may be in no room yet, what another of them or a broadcast which is not over books too.
    package func doubleBookings(of plans: [BroadcastPlan]) -> [[DoubleBooking]] {
        let own = Set(plans.map(\.id))
        let others =
            plans.filter { $0.rehearses == nil }
            + rooms.values.filter { !$0.phase.isOver && !$0.isRehearsal && !own.contains($0.id) }.map(\.record.plan)
        return plans.map { $0.rehearses == nil ? DoubleBooking.of($0, among: others) : [] }
    }

    /// The same while there is still something to be done about it.
    func doubleBookings(of room: BroadcastRoom) -> [DoubleBooking] {
        switch room.phase {
        case .draft, .scheduled, .preparing, .ready: doubleBookings(of: room.record.plan)
        case .onAir, .ending, .ended, .aborted: []
        }
    }
}
