import BroadcastModel
import Persistence

/// What destinations achieved, kept so that it outlives the daemon.
///
/// The newest numbers are in memory (``TallyCourse``); they are saved, all that changed in one transaction, within about
/// a second when an account accepts media for the first time, every ``ControlRoomConfiguration/tallyInterval`` while
/// something counts, with the transactions that let a destination go or end its broadcast, and on the way out. Nothing is
/// written while nothing changed. Before media may go out the store knows that the tally is open (with the handle that it
/// needs anyway), so a daemon that was killed leaves lower bounds and says so.
extension ControlRoom {
    /// Takes what the relay says of a broadcast's destinations into memory.
    func see(_ seen: [AccountID: DestinationStatus], of id: BroadcastID) {
        guard let room = rooms[id] else { return }
        let now = clock.wallTime()
        let programTime = room.programTime(at: clock.monotonicTime())
        var tallies = room.tallies
        for (account, status) in seen {
            tallies[account, default: .init()].look(at: status, now: now)
            if status.state == .live || status.state == .lagging { rooms[id]?.liveAt[account] = programTime }
            if room.relay[account]?.state != status.state { markChanged(id) }
        }
        for (account, course) in room.courses {
            if let fault = course.lastFault { tallies[account, default: .init()].note(fault, at: course.lastFaultAt) }
            // From here on nothing wants it again, whatever its platform still owes us.
            if room.phase == .ending || room.phase.isOver, !course.isAttached, seen[account]?.isClosed ?? true {
                tallies[account]?.close()
            }
        }
        rooms[id]?.tallies = tallies
        rooms[id]?.relay = seen
        uncounted.insert(id)
    }

    /// Looks at them for the last time and tells the relay to forget them.
    func forget(_ accounts: [AccountID], of id: BroadcastID) {
        let now = clock.wallTime()
        let seen = relay.statuses(of: id)
        for account in accounts {
            if let status = seen[account] { rooms[id]?.tallies[account]?.look(at: status, now: now) }
            rooms[id]?.tallies[account]?.forget()
            rooms[id]?.tallies[account]?.close()
            relay.forget(DestinationID(broadcast: id, account: account))
        }
        uncounted.insert(id)
    }

    /// What to save of a broadcast with a transaction that ends something. ``take(_:)`` learns from its snapshot that it was saved.
    func unsavedTallies(of id: BroadcastID) -> [AccountID: DestinationTally] {
        guard var tallies = rooms[id]?.tallies else { return [:] }
        var unsaved: [AccountID: DestinationTally] = [:]
        for account in tallies.keys { unsaved[account] = tallies[account]?.nextSave() }
        rooms[id]?.tallies = tallies
        return unsaved
    }

    /// Saves what is due. The keeper calls it once a second.
    func keepTallies() async {
        let now = clock.monotonicTime()
        let isDue = nextTallies.map { now >= $0 } ?? true
        guard isDue || uncounted.contains(where: { rooms[$0]?.tallies.values.contains(where: \.isUrgent) ?? false })
        else { return }
        if await saveTallies() { nextTallies = now + configuration.tallyInterval }
    }

    /// Saves all that changed, in one transaction; returns false when the store would not take it.
    @discardableResult
    func saveTallies() async -> Bool {
        let ids = uncounted
        let batch = ids.reduce(into: [DestinationID: DestinationTally]()) { batch, id in
            for (account, tally) in unsavedTallies(of: id) {
                batch[DestinationID(broadcast: id, account: account)] = tally
            }
        }
        // Where nothing more can come, nobody needs to look again.
        defer { uncounted = uncounted.filter { rooms[$0].map { !$0.isClosedOut || $0.isUncounted } ?? false } }
        guard !batch.isEmpty else { return true }
        do {
            try await write { try $0.save(batch) }
            didSave(batch)
            if talliesFail { logger.notice("What destinations achieved is saved again") }
            talliesFail = false
            return true
        } catch {
            if !talliesFail {
                logger.error(
                    "What destinations achieved cannot be saved; it is kept in memory and tried again",
                    metadata: ["error": "\(error)"])
            }
            talliesFail = true
            return false
        }
    }

    func didSave(_ batch: [DestinationID: DestinationTally]) {
        for (id, tally) in batch { rooms[id.broadcast]?.tallies[id.account]?.didSave(tally) }
    }

    /// On the way out: ends every session politely, so that the last byte is counted, and saves what came of them.
    ///
    /// The relay would end them a moment later anyway. What does not close in time stays open in the store, and is a lower
    /// bound when the next daemon reads it.
    func windUp() async {
        for (id, room) in rooms {
            for (account, course) in room.courses where course.isAttached {
                relay.detach(DestinationID(broadcast: id, account: account))
            }
        }
        let deadline = clock.monotonicTime() + configuration.partingTimeout
        while !seeWhetherAllClosed(), clock.monotonicTime() < deadline {
            try? await clock.sleep(until: clock.monotonicTime() + .milliseconds(20))
        }
        for (id, room) in rooms {
            for account in room.tallies.keys where room.relay[account]?.isClosed ?? true {
                rooms[id]?.tallies[account]?.close()
            }
            uncounted.insert(id)
        }
        await saveTallies()
    }

    private func seeWhetherAllClosed() -> Bool {
        for (id, room) in rooms where !room.isClosedOut { see(relay.statuses(of: id), of: id) }
        return rooms.values.allSatisfy { $0.isClosedOut || $0.relay.values.allSatisfy(\.isClosed) }
    }
}

extension StoreWriter {
    /// Saves tallies of destinations that exist, each unless a newer one is stored already.
    func save(_ tallies: [DestinationID: DestinationTally]) throws {
        for (id, tally) in tallies {
            guard var record = try destination(id), record.tally.version < tally.version else { continue }
            record.tally = tally
            try save(record)
        }
    }
}
