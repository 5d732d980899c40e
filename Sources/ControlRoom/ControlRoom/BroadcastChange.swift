import BroadcastModel
import Persistence
import Rundown

/// One change of one broadcast inside one transaction: loads, checks what the author had seen, collects, saves once.
///
/// Whatever is changed, the revision grows by one and every audit row carries it. ``save()`` is called last; a body that
/// throws before leaves nothing behind.
struct BroadcastChange {
    let writer: any StoreWriter
    let caller: String
    let now: WallTime
    /// The same moment on the monotonic clock; nil where nothing goes on air.
    let bootTime: BootTime?
    private(set) var snapshot: BroadcastSnapshot
    /// As the store has it.
    private let storedPlan: BroadcastPlan
    private var audit: [AuditEntry] = []
    /// What destinations have achieved by now, saved with an end.
    var tallies: [AccountID: DestinationTally] = [:]

    var record: BroadcastRecord {
        get { snapshot.record }
        set { snapshot.record = newValue }
    }
    var id: BroadcastID { snapshot.record.plan.id }

    /// `known`: what somebody remembers; it is taken where the store has the same revision, and spares the reading.
    ///
    /// Throws `notFound`, or a ``StaleCommand`` when something that `touching` depends on changed since revision `seen`.
    init(
        _ id: BroadcastID, in writer: any StoreWriter, by caller: String, now: WallTime,
        bootTime: BootTime? = nil, known: BroadcastSnapshot? = nil, seen: Int64? = nil, touching: Touch? = nil
    ) throws {
        self.writer = writer
        self.caller = caller
        self.now = now
        self.bootTime = bootTime
        snapshot = try BroadcastSnapshot(id, from: writer, known: known)
        storedPlan = snapshot.record.plan
        if let seen, let touching { try Self.check(seen, of: snapshot.record, touching: touching, in: writer) }
    }

    /// Refuses a command whose author had not seen a change of what it touches.
    ///
    /// Revisions grow with every change, cues fired by the clock among them, so an older number alone is no reason. The
    /// reason is a change since then of the same cue or account, of the hold (for a hold), or of the broadcast's phase or
    /// program; ``Touch`` tells.
    static func check(_ seen: Int64, of record: BroadcastRecord, touching: Touch, in reader: any StoreReader) throws {
        guard seen != record.revision else { return }
        guard seen < record.revision else {
            throw Fault(
                .malformed, "The revision \(seen) does not exist yet; the broadcast is at \(record.revision).",
                blame: .operatorSide)
        }
        let changes = try reader.audit(subject: Self.subject(of: record.plan.id), afterRevision: seen)
        // What stands beside the line changes nothing on it.
        let asides = touching == .line ? Set(record.plan.cues.filter(\.kind.isAside).map(\.id.rawValue)) : []
        guard
            changes.contains(where: { entry in
                touching.isTouched(by: entry) && !asides.contains(String(entry.detail.prefix { $0 != ":" }))
            })
        else { return }
        throw StaleCommand(seen: seen, now: record.revision, changes: changes.suffix(50))
    }

    static func subject(of broadcast: BroadcastID) -> String { "broadcast/\(broadcast)" }

    mutating func note(_ action: String, _ touch: Touch, _ text: String) {
        audit.append(
            AuditEntry(at: now, by: caller, action: action, subject: Self.subject(of: id), detail: touch.detail(text)))
    }

    /// Saves what `sheet` has made of `cue`, with its as-run row, and does what a cue of its kind does when it was fired.
    mutating func keep(_ cue: Cue, of sheet: CueSheet, action: AsRunEntry.Action, late: Duration? = nil) throws {
        var run = sheet.runs[cue.id] ?? CueRun(.pending)
        if action == .fired { run.firedAt = now }
        try save(run, of: cue.id)
        try asRun(action, cue: cue, title: cue.title, late: late)
        if action == .fired, !cue.kind.isAside { record.currentCue = cue.id }
        if action == .fired { try perform(cue) }
    }

    mutating func save(_ run: CueRun, of cue: CueID) throws {
        try writer.save(CueRecord(broadcast: id, cue: cue, run: run))
        snapshot.runs[cue] = run
    }

    /// Whatever comes under this id later begins anew.
    mutating func forget(_ cue: CueID) throws {
        guard snapshot.runs.removeValue(forKey: cue) != nil else { return }
        try writer.save(CueRecord(broadcast: id, cue: cue, run: CueRun(.pending)))
    }

    func asRun(_ action: AsRunEntry.Action, cue: Cue? = nil, title: String, late: Duration? = nil) throws {
        try writer.append(
            AsRunEntry(
                broadcast: id, at: now, action: action, cue: cue?.id, title: title, by: caller,
                lateMilliseconds: late?.milliseconds))
    }

    /// What the stage's screen says.
    var message: StageMessage? { snapshot.message }

    /// Puts a message on the stage's screen in place of the one that stands there; nil takes that away.
    mutating func say(_ message: StageMessage?) throws {
        try writer.save(message, onStageOf: id)
        snapshot.message = message
    }

    mutating func set(_ account: AccountID, to desire: DestinationRecord.Desire) throws {
        let destinationID = DestinationID(broadcast: id, account: account)
        // Read again: a tally is saved without a new revision.
        var destination = try writer.destination(destinationID) ?? DestinationRecord(id: destinationID)
        destination.desire = desire
        try writer.save(destination)
        snapshot.destinations.removeAll { $0.id == destination.id }
        snapshot.destinations.append(destination)
        snapshot.destinations.sort { $0.id < $1.id }
    }

    /// Saves ``tallies``, where they are newer than what is stored.
    mutating func saveTallies() throws {
        guard !tallies.isEmpty else { return }
        let broadcast = id
        try writer.save(
            Dictionary(
                tallies.map { (DestinationID(broadcast: broadcast, account: $0.key), $0.value) }
            ) { first, _ in first })
        snapshot.destinations = try writer.destinations(of: broadcast)
        tallies = [:]
    }

    /// Saves the record with its next revision and its audit rows; does nothing when no row was noted.
    mutating func save() throws -> BroadcastSnapshot {
        guard !audit.isEmpty else { return snapshot }
        snapshot.record.revision += 1
        if record.plan == storedPlan {
            try writer.updateAllButPlan(of: record)
        } else {
            try writer.update(record)
        }
        for var entry in audit {
            entry.revision = snapshot.record.revision
            try writer.append(entry)
        }
        audit = []
        return snapshot
    }
}
