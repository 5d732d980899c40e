package import BroadcastModel
package import Program

/// The life of one supervised child as a value: the supervisor tells it what happened, it answers what to do.
///
/// ```
/// idle ─wanted─► starting ─delivered─► running ─┐
///        ▲           └──── silence, fault ──────┴──► ending ─(grace)─► killing
///        │                                              └── exited ──────┘
///        └─ time ── waiting ◄── broke ──┤
///        └─ time ── failed  ◄── a person is needed ──┤        any ─unwanted─► … ─► ended
/// ```
/// It holds no process, clock or source of randomness; all three are passed in.
package struct StudioChildLifecycle: Sendable {
    package struct Policy: Equatable, Sendable {
        package var retry = RetryPolicy()
        /// From launch to the first media; nil for a listener, which may wait for ever.
        package var startTimeout: Duration? = .seconds(20)
        /// Running, and nothing delivered for this long: it hangs, and is replaced.
        package var silenceTimeout: Duration = .seconds(5)
        /// Between asking it to end and killing it.
        package var endingTimeout: Duration = .seconds(2)
        /// Whether exit code 0 is the end (a file played once) or one more break.
        package var endsWithSuccess = false
        package init() {}
    }

    package enum Phase: Equatable, Sendable {
        case idle
        case starting(since: MonotonicTime)
        case running(since: MonotonicTime)
        /// Asked to end; killed from `killAt` on.
        case ending(Ending, killAt: MonotonicTime)
        case waiting(until: MonotonicTime)
        case failed(Fault, until: MonotonicTime)
        case ended
    }

    /// What follows when a child that was asked to end is gone.
    package enum Ending: Equatable, Sendable {
        case unwanted
        /// Launched again at once: it was unwanted and is wanted again, or needs other arguments.
        case relaunch
        case broke(Fault)
    }

    /// What the supervisor does next.
    package enum Action: Equatable, Sendable {
        case nothing
        case launch
        /// Ask it to end (`SIGTERM`).
        case ask
        /// `SIGKILL`.
        case kill
    }

    package private(set) var phase = Phase.idle
    package private(set) var launches = 0
    package private(set) var lastFault: Fault?
    private let policy: Policy
    private var failuresInRow = 0
    private var relaunchesInRow = 0
    private var lastDeliveryAt: MonotonicTime?
    private var runningSince: MonotonicTime?

    /// More relaunches in a row than this are counted as breaks, so that no mistake of ours can spin.
    private static let mostRelaunches = 4

    package init(policy: Policy) { self.policy = policy }

    // MARK: Hands

    package mutating func wanted(now: MonotonicTime) -> Action {
        switch phase {
        case .idle, .ended:
            failuresInRow = 0
            relaunchesInRow = 0
            return launch(now: now)
        case .ending(.unwanted, let killAt):
            phase = .ending(.relaunch, killAt: killAt)
            return .nothing
        default: return .nothing
        }
    }

    package mutating func unwanted(now: MonotonicTime) -> Action {
        switch phase {
        case .starting, .running: return ask(.unwanted, now: now)
        case .ending(_, let killAt):
            phase = .ending(.unwanted, killAt: killAt)
            return .nothing
        case .idle, .waiting, .failed, .ended:
            phase = .ended
            return .nothing
        }
    }

    // MARK: The child

    /// Media came from it.
    package mutating func delivered(now: MonotonicTime) {
        switch phase {
        case .starting:
            phase = .running(since: now)
            runningSince = now
            lastDeliveryAt = now
        case .running: lastDeliveryAt = now
        default: break
        }
    }

    /// It does what no child of ours does; `atOnce` leaves it no time to end politely.
    package mutating func misbehaved(_ fault: Fault, atOnce: Bool = false, now: MonotonicTime) -> Action {
        switch phase {
        case .starting, .running:
            let action = ask(.broke(fault), now: now)
            guard atOnce else { return action }
            phase = .ending(.broke(fault), killAt: now)
            return .kill
        default: return .nothing
        }
    }

    /// It must be launched again with other arguments (which the supervisor has ready).
    package mutating func outdated(now: MonotonicTime) -> Action {
        switch phase {
        case .starting, .running: return ask(.relaunch, now: now)
        default: return .nothing
        }
    }

    /// It is gone. `relaunch`: what it said calls for other arguments, not for patience. `random` is any number.
    package mutating func exited(
        _ exit: ChildExit, fault: Fault, relaunch: Bool = false, now: MonotonicTime, random: UInt64
    ) -> Action {
        defer {
            runningSince = nil
            lastDeliveryAt = nil
        }
        let wasProven = runningSince.map { now - $0 >= policy.retry.provenAfter } ?? false
        switch phase {
        case .idle, .waiting, .failed, .ended: return .nothing
        case .ending(.unwanted, _):
            phase = .ended
            return .nothing
        case .ending(.relaunch, _): return relaunchOrBreak(fault, now: now, random: random)
        case .ending(.broke(let fault), _):
            return broke(fault, wasProven: wasProven, now: now, random: random)
        case .starting, .running:
            if exit.isSuccess, policy.endsWithSuccess, runningSince != nil {
                phase = .ended
                return .nothing
            }
            if relaunch { return relaunchOrBreak(fault, now: now, random: random) }
            return broke(fault, wasProven: wasProven, now: now, random: random)
        }
    }

    // MARK: Time

    /// What is due at `now`; the supervisor calls it a few times a second.
    package mutating func tick(now: MonotonicTime) -> Action {
        switch phase {
        case .idle, .ended: return .nothing
        case .waiting(let until), .failed(_, let until): return now >= until ? launch(now: now) : .nothing
        case .starting(let since):
            guard let limit = policy.startTimeout, now - since >= limit else { return .nothing }
            return ask(.broke(Self.silent("Nothing came from the source within \(limit.milliseconds) ms.")), now: now)
        case .running:
            guard let last = lastDeliveryAt, now - last >= policy.silenceTimeout else { return .nothing }
            let limit = policy.silenceTimeout.milliseconds
            return ask(.broke(Self.silent("The source went silent for \(limit) ms; its process hangs.")), now: now)
        case .ending(_, let killAt):
            // Again each time: the process may have been about to start at the first.
            return now >= killAt ? .kill : .nothing
        }
    }

    /// Whether what the child delivers is still wanted.
    package var isTaking: Bool {
        switch phase {
        case .starting, .running: true
        default: false
        }
    }

    /// Whether the supervisor may go home.
    package var isOver: Bool { phase == .ended }

    /// What a person reads; `wallTime` makes wall clock time of a moment.
    package func status(_ wallTime: (MonotonicTime) -> WallTime) -> StudioChildStatus {
        switch phase {
        case .idle, .starting, .ending(.relaunch, _): .starting
        case .running(let since): .running(since: wallTime(since))
        case .waiting(let until): .waiting(until: wallTime(until))
        case .ending(.broke, let killAt): .waiting(until: wallTime(killAt))
        case .failed(let fault, _): .failed(fault)
        case .ending(.unwanted, _), .ended: .ended
        }
    }

    // MARK: Transitions

    private mutating func launch(now: MonotonicTime) -> Action {
        launches += 1
        runningSince = nil
        lastDeliveryAt = nil
        phase = .starting(since: now)
        return .launch
    }

    private mutating func ask(_ ending: Ending, now: MonotonicTime) -> Action {
        phase = .ending(ending, killAt: now + policy.endingTimeout)
        return .ask
    }

    private mutating func relaunchOrBreak(_ fault: Fault, now: MonotonicTime, random: UInt64) -> Action {
        relaunchesInRow += 1
        guard relaunchesInRow <= Self.mostRelaunches else {
            return broke(fault, wasProven: false, now: now, random: random)
        }
        return launch(now: now)
    }

    private mutating func broke(_ fault: Fault, wasProven: Bool, now: MonotonicTime, random: UInt64) -> Action {
        lastFault = fault
        if wasProven {
            failuresInRow = 0
            relaunchesInRow = 0
        }
        failuresInRow += 1
        if fault.asksForPerson {
            phase = .failed(fault, until: now + policy.retry.refusedInterval)
        } else if wasProven {
            phase = .waiting(until: now + .milliseconds(Int64(random % 100)))
        } else {
            phase = .waiting(until: now + policy.retry.delay(afterFailures: failuresInRow, random: random))
        }
        return .nothing
    }

    private static func silent(_ message: String) -> Fault { Fault(.stalled, message, blame: .network) }
}
