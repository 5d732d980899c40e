import BroadcastModel
import Persistence
import Rundown

/// The clock: phases that are due, cues that are due, and sleeping until exactly the next such moment.
extension ControlRoom {
    /// More broadcasts than these are not written with one transaction, so that a hand need not wait for long.
    private static let mostTogether = 64

    func runClock() async {
        var seen: UInt64?
        while !Task.isCancelled {
            let raises = clockSignal.raises
            let next = await turnClock(lookingAtAll: raises != seen)
            seen = raises
            await clockSignal.wait(until: next, on: clock)
        }
    }

    /// Does what is due now and returns when it must be called again at the latest; nil: not before something changes.
    ///
    /// It looks at all broadcasts, or at those alone whose moments have come: what changes otherwise raises ``clockSignal``.
    func turnClock(lookingAtAll: Bool = true) async -> MonotonicTime? {
        let ids = lookingAtAll ? rooms.keys.sorted() : agenda.takeDue(at: clock.monotonicTime())
        underClock = Set(ids)
        var going = ids
        for _ in 0..<8 {
            going = going.filter { rooms[$0].map(isDue) ?? false }
            guard !going.isEmpty else { break }
            going = await advance(going)
        }
        underClock = []
        for id in ids { agenda.set(id, to: rooms[id].flatMap(nextMoment)) }
        return agenda.first()
    }

    /// After a change of `id`. What the clock itself changes on air concerns no other broadcast.
    func wakeClock(for id: BroadcastID) {
        guard underClock.contains(id), rooms[id]?.phase == .onAir else { return clockSignal.raise() }
    }

    /// Whether a transaction of the clock would change something.
    private func isDue(_ room: BroadcastRoom) -> Bool {
        let now = clock.monotonicTime()
        if let wait = room.clockWaitsUntil, now < wait { return false }
        guard room.unsavedEnd == nil else { return false }
        let record = room.snapshot.record
        switch record.phase {
        case .draft, .ended, .aborted: return false
        case .scheduled: return !isMissed(record) && clock.wallTime() >= record.plan.start - record.plan.lead
        case .preparing:
            return mayStart(room) || room.everyAccountAnswered
        case .ready: return mayStart(room)
        case .onAir:
            guard let time = room.programTime(at: now) else { return false }
            if let due = room.nextByClock, due <= time { return true }
            return record.plan.endsByClock && time >= record.plan.length
        case .ending: return room.everySessionClosed || isEndingOver(room, now: now)
        }
    }

    /// The next moment at which ``isDue(_:)`` may become true by itself.
    private func nextMoment(_ room: BroadcastRoom) -> MonotonicTime? {
        if let wait = room.clockWaitsUntil, wait > clock.monotonicTime() { return wait }
        guard room.unsavedEnd == nil else { return nil }
        let record = room.snapshot.record
        switch record.phase {
        case .draft, .ended, .aborted: return nil
        case .scheduled: return isMissed(record) ? nil : moment(of: record.plan.start - record.plan.lead)
        case .preparing, .ready:
            guard !isMissed(record) else { return nil }
            // Past its start it waits for its input, which is looked at often.
            let isWaiting = clock.wallTime() >= record.plan.start
            return isWaiting ? clock.monotonicTime() + .milliseconds(200) : moment(of: record.plan.start)
        case .onAir:
            let end = record.plan.endsByClock ? record.plan.length : nil
            return [room.nextByClock, end].compactMap { $0.flatMap(room.moment(of:)) }.min()
        case .ending: return room.endingSince.map { $0 + configuration.endingTimeout }
        }
    }

    /// Its start has come, and its input is such that it may go on air.
    private func mayStart(_ room: BroadcastRoom) -> Bool {
        let record = room.snapshot.record
        return !isMissed(record) && clock.wallTime() >= record.plan.start && gateReasons(of: room).isEmpty
    }

    /// A wall-clock moment on the monotonic clock, looked at again every second because the wall clock may be set.
    private func moment(of wall: WallTime) -> MonotonicTime {
        clock.monotonicTime() + min(max(.milliseconds(1), wall - clock.wallTime()), .seconds(1))
    }

    /// Its whole time passed while the daemon was away: the clock does not start yesterday's broadcast; a hand may.
    private func isMissed(_ record: BroadcastRecord) -> Bool {
        record.isMissed(at: clock.wallTime())
    }

    private func isEndingOver(_ room: BroadcastRoom, now: MonotonicTime) -> Bool {
        room.endingSince.map { now >= $0 + configuration.endingTimeout } ?? true
    }

    /// What the clock knows of a broadcast when it writes.
    fileprivate struct Turn: Sendable {
        var known: BroadcastSnapshot
        var programTime: Duration?
        var everyAccountAnswered: Bool
        var everySessionClosed: Bool
        var isGateOpen: Bool
        var tallies: [AccountID: DestinationTally]
    }

    private func turn(of room: BroadcastRoom) -> Turn {
        let now = clock.monotonicTime()
        let programTime = room.programTime(at: now)
        let isOnAir = room.phase == .onAir
        let mayEnd = !isOnAir || isEndDue(room, at: programTime)
        return Turn(
            known: room.snapshot, programTime: programTime,
            everyAccountAnswered: !isOnAir && room.everyAccountAnswered,
            everySessionClosed: !isOnAir && (room.everySessionClosed || isEndingOver(room, now: now)),
            isGateOpen: isOnAir || gateReasons(of: room).isEmpty,
            tallies: mayEnd ? unsavedTallies(of: room.id) : [:])
    }

    /// Lets the clock write all of these, in as few transactions as may be; returns those of which something came.
    private func advance(_ ids: [BroadcastID]) async -> [BroadcastID] {
        var changed: [BroadcastID] = []
        for first in stride(from: 0, to: ids.count, by: Self.mostTogether) {
            let some = ids[first..<min(first + Self.mostTogether, ids.count)]
            if some.count > 1, let done = await advanceTogether(Array(some)) {
                changed += done
                continue
            }
            for id in some where await advance(id) { changed.append(id) }
        }
        return changed
    }

    /// One transaction for all of `ids`; nil when it failed and nothing has changed. Each is written alone then, so that
    /// one that cannot be written holds up no other.
    private func advanceTogether(_ ids: [BroadcastID]) async -> [BroadcastID]? {
        let wall = clock.wallTime()
        let bootTime = BootTime(clock)
        let turns = ids.compactMap { id in rooms[id].map(turn) }
        let snapshots = try? await write { writer in
            try turns.map { turn in
                var change = try BroadcastChange(
                    turn.known.record.plan.id, in: writer, by: Caller.clock.name, now: wall, bootTime: bootTime,
                    known: turn.known)
                try change.make(turn)
                return try change.save()
            }
        }
        guard let snapshots else { return nil }
        for snapshot in snapshots { take(snapshot) }
        return zip(turns, snapshots).filter { turn, snapshot in didAdvance(from: turn.known, to: snapshot) }
            .map { $0.1.record.plan.id }
    }

    /// One transaction of the clock on one broadcast: cues first, in order, then phases. Returns false when nothing came of it.
    ///
    /// The cue's state, its as-run row and the revision are saved together, and what is due is decided from what is
    /// stored: a daemon killed at any point fires each cue once.
    private func advance(_ id: BroadcastID) async -> Bool {
        guard let room = rooms[id] else { return false }
        let turn = turn(of: room)
        do {
            let snapshot = try await change(id, by: .clock) { try $0.make(turn) }
            return didAdvance(from: turn.known, to: snapshot)
        } catch let fault as Fault
            where isEndDue(room, at: turn.programTime) && (fault.code == .storageFull || fault.code == .storageFailed)
        {
            // The hour of the end is known even when it cannot be written.
            actUnsaved(.end, on: id, phase: .ending, by: .clock, because: fault)
            return false
        } catch {
            logger.error(
                "The clock could not write; it tries again", metadata: ["broadcast": "\(id)", "error": "\(error)"])
            rooms[id]?.clockWaitsUntil = clock.monotonicTime() + configuration.storageRetry
            return false
        }
    }

    /// One of which nothing came is left alone for a while.
    private func didAdvance(from known: BroadcastSnapshot, to snapshot: BroadcastSnapshot) -> Bool {
        let hasChanged = snapshot.record.revision > known.record.revision
        rooms[snapshot.record.plan.id]?.clockWaitsUntil =
            hasChanged ? nil : clock.monotonicTime() + configuration.tick
        return hasChanged
    }

    private func isEndDue(_ room: BroadcastRoom, at programTime: Duration?) -> Bool {
        guard let programTime, room.phase == .onAir, room.record.plan.endsByClock else { return false }
        return programTime >= room.record.plan.length
    }
}

extension BroadcastChange {
    /// What the clock owes: cues first, then phases.
    fileprivate mutating func make(_ turn: ControlRoom.Turn) throws {
        tallies = turn.tallies
        try fireDue(at: turn.programTime)
        try tick(
            now: now, programTime: turn.programTime, everyAccountAnswered: turn.everyAccountAnswered,
            everySessionClosed: turn.everySessionClosed, isGateOpen: turn.isGateOpen)
    }

    /// Fires what the clock owes at `programTime`; nothing unless on air.
    mutating func fireDue(at programTime: Duration?) throws {
        guard record.phase == .onAir, let programTime else { return }
        var sheet = snapshot.sheet
        for due in sheet.fireDue(at: programTime) { try settle(due, of: sheet) }
    }

    /// Keeps what became of a cue, and says why.
    mutating func settle(_ due: DueCue, of sheet: CueSheet) throws {
        let late = "\(due.late.milliseconds) ms late"
        switch due.outcome {
        case .fired:
            try keep(due.cue, of: sheet, action: .fired, late: due.late)
            note("cue.fire", .cue(due.cue.id), "\(due.cue.title), \(late)")
        case .skipped:
            try keep(due.cue, of: sheet, action: .skipped, late: due.late)
            note("cue.skip", .cue(due.cue.id), "\(due.cue.title), \(late): its rule is to leave it out then")
        case .asked(let question):
            try keep(due.cue, of: sheet, action: .asked, late: due.late)
            let why =
                switch question {
                case .passed: "the line has gone on without it"
                case .late: "\(late): its rule is to ask"
                case .notReady(let missing): missing
                }
            note("cue.ask", .cue(due.cue.id), "\(due.cue.title), \(why)")
        }
    }

    /// Takes every step that is due. On air, the length is measured in programme time, not on the wall clock.
    mutating func tick(
        now: WallTime, programTime: Duration?, everyAccountAnswered: Bool, everySessionClosed: Bool,
        isGateOpen: Bool = true
    ) throws {
        var lifecycle = BroadcastLifecycle(record.phase)
        while true {
            let before = lifecycle.phase
            let moment: WallTime
            if before == .onAir, let airedAt = record.airedAt, let programTime {
                moment = airedAt + programTime
            } else if !isGateOpen, before == .preparing || before == .ready {
                // As if the start had not come yet.
                moment = min(now, record.plan.start - .milliseconds(1))
            } else {
                moment = now
            }
            let plan = record.plan
            var isChanged =
                !record.isMissed(at: now)
                && lifecycle.tick(
                    now: moment, start: plan.start, lead: plan.lead, airedAt: record.airedAt, length: plan.length,
                    endsByClock: plan.endsByClock
                )
            if !isChanged, everyAccountAnswered { isChanged = lifecycle.everyAccountAnswered() }
            if !isChanged, before == .ending, everySessionClosed { isChanged = lifecycle.everySessionClosed() }
            guard isChanged else { return }
            try enter(lifecycle.phase)
            // A step that depends on what must happen first (accounts, sessions, programme time) waits for the next turn.
            if lifecycle.phase != .preparing { return }
        }
    }

    /// Puts the record into `phase`, with its as-run line and its audit row; an end also saves what destinations achieved.
    mutating func enter(_ phase: BroadcastPhase, asCommand command: BroadcastLifecycle.Command? = nil) throws {
        let from = record.phase
        record.phase = phase
        switch phase {
        case .onAir:
            record.airedAt = now
            record.airedBoot = bootTime
            // Nobody who starts a draft by hand keeps to its planned moment.
            let late = from == .draft ? nil : now - record.plan.start
            try asRun(.onAir, title: record.plan.title, late: measured(late))
        case .ending:
            record.endedAt = now
            // Measured from air, so it means the same whether the broadcast was armed or not.
            let late = record.airedAt.map { now - ($0 + record.plan.length) }
            try asRun(.ended, title: record.plan.title, late: measured(late))
        case .aborted:
            record.endedAt = record.endedAt ?? now
            try asRun(.aborted, title: record.plan.title)
        case .draft, .scheduled, .preparing, .ready, .ended: break
        }
        if phase == .ending || phase.isOver { try saveTallies() }
        let action = phase == .ready ? Touch.readyAction : "broadcast.\(command?.rawValue ?? phase.rawValue)"
        note(action, .broadcast, "\(from.rawValue) → \(phase.rawValue)")
    }

    /// A hand that is more than a day away from the planned moment was not aiming at it.
    private func measured(_ late: Duration?) -> Duration? {
        guard caller != Caller.clock.name, let late else { return late }
        return (Duration.seconds(-86_400)...Duration.seconds(86_400)).contains(late) ? late : nil
    }
}

extension BroadcastRecord {
    /// Not on air, and its whole time has passed while nobody was there: the clock does not start it any more.
    fileprivate func isMissed(at now: WallTime) -> Bool {
        switch phase {
        case .scheduled, .preparing, .ready: now >= plan.start + plan.length
        case .draft, .onAir, .ending, .ended, .aborted: false
        }
    }
}
