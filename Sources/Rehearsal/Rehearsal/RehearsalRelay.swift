import BroadcastModel
import Program
import Synchronization

/// Sessions without sockets: each lives by the relay's own lifecycle, answered by servers that follow a script.
final class RehearsalRelay: RelayPort {
    private struct Session {
        var life: DestinationLifecycle
        /// When the server says its next word.
        var answerAt: MonotonicTime?
        var liveSince: MonotonicTime?
        var bytesBefore: UInt64 = 0
        var isForgotten = false
    }
    private struct State {
        var sessions: [DestinationID: Session] = [:]
        var random: RehearsalRandom
        var refusing: Set<AccountID> = []
        var revision: UInt64 = 0
    }

    /// Bytes a second of an account that is live: 4.2 Mbit/s, as measured programmes have.
    private static let rate: UInt64 = 525_000

    private let clock: RehearsalClock
    private let state: Mutex<State>

    init(clock: RehearsalClock, seed: UInt64) {
        self.clock = clock
        state = Mutex(State(random: RehearsalRandom(seed: seed)))
    }

    // MARK: What the script does

    func refuseKey(of account: AccountID, _ refuses: Bool) {
        state.withLock { state in
            if refuses { state.refusing.insert(account) } else { state.refusing.remove(account) }
        }
    }

    func drop(_ account: AccountID) {
        let now = clock.monotonicTime()
        state.withLock { state in
            for id in state.sessions.keys.sorted() where id.account == account {
                let fault = Fault(.connectionReset, "The server closed the connection.", blame: .destination)
                Self.fail(id, fault, &state, now: now)
            }
        }
    }

    /// When a session does something by itself next.
    var nextMoment: MonotonicTime? {
        state.withLock { state in
            state.sessions.values.compactMap { session in
                [session.answerAt, session.life.nextRetry].compactMap { $0 }.min()
            }.min()
        }
    }

    /// Lets sessions do what is due by now.
    func turn() {
        let now = clock.monotonicTime()
        state.withLock { state in
            for id in state.sessions.keys.sorted() { Self.turn(id, &state, now: now) }
        }
    }

    private static func turn(_ id: DestinationID, _ state: inout State, now: MonotonicTime) {
        guard let session = state.sessions[id] else { return }
        if let answerAt = session.answerAt, answerAt <= now {
            state.sessions[id]?.answerAt = nil
            switch session.life.phase {
            case .dialling:
                state.sessions[id]?.life.dialled(now: now)
                state.sessions[id]?.life.heard(now: now)
                if state.refusing.contains(id.account) {
                    let fault = Fault(.keyRefused, "The server refuses the stream key.", blame: .operatorSide)
                    fail(id, fault, &state, now: now)
                } else {
                    state.sessions[id]?.life.published()
                    // A keyframe comes every two seconds.
                    answer(id, in: 50...2_000, &state, now: now)
                }
            case .starting:
                state.sessions[id]?.life.mediaAccepted(now: now)
                state.sessions[id]?.liveSince = now
            case .ending: state.sessions[id]?.life.closed()
            default: break
            }
            state.revision += 1
        }
        guard let retry = state.sessions[id]?.life.nextRetry, retry <= now,
            case .act(let action)? = state.sessions[id]?.life.tick(now: now, lag: nil)
        else { return }
        act(action, on: id, &state, now: now)
    }

    private static func fail(_ id: DestinationID, _ fault: Fault, _ state: inout State, now: MonotonicTime) {
        let random = state.random.next()
        if let action = state.sessions[id]?.life.failed(fault, now: now, random: random) {
            act(action, on: id, &state, now: now)
        }
    }

    private static func act(
        _ action: DestinationLifecycle.Action, on id: DestinationID, _ state: inout State, now: MonotonicTime
    ) {
        state.revision += 1
        switch action {
        case .nothing, .jump: break
        case .dial: answer(id, in: 20...300, &state, now: now)
        case .close:
            settle(id, &state, now: now)
            state.sessions[id]?.answerAt = nil
        case .endPolitely:
            settle(id, &state, now: now)
            answer(id, in: 10...200, &state, now: now)
        }
    }

    /// Books what was sent up to now.
    private static func settle(_ id: DestinationID, _ state: inout State, now: MonotonicTime) {
        guard let since = state.sessions[id]?.liveSince else { return }
        state.sessions[id]?.bytesBefore += bytes(since, now)
        state.sessions[id]?.liveSince = nil
    }

    private static func bytes(_ since: MonotonicTime, _ now: MonotonicTime) -> UInt64 {
        UInt64(max(0, (now - since).milliseconds)) * rate / 1000
    }

    /// The server says its next word after some of so many milliseconds.
    private static func answer(
        _ id: DestinationID, in range: ClosedRange<Int64>, _ state: inout State, now: MonotonicTime
    ) {
        let wait = Int64.random(in: range, using: &state.random)
        state.sessions[id]?.answerAt = now + .milliseconds(wait)
    }

    // MARK: RelayPort

    func attach(_ id: DestinationID, to address: PushAddress, from log: MediaLog, needs: MediaNeeds) {
        let now = clock.monotonicTime()
        state.withLock { state in
            if state.sessions[id] == nil {
                state.sessions[id] = Session(life: DestinationLifecycle(policy: .init()))
            }
            if let action = state.sessions[id]?.life.wanted() { Self.act(action, on: id, &state, now: now) }
        }
    }

    func detach(_ id: DestinationID) {
        let now = clock.monotonicTime()
        state.withLock { state in
            if let action = state.sessions[id]?.life.unwanted(now: now) { Self.act(action, on: id, &state, now: now) }
        }
    }

    func retry(_ id: DestinationID) {
        let now = clock.monotonicTime()
        state.withLock { state in
            if let action = state.sessions[id]?.life.retried() { Self.act(action, on: id, &state, now: now) }
        }
    }

    func forget(_ id: DestinationID) {
        state.withLock { state in
            state.sessions[id] = nil
            state.revision += 1
        }
    }

    var revision: UInt64 { state.withLock { $0.revision } }

    func statuses(of broadcast: BroadcastID) -> [AccountID: DestinationStatus] {
        let (now, wall) = (clock.monotonicTime(), clock.wallTime())
        return state.withLock { state in
            var statuses: [AccountID: DestinationStatus] = [:]
            for (id, session) in state.sessions where id.broadcast == broadcast {
                var status = DestinationStatus(state: session.life.state)
                status.attempt = session.life.attempt
                status.reconnects = session.life.reconnects
                status.nextRetry = session.life.nextRetry.map { wall + ($0 - now) }
                status.lastFault = session.life.lastFault
                status.lastFaultAt = session.life.lastFaultAt.map { wall - (now - $0) }
                status.bytesSent = session.bytesBefore
                if let since = session.liveSince {
                    status.bytesSent += Self.bytes(since, now)
                    status.bitsPerSecond = Self.rate * 8
                    status.liveSince = wall - (now - since)
                }
                statuses[id.account] = status
            }
            return statuses
        }
    }
}
