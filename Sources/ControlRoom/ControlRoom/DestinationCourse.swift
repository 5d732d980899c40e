import AdapterKit
import BroadcastModel

/// One destination's way between what is wanted and what is: a value without I/O.
///
/// The reconciler calls ``step(_:relay:now:mayCall:)`` after every event and does what it answers; results of adapter calls
/// come back through the other methods. At most one adapter call is asked for at a time (`isCalling`).
///
///     unknown ──► asking ──► ready ──► attached ──► (started)
///        ▲          │ │ │
///        │          │ │ └──► failed, at a moment or for good
///        │          │ └────► waits until a moment
///        └─ retry ──┴──────► needs a person
struct DestinationCourse: Sendable {
    /// What its broadcast and its own record want of it now.
    enum Want: Sendable {
        /// Nothing goes out, and what is open is closed.
        case nothing
        /// To be prepared; no media yet.
        case readiness
        case air
    }

    enum Readiness: Sendable {
        case unknown
        case asking
        case ready
        case needsPerson(PersonRequest)
        case waits(until: WallTime, fault: Fault?)
        case refused(Fault)
    }

    enum Action: Hashable, Sendable {
        case prepare
        /// The platform has answered already; only storing its answer failed.
        case keep
        /// Media to this address; replaces a session that goes elsewhere.
        case attach(PushAddress)
        case detach
        /// Same address as before: dial now.
        case redial
        case start
        case stop
        /// Nothing to tell the platform: forget what was stored.
        case dropHandle
    }

    var capabilities: AccountCapabilities?
    private(set) var readiness = Readiness.unknown
    private(set) var prepared: PreparedDestination?
    private(set) var isAttached = false
    /// Media may have reached the platform with the present handle, so a stop is owed at the end.
    private(set) var mayHaveCarried = false
    private(set) var isCalling = false
    private(set) var lastFault: Fault?
    private(set) var lastFaultAt: WallTime?
    private var attempts = 0
    private var wantsAttach = false
    private var wantsRedial = false
    /// What the platform answered and the store would not take yet.
    private(set) var unstored: PreparedDestination?
    private var nextCallAt: WallTime?
    private var isReleasing = false
    private var releaseRefused = false

    /// Takes up what a former life of the daemon stored.
    mutating func resume(_ prepared: PreparedDestination, mayHaveCarried: Bool) {
        self.prepared = prepared
        self.mayHaveCarried = mayHaveCarried
        readiness = .ready
    }

    /// Its adapter has answered, whatever it answered.
    var hasAnswered: Bool {
        switch readiness {
        case .unknown, .asking: false
        case .ready, .needsPerson, .waits, .refused: true
        }
    }

    /// Nothing is open: no session in the relay, nothing owed to the platform.
    func isClosed(relay: DestinationStatus?) -> Bool {
        !isAttached && prepared == nil && !isCalling && relay?.isClosed ?? true
    }

    /// A person asked to try again, or pasted what was missing.
    mutating func retry() {
        guard !isCalling else { return }
        readiness = .unknown
        nextCallAt = nil
    }

    mutating func step(_ want: Want, relay: DestinationStatus?, now: WallTime, mayCall: Bool) -> [Action] {
        let mayCall = mayCall && !isCalling
        guard want != .nothing else { return release(relay: relay, now: now, mayCall: mayCall) }
        // Wanted again while its end is under way: the end comes first, then it is prepared anew.
        guard !isReleasing else { return [] }
        var actions: [Action] = []
        if want == .readiness, isAttached {
            isAttached = false
            actions.append(.detach)
        }
        if mustAsk(relay: relay, now: now) {
            guard mayCall else { return actions }
            readiness = .asking
            isCalling = true
            guard unstored == nil else { return actions + [.keep] }
            attempts += 1
            return actions + [.prepare]
        }
        guard want == .air, let prepared else { return actions }
        if !isAttached || wantsAttach {
            guard case .ready = readiness else { return actions }
            (isAttached, wantsAttach, wantsRedial, mayHaveCarried) = (true, false, false, true)
            actions.append(.attach(prepared.address))
        } else if wantsRedial {
            wantsRedial = false
            actions.append(.redial)
        }
        if mayCall, mustStart(relay: relay, now: now) {
            isCalling = true
            actions.append(.start)
        }
        return actions
    }

    // MARK: Results of calls

    /// The account is ready and what it needs is stored.
    mutating func becameReady(_ new: PreparedDestination) {
        isCalling = false
        attempts = 0
        (lastFault, lastFaultAt, nextCallAt, unstored) = (nil, nil, nil, nil)
        if isAttached {
            wantsAttach = new.address != prepared?.address
            wantsRedial = !wantsAttach
        }
        prepared = new
        readiness = .ready
    }

    /// The account is ready, but the store does not take what it needs; no media until it does.
    mutating func couldNotKeep(_ new: PreparedDestination, _ fault: Fault, now: WallTime, again moment: WallTime) {
        unstored = new
        mustWait(until: moment, fault: fault, now: now)
    }

    mutating func needsPerson(_ request: PersonRequest) {
        isCalling = false
        readiness = .needsPerson(request)
    }

    mutating func mustWait(until moment: WallTime, fault: Fault?, now: WallTime) {
        isCalling = false
        if let fault { note(fault, at: now) }
        readiness = .waits(until: moment, fault: fault)
    }

    mutating func wasRefused(_ fault: Fault, now: WallTime) {
        isCalling = false
        note(fault, at: now)
        readiness = .refused(fault)
    }

    mutating func didStart(_ new: PreparedDestination) {
        isCalling = false
        (lastFault, lastFaultAt, nextCallAt) = (nil, nil, nil)
        prepared = new
    }

    /// `start` or `stop` failed; it is tried again at `moment`.
    mutating func callFailed(_ fault: Fault, now: WallTime, again moment: WallTime) {
        (isCalling, isReleasing) = (false, false)
        note(fault, at: now)
        nextCallAt = moment
    }

    /// The platform will not take our `stop`: nothing more is owed.
    mutating func stopWasRefused(_ fault: Fault, now: WallTime) {
        (isCalling, isReleasing) = (false, false)
        note(fault, at: now)
        releaseRefused = true
    }

    /// Stopped, or nothing to stop; what was stored is forgotten.
    mutating func didRelease() {
        (isCalling, isReleasing) = (false, false)
        (prepared, readiness, nextCallAt, unstored) = (nil, .unknown, nil, nil)
        (mayHaveCarried, releaseRefused, wantsAttach, wantsRedial) = (false, false, false, false)
        attempts = 0
    }

    // MARK: What is shown

    /// The state while no session of the relay tells a better one.
    func status(_ want: Want, desire isOff: Bool) -> DestinationStatus {
        var status = DestinationStatus(state: .idle)
        status.attempt = attempts
        status.lastFault = lastFault
        status.lastFaultAt = lastFaultAt
        guard want != .nothing else {
            status.state = isOff ? .ended : .idle
            return status
        }
        switch readiness {
        case .unknown, .asking: status.state = .preparing
        case .needsPerson: status.state = .needsPerson
        case .refused: status.state = .refused
        case .ready: status.state = want == .air ? .connecting : .idle
        case .waits(let moment, _):
            status.state = .waiting
            status.nextRetry = moment
        }
        return status
    }

    var personRequest: PersonRequest? {
        if case .needsPerson(let request) = readiness { request } else { nil }
    }

    // MARK: Decisions

    private func mustAsk(relay: DestinationStatus?, now: WallTime) -> Bool {
        switch readiness {
        case .unknown: return true
        case .asking, .needsPerson, .refused: return false
        case .waits(let moment, _): return now >= moment
        case .ready:
            guard let prepared else { return true }
            guard !prepared.isValid(at: now) else { return false }
            // An expired address still carries its session; only a new session needs a new one.
            return !isAttached || relay?.state == .waiting || relay?.state == .refused
        }
    }

    private func mustStart(relay: DestinationStatus?, now: WallTime) -> Bool {
        guard capabilities?.start == .explicit, let prepared, !prepared.isStarted, isAttached else { return false }
        guard relay?.state == .live || relay?.state == .lagging else { return false }
        return nextCallAt.map { now >= $0 } ?? true
    }

    private mutating func release(relay: DestinationStatus?, now: WallTime, mayCall: Bool) -> [Action] {
        var actions: [Action] = []
        if isAttached {
            isAttached = false
            actions.append(.detach)
            // The relay has two seconds to end politely; the platform is told after the last byte.
            return actions
        }
        if !isCalling, prepared == nil {
            (readiness, unstored) = (.unknown, nil)
            attempts = 0
        }
        guard prepared != nil, mayCall, nextCallAt.map({ now >= $0 }) ?? true else { return actions }
        guard relay?.isClosed ?? true else { return actions }
        (isCalling, isReleasing) = (true, true)
        let owesStop = mayHaveCarried && capabilities?.stop == .explicit && !releaseRefused
        actions.append(owesStop ? .stop : .dropHandle)
        return actions
    }

    private mutating func note(_ fault: Fault, at moment: WallTime) {
        lastFault = fault
        lastFaultAt = moment
    }
}
