package import BroadcastModel
package import Persistence

/// The life of a broadcast, and what is on its program.
extension ControlRoom {
    package func broadcasts() async throws -> [BroadcastRecord] {
        rooms.values.map(\.shownRecord).sorted { $0.plan.id < $1.plan.id }
    }

    /// Every command but `abort` is refused as stale when the broadcast's phase or program changed since `seen`
    /// (``BroadcastChange/check(_:of:touching:in:)``); an abort means the same whatever happened meanwhile.
    ///
    /// `end` and `abort` act before they are written, and even when they cannot be: see ``stop(_:_:seen:by:)``.
    package func command(
        _ command: BroadcastLifecycle.Command, broadcast id: BroadcastID, seen: Int64?, anyway: Bool, by caller: Caller
    ) async throws -> BroadcastRecord {
        try require(.operator, of: caller)
        if command == .start, !anyway { try requireOpenGate(of: id) }
        if command == .end || command == .abort { return try await stop(id, command, seen: seen, by: caller) }
        if let unsaved = try room(id).unsavedEnd {
            throw Fault(
                .conflict,
                "The broadcast is \(unsaved.phase.rawValue), although that could not be written yet. Plan another one to go on air again.",
                blame: .operatorSide)
        }
        let snapshot = try await change(id, by: caller, seen: seen, touching: .broadcast) { change in
            var lifecycle = BroadcastLifecycle(change.record.phase)
            try lifecycle.apply(command)
            try change.enter(lifecycle.phase, asCommand: command)
        }
        return snapshot.shownRecord
    }

    /// Stale when the phase or the program changed since `seen`. The cut itself happens at the feed's next keyframe.
    package func switchProgram(
        of id: BroadcastID, to feed: FeedID, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord {
        try require(.operator, of: caller)
        _ = try room(id)
        let snapshot = try await change(id, by: caller, seen: seen, touching: .broadcast) { change in
            let feeds = change.record.plan.feeds
            guard feeds.contains(where: { $0.id == feed }) else {
                let names = feeds.map(\.id.rawValue).joined(separator: ", ")
                throw Fault(.notFound, "The broadcast has no feed \(feed). Its feeds: \(names).", blame: .operatorSide)
            }
            guard !change.record.phase.isOver, change.record.phase != .ending else {
                throw Fault(
                    .conflict, "Cannot switch a broadcast that is \(change.record.phase.rawValue).",
                    blame: .operatorSide)
            }
            guard change.record.programFeed != feed else { return }
            let before = change.record.programFeed
            change.record.programFeed = feed
            // A hand's choice stays when the clip that it interrupted is over.
            change.record.returnFeed = nil
            try change.asRun(.switched, title: "\(before) → \(feed)")
            change.note("program.switch", .broadcast, "\(before) → \(feed)")
        }
        // Also where nothing changes: the program may be on the backup, and this is how a hand brings it back.
        switchboard.select(snapshot.record.programFeed, for: id)
        rooms[id]?.shownFeed = snapshot.record.programFeed
        return snapshot.shownRecord
    }
}
