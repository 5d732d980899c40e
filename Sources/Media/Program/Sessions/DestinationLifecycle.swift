package import BroadcastModel

/// The life of one destination as a value: the relay tells it what happened, it answers what to do.
///
/// ```
/// idle ─wanted─► dialling ─dialled─► speaking ─published─► starting ─media accepted─► live
///                   ▲                    └────────── failed ───────────┴──────────────┘
///                   └── time ── waiting (again by itself) / refused (asks a person) ◄──┘      any ─ended─► ending ─► ended
/// ```
/// A live session that cannot take what comes next goes by renewing to dialling. It holds no socket, clock or source of randomness; all three are passed in. Every failure goes through
/// ``failed(_:now:random:)``, so that no path forgets to count, wait or ask.
package struct DestinationLifecycle: Sendable {
    package struct Policy: Equatable, Sendable {
        package var retry = RetryPolicy()
        /// From a dialled socket to the first byte of the server.
        package var answerTimeout: Duration = .seconds(10)
        /// From the first byte of the server to `NetStream.Publish.Start`; some platforms ask many others before it.
        package var publishTimeout: Duration = .seconds(30)
        /// Nothing accepted by the socket for this long, while something was due: reset and reconnect.
        package var stallTimeout: Duration = .seconds(10)
        /// Later than this it reads "lagging".
        package var lagNotice: Duration = .seconds(2)
        /// Later than this it is jumped to the newest keyframe.
        package var lagJump: Duration = .seconds(4)
        /// Time for a polite end.
        package var endingTimeout: Duration = .seconds(2)
        package init() {}
    }

    package enum Phase: Equatable, Sendable {
        case idle
        case dialling
        /// Handshake to publish: dialled then, answered for the first time then.
        case speaking(since: MonotonicTime, heard: MonotonicTime?)
        /// Published; waits for a keyframe or for the first bytes to be accepted.
        case starting
        case live(since: MonotonicTime)
        case waiting(until: MonotonicTime)
        case refused(until: MonotonicTime)
        /// The session ends politely so that another can begin.
        case renewing(since: MonotonicTime)
        case ending(since: MonotonicTime)
        case ended
    }

    /// What the relay does next.
    package enum Action: Equatable, Sendable {
        case nothing
        case dial
        /// Close the socket; `abruptly` when the peer has stopped reading.
        case close(abruptly: Bool)
        /// Send FCUnpublish and deleteStream, then close.
        case endPolitely
        /// Drop what is due and go on at the newest keyframe.
        case jump
    }

    package private(set) var phase = Phase.idle
    package private(set) var attempt = 0
    package private(set) var reconnects = 0
    package private(set) var lastFault: Fault?
    package private(set) var lastFaultAt: MonotonicTime?
    private let policy: Policy
    private var failuresInRow = 0
    private var refusalsInRow = 0
    private var hasBeenLive = false
    private var lastProgressAt: MonotonicTime?
    private var isLagging = false

    package init(policy: Policy) { self.policy = policy }

    // MARK: Hands

    /// Wanted again while it ends, it dials at once: the dial takes the place of what is still open.
    package mutating func wanted() -> Action {
        switch phase {
        case .idle, .ended, .ending:
            attempt = 0
            failuresInRow = 0
            refusalsInRow = 0
            return dial()
        default: return .nothing
        }
    }

    /// A person wants it tried now.
    package mutating func retried() -> Action {
        switch phase {
        case .waiting, .refused:
            failuresInRow = 0
            refusalsInRow = 0
            return dial()
        default: return .nothing
        }
    }

    package mutating func unwanted(now: MonotonicTime) -> Action {
        switch phase {
        case .idle, .waiting, .refused:
            phase = .ended
            return .nothing
        case .dialling:
            phase = .ended
            return .close(abruptly: false)
        case .speaking, .starting, .live, .renewing:
            phase = .ending(since: now)
            return .endPolitely
        case .ending, .ended: return .nothing
        }
    }

    // MARK: What the socket says

    package mutating func dialled(now: MonotonicTime) {
        guard phase == .dialling else { return }
        phase = .speaking(since: now, heard: nil)
    }

    /// The server sent something.
    package mutating func heard(now: MonotonicTime) {
        guard case .speaking(let since, nil) = phase else { return }
        phase = .speaking(since: since, heard: now)
    }

    package mutating func published() {
        guard case .speaking = phase else { return }
        phase = .starting
    }

    /// The socket accepted media bytes.
    package mutating func mediaAccepted(now: MonotonicTime) {
        lastProgressAt = now
        guard phase == .starting else { return }
        phase = .live(since: now)
        if hasBeenLive { reconnects += 1 }
        hasBeenLive = true
        isLagging = false
    }

    /// The socket is closed as ``Action/endPolitely`` or ``Action/close(abruptly:)`` asked for.
    package mutating func closed() {
        if case .ending = phase { phase = .ended }
    }

    /// The attempt is over, for whatever reason; `random` is any number.
    package mutating func failed(_ fault: Fault, now: MonotonicTime, random: UInt64) -> Action {
        switch phase {
        case .ending:
            phase = .ended
            return .close(abruptly: false)
        case .renewing: return dial()
        case .idle, .ended, .waiting, .refused: return .nothing
        case .dialling, .speaking, .starting, .live: break
        }
        lastFault = fault
        lastFaultAt = now
        var wasProven = false
        if case .live(let since) = phase {
            // Only media that got through clears the count; a handshake proves nothing, nor does the wait for a stall.
            let carriedUntil = fault.code == .stalled ? lastProgressAt ?? since : now
            if carriedUntil - since >= policy.retry.provenAfter {
                wasProven = true
                failuresInRow = 0
                refusalsInRow = 0
            }
        }
        failuresInRow += 1
        if fault.code == .stalled { lastProgressAt = nil }
        refusalsInRow = fault.asksForPerson ? refusalsInRow + 1 : 0
        let isHopeless =
            fault.asksForPerson && (fault.code != .keyRefused || refusalsInRow >= policy.retry.refusalsBeforeAsking)
        if isHopeless {
            phase = .refused(until: now + policy.retry.refusedInterval)
        } else if wasProven {
            phase = .waiting(until: now + policy.retry.delayOfProven(random: random))
        } else {
            phase = .waiting(until: now + policy.retry.delay(afterFailures: failuresInRow, random: random))
        }
        return .close(abruptly: fault.code == .stalled)
    }

    /// What comes next cannot go into this session (the format changes): it is ended politely, and a new one is dialled
    /// as soon as the peer has closed it or the time for ending is over. No fault, so nothing is counted or waited for.
    package mutating func mustRenew(now: MonotonicTime) {
        switch phase {
        case .starting, .live: phase = .renewing(since: now)
        default: break
        }
    }

    // MARK: Time

    /// What is due at `now`. `lag` is the age of the oldest media not accepted yet (nil: nothing due).
    ///
    /// The relay calls it each tick and, where the answer is a fault, hands that to ``failed(_:now:random:)``.
    package mutating func tick(now: MonotonicTime, lag: Duration?) -> TickOutcome {
        switch phase {
        case .waiting(let until) where now >= until, .refused(let until) where now >= until:
            return .act(dial())
        case .speaking(let since, nil) where now - since >= policy.answerTimeout:
            return .fail(
                Fault(
                    .publishTimedOut,
                    "The server took the connection but said nothing within \(policy.answerTimeout.milliseconds / 1000) s.",
                    blame: .destination))
        case .speaking(_, let heard?) where now - heard >= policy.publishTimeout:
            return .fail(
                Fault(
                    .publishTimedOut,
                    "The server took the connection but did not answer the publish request within \(policy.publishTimeout.milliseconds / 1000) s.",
                    blame: .destination))
        case .renewing(let since) where now - since >= policy.endingTimeout:
            return .act(dial())
        case .ending(let since) where now - since >= policy.endingTimeout:
            phase = .ended
            return .act(.close(abruptly: true))
        case .starting, .live: return tickWithMedia(now: now, lag: lag)
        default: return .act(.nothing)
        }
    }

    package enum TickOutcome: Equatable, Sendable {
        case act(Action)
        case fail(Fault)
    }

    /// Everything that was due is sent, whatever the last tick saw.
    package mutating func caughtUp() { isLagging = false }

    private mutating func tickWithMedia(now: MonotonicTime, lag: Duration?) -> TickOutcome {
        guard let lag else {
            // Nothing was due, so silence proves nothing against it.
            lastProgressAt = now
            isLagging = false
            return .act(.nothing)
        }
        let progress = lastProgressAt ?? now
        lastProgressAt = progress
        isLagging = lag >= policy.lagNotice
        if now - progress >= policy.stallTimeout {
            return .fail(
                Fault(
                    .stalled,
                    "The server accepts the connection but has not read anything for \(policy.stallTimeout.milliseconds / 1000) s.",
                    blame: .destination))
        }
        return .act(lag >= policy.lagJump ? .jump : .nothing)
    }

    // MARK: What a person reads

    package var state: DestinationState {
        switch phase {
        case .idle: .idle
        case .dialling, .speaking, .starting, .renewing: .connecting
        case .live: isLagging ? .lagging : .live
        case .waiting: .waiting
        case .refused: .refused
        case .ending, .ended: .ended
        }
    }

    /// When it tries by itself again.
    package var nextRetry: MonotonicTime? {
        switch phase {
        case .waiting(let until), .refused(let until): until
        default: nil
        }
    }

    package var isOver: Bool { phase == .ended }
    /// Live, late or not.
    package var isCarrying: Bool { if case .live = phase { true } else { false } }

    private mutating func dial() -> Action {
        attempt += 1
        phase = .dialling
        lastProgressAt = nil
        return .dial
    }
}
