package import BroadcastModel
package import Rundown

/// Who and what is wanted by two broadcasts at one time. It is told and not refused: an evening may be moved, and a person may
/// go from one studio to the next. An account is carried by the one that is on air first (``isCarriedElsewhere(_:)``).
extension ControlRoom {
    /// What `plan` books that a broadcast which is not over books too. Rehearsals book nothing.
    package func doubleBookings(of plan: BroadcastPlan) -> [DoubleBooking] {
        guard plan.rehearses == nil else { return [] }
        return DoubleBooking.of(
            plan, among: rooms.values.filter { !$0.phase.isOver && !$0.isRehearsal }.map(\.record.plan))
    }

    /// The same while there is still something to be done about it.
    func doubleBookings(of room: BroadcastRoom) -> [DoubleBooking] {
        switch room.phase {
        case .draft, .scheduled, .preparing, .ready: doubleBookings(of: room.record.plan)
        case .onAir, .ending, .ended, .aborted: []
        }
    }
}
