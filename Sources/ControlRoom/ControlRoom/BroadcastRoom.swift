import AdapterKit
import AudienceMetrics
import BroadcastModel
import Persistence
import Rundown

/// One broadcast in memory: what is stored, as the last transaction left it, and what is seen of it.
///
/// Every board is made from this, so that a second of board-making reads nothing from the store.
struct BroadcastRoom: Sendable {
    /// Where programme time is counted from, on the monotonic clock.
    struct Anchor: Sendable {
        var at: MonotonicTime
        var programTime: Duration
    }

    /// An end or abort that was acted on but could not be written yet.
    struct UnsavedEnd: Sendable {
        var command: BroadcastLifecycle.Command
        var phase: BroadcastPhase
        var at: WallTime
        var by: String
        /// The first attempt to write it is over; the keeper goes on trying.
        var hasFailed = false
    }

    private(set) var snapshot: BroadcastSnapshot
    private(set) var sheet: CueSheet
    /// Programme time at which the clock has something to do with a cue; it may lie in the past.
    private(set) var nextByClock: Duration?
    private var isSlateCurrent = false
    var unsavedEnd: UnsavedEnd?
    /// Done and not yet written, oldest first.
    var unsavedActs: [AirAct] = []
    private(set) var anchor: Anchor?
    var courses: [AccountID: DestinationCourse] = [:]
    var polls: [AccountID: PollCourse] = [:]
    /// Backing off of failed calls, by account; absent after a success.
    var retryPaces: [AccountID: RetryPace] = [:]
    /// As the relay last told.
    var relay: [AccountID: DestinationStatus] = [:]
    /// Programme time at which each was seen to take media last, in this life of the daemon.
    var liveAt: [AccountID: Duration] = [:]
    /// What each destination achieved, removed ones included.
    var tallies: [AccountID: TallyCourse]
    var merger: FiguresMerger
    var hasFigures: Bool
    var hasProgram = false
    /// The feed that the program was told to show last, and whether it was told to cover it because a cue says so.
    var shownFeed: FeedID?
    var isSlated = false
    /// The relay's sessions are forgotten and the program is closed: nothing more happens here.
    var isClosedOut = false
    var endingSince: MonotonicTime?
    /// The clock leaves it alone until then, after a failed write.
    var clockWaitsUntil: MonotonicTime?

    init(
        _ snapshot: BroadcastSnapshot, merger: FiguresMerger, hasFigures: Bool, wall: WallTime, bootTime: BootTime
    ) {
        self.snapshot = snapshot
        sheet = snapshot.sheet
        self.merger = merger
        self.hasFigures = hasFigures
        let wasAired = snapshot.record.airedAt != nil
        tallies = Dictionary(
            snapshot.destinations.map { ($0.id.account, TallyCourse($0.tally, wasAired: wasAired)) }
        ) { first, _ in first }
        readSheet()
        anchorProgram(wall: wall, bootTime: bootTime)
        endingSince = snapshot.record.phase == .ending ? MonotonicTime(nanoseconds: bootTime.nanoseconds) : nil
    }

    /// Takes what a transaction left, unless a later one was taken already; returns false then.
    @discardableResult
    mutating func take(_ new: BroadcastSnapshot, wall: WallTime, bootTime: BootTime) -> Bool {
        guard new.record.revision >= snapshot.record.revision else { return false }
        snapshot = new
        sheet = new.sheet
        readSheet()
        for destination in new.destinations {
            tallies[destination.id.account, default: .init()].didSave(destination.tally)
        }
        if let unsavedEnd, new.record.phase.isOver || new.record.phase == unsavedEnd.phase { self.unsavedEnd = nil }
        anchorProgram(wall: wall, bootTime: bootTime)
        if phase == .ending, endingSince == nil {
            endingSince = MonotonicTime(nanoseconds: bootTime.nanoseconds)
        }
        return true
    }

    /// What is asked of the sheet often, asked once.
    private mutating func readSheet() {
        nextByClock = sheet.nextByClock
        isSlateCurrent = sheet.cues.contains { $0.id == sheet.current && $0.kind == .slate }
    }

    /// The record as everybody shall see it, an end that could not be written included.
    var record: BroadcastRecord { withUnsavedEnd(snapshot.record) }

    /// ``record`` for whoever looks from outside: see ``BroadcastSnapshot/shownRecord``.
    var shownRecord: BroadcastRecord { withUnsavedEnd(snapshot.shownRecord) }

    private func withUnsavedEnd(_ record: BroadcastRecord) -> BroadcastRecord {
        var record = record
        record.isCut = isCut
        guard let unsavedEnd else { return record }
        record.phase = unsavedEnd.phase
        record.endedAt = record.endedAt ?? unsavedEnd.at
        return record
    }
    /// As the last hand has it, written or not.
    var isCut: Bool { unsavedActs.last { $0.kind != .dump }.map { $0.kind == .cut } ?? snapshot.record.isCut }
    /// Its inputs are brought in.
    var takesInputs: Bool {
        switch phase {
        case .preparing, .ready, .onAir, .ending: true
        case .draft, .scheduled, .ended, .aborted: false
        }
    }

    /// The cue on air is a slate.
    var wantsSlate: Bool { phase == .onAir && isSlateCurrent }
    var id: BroadcastID { snapshot.record.plan.id }
    var phase: BroadcastPhase { unsavedEnd?.phase ?? snapshot.record.phase }

    /// Destinations that belong to the broadcast, stopped ones included.
    var members: [DestinationRecord] { snapshot.destinations.filter { $0.desire != .removed } }

    func account(_ id: AccountID) -> PlannedAccount? { snapshot.record.plan.accounts.first { $0.id == id } }

    /// Real pictures, and no account is reached.
    var isRehearsal: Bool { snapshot.record.plan.rehearses != nil }

    func want(of destination: DestinationRecord) -> DestinationCourse.Want {
        guard destination.desire == .on, !isRehearsal else { return .nothing }
        return switch phase {
        case .preparing, .ready: .readiness
        case .onAir: .air
        case .draft, .scheduled, .ending, .ended, .aborted: .nothing
        }
    }

    /// Time since air on the monotonic clock; nil before air. Stops at the end.
    func programTime(at now: MonotonicTime) -> Duration? {
        let record = record
        guard let airedAt = record.airedAt else { return nil }
        if let endedAt = record.endedAt { return max(.zero, endedAt - airedAt) }
        return anchor.map { $0.programTime + (now - $0.at) }
    }

    /// When, on the monotonic clock, programme time reads `time`; now or earlier where that is past.
    func moment(of time: Duration) -> MonotonicTime? {
        anchor.map { $0.at + max(.zero, time - $0.programTime) }
    }

    /// Every wanted account's adapter has answered.
    var everyAccountAnswered: Bool {
        isRehearsal
            || snapshot.destinations.allSatisfy { $0.desire != .on || courses[$0.id.account]?.hasAnswered == true }
    }

    /// Something of what its destinations achieved is not in the store.
    var isUncounted: Bool { tallies.values.contains(where: \.isUnsaved) }

    /// No session is open and nothing is owed to a platform.
    var everySessionClosed: Bool {
        courses.allSatisfy { $0.value.isClosed(relay: relay[$0.key]) }
    }

    /// Programme time is monotonic from air on, in another life of the daemon too. Only where the machine was started anew since,
    /// or an older daemon went on air, it is tied to the wall clock once more.
    private mutating func anchorProgram(wall: WallTime, bootTime: BootTime) {
        guard anchor == nil, let airedAt = snapshot.record.airedAt, !snapshot.record.phase.isOver else { return }
        anchor = Anchor(
            at: MonotonicTime(nanoseconds: bootTime.nanoseconds),
            programTime: snapshot.record.airedBoot?.age(at: bootTime) ?? max(.zero, wall - airedAt))
    }
}
