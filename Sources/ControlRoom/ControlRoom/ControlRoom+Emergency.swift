import BroadcastModel
import Persistence

/// Ending and aborting: the one kind of command that acts first and is written as soon as that is possible.
extension ControlRoom {
    /// Takes every account off air, then writes it.
    ///
    /// Throws `conflict` where the phase does not allow it and ``StaleCommand`` (`end` only) before anything is done. When
    /// the store cannot write, everything is off air all the same, writing is tried again every second, and the store's
    /// fault is thrown with a message that says so; a daemon killed before the write succeeds would resume the broadcast.
    func stop(
        _ id: BroadcastID, _ command: BroadcastLifecycle.Command, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord {
        _ = try BroadcastLifecycle(try room(id).phase).applying(command)
        if command == .end, let seen { try await checkTolerantly(seen, of: id) }
        let phase = try BroadcastLifecycle(try room(id).phase).applying(command)
        let end = BroadcastRoom.UnsavedEnd(command: command, phase: phase, at: clock.wallTime(), by: caller.name)
        rooms[id]?.unsavedEnd = end
        rooms[id]?.endingSince = clock.monotonicTime()
        reconcile(id)
        markChanged(id)
        do {
            return try await write(end, of: id).shownRecord
        } catch let fault as Fault where fault.code == .storageFull || fault.code == .storageFailed {
            rooms[id]?.unsavedEnd?.hasFailed = true
            logger.critical(
                "A broadcast was taken off air, but that cannot be written",
                metadata: [
                    "broadcast": "\(id)", "command": "\(command.rawValue)", "by": "\(caller.name)", "error": "\(fault)",
                ])
            throw Fault(
                fault.code,
                "Every account is being taken off air, but that could not be written down yet; it is tried again every second. \(fault.message)",
                blame: fault.blame, cause: fault.cause
            )
        } catch {
            // Somebody else's change came first: what is stored holds.
            if rooms[id]?.unsavedEnd != nil { rooms[id]?.unsavedEnd = nil }
            if let snapshot = try? await store.read({ try BroadcastSnapshot(id, from: $0) }) { take(snapshot) }
            throw error
        }
    }

    /// The clock's way to the same: the end is due and cannot be written.
    func actUnsaved(
        _ command: BroadcastLifecycle.Command, on id: BroadcastID, phase: BroadcastPhase, by caller: Caller,
        because fault: Fault
    ) {
        rooms[id]?.unsavedEnd = .init(
            command: command, phase: phase, at: clock.wallTime(), by: caller.name, hasFailed: true)
        rooms[id]?.endingSince = clock.monotonicTime()
        logger.critical(
            "A broadcast was taken off air, but that cannot be written",
            metadata: ["broadcast": "\(id)", "error": "\(fault)"])
        reconcile(id)
        markChanged(id)
    }

    /// Tries again to write every end that was only acted on. The keeper calls it.
    func writeUnsavedEnds() async {
        for (id, room) in rooms {
            guard let end = room.unsavedEnd, end.hasFailed else { continue }
            do {
                try await write(end, of: id)
                logger.notice("The end of a broadcast is written at last", metadata: ["broadcast": "\(id)"])
            } catch let fault as Fault where fault.code == .conflict {
                rooms[id]?.unsavedEnd = nil
                if let snapshot = try? await store.read({ try BroadcastSnapshot(id, from: $0) }) { take(snapshot) }
            } catch {
                logger.critical(
                    "The end of a broadcast still cannot be written",
                    metadata: ["broadcast": "\(id)", "error": "\(error)"])
            }
        }
    }

    @discardableResult
    private func write(_ end: BroadcastRoom.UnsavedEnd, of id: BroadcastID) async throws -> BroadcastSnapshot {
        let tallies = unsavedTallies(of: id)
        let snapshot = try await write { writer in
            var change = try BroadcastChange(id, in: writer, by: end.by, now: end.at)
            change.tallies = tallies
            if change.record.phase == end.phase { return change.snapshot }
            try change.enter(try BroadcastLifecycle(change.record.phase).applying(end.command), asCommand: end.command)
            return try change.save()
        }
        take(snapshot)
        return snapshot
    }

    /// A store that cannot be read must not keep anybody from ending.
    private func checkTolerantly(_ seen: Int64, of id: BroadcastID) async throws {
        do {
            try await store.read { reader in
                guard let record = try reader.broadcast(id) else { throw BroadcastSnapshot.unknown(id) }
                try BroadcastChange.check(seen, of: record, touching: .broadcast, in: reader)
            }
        } catch let fault as Fault where fault.code == .storageFull || fault.code == .storageFailed {
            logger.error(
                "Could not check whether the command is stale", metadata: ["broadcast": "\(id)", "error": "\(fault)"])
        }
    }
}

extension BroadcastLifecycle {
    /// The phase after `command`; throws the lifecycle's refusal.
    fileprivate func applying(_ command: Command) throws -> BroadcastPhase {
        var copy = self
        try copy.apply(command)
        return copy.phase
    }
}
