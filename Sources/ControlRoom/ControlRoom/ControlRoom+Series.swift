package import BroadcastModel
package import Persistence

/// What a hand may do to all of a series that has not begun.
package enum SeriesCommand: String, Sendable, CaseIterable {
    /// Drafts are given to the clock.
    case arm
    /// Drafts and what the clock has not begun are given up.
    case cancel

    fileprivate var step: BroadcastLifecycle.Command { self == .arm ? .arm : .abort }

    fileprivate func concerns(_ phase: BroadcastPhase) -> Bool {
        switch phase {
        case .draft: true
        case .scheduled: self == .cancel
        case .preparing, .ready, .onAir, .ending, .ended, .aborted: false
        }
    }
}

extension ControlRoom {
    /// Those that it changed, in order of time; the clock is given none whose whole time is over; in one transaction, so all of them or none. What has begun or is over meanwhile
    /// stays as it is.
    ///
    /// Throws `notFound` where no broadcast belongs to `id`.
    package func series(
        _ command: SeriesCommand, _ id: SeriesID, by caller: Caller
    ) async throws -> [BroadcastRecord] {
        try require(.operator, of: caller)
        let members = rooms.values.filter { $0.record.plan.series?.id == id }
        guard !members.isEmpty else {
            throw Fault(
                .notFound, "There is no series \(id). Series come from plans with `repeat`: lianbo broadcast plan FILE",
                blame: .operatorSide)
        }
        let now = clock.wallTime()
        let concerned = members.filter { room in
            let plan = room.record.plan
            return room.unsavedEnd == nil && command.concerns(room.record.phase)
                && (command == .cancel || plan.start + plan.length > now)
        }
        .map(\.record.plan).sorted { ($0.start, $0.id) < ($1.start, $1.id) }.map(\.id)
        let snapshots = try await write { writer in
            try concerned.compactMap { broadcast -> BroadcastSnapshot? in
                var change = try BroadcastChange(broadcast, in: writer, by: caller.name, now: now)
                guard command.concerns(change.record.phase) else { return nil }
                var lifecycle = BroadcastLifecycle(change.record.phase)
                try lifecycle.apply(command.step)
                try change.enter(lifecycle.phase, asCommand: command.step)
                return try change.save()
            }
        }
        for snapshot in snapshots { take(snapshot) }
        return snapshots.map(\.record)
    }
}
