import BroadcastModel
import Synchronization

/// One broadcast's switcher: takes messages of all feeds and writes the program of one of them.
///
/// Cuts at keyframes only; ``Splicer`` keeps the time stamps. When the feed on air falls silent it takes the backup,
/// or covers with the slate, and says so in ``condition``.
final class ProgramOutput: Sendable {
    let log: MediaLog

    fileprivate struct State {
        var policy: ProgramPolicy
        var wanted: FeedID
        /// Whose messages go out; nil before the first, while covered, and after its publisher went.
        var onAir: FeedID?
        var splicer = Splicer()
        /// When the feeds that could go on air were last heard.
        var heard: [FeedID: MonotonicTime] = [:]
        var hasBegun = false
        var slate: SlatePlayer?
        /// Set while the slate covers: how far it has been played.
        var covering: SlatePlayer.Run?
        /// The main feed is back and would be taken by itself.
        var takenByItself = false
    }

    private let state: Mutex<State>

    init(feed: FeedID, limits: MediaLog.Limits, policy: ProgramPolicy = .init()) {
        log = MediaLog(limits: limits)
        state = Mutex(State(policy: policy, wanted: feed))
    }

    var feedOnAir: FeedID? { state.withLock { $0.onAir } }

    var condition: ProgramCondition {
        state.withLock { state in
            if state.covering != nil { return .covered }
            guard let onAir = state.onAir else { return .waiting }
            return state.takenByItself ? .onBackup(onAir) : .onFeed(onAir)
        }
    }

    /// A hand's choice: from now on this is the main feed; cut at its next keyframe.
    func select(_ feed: FeedID) {
        state.withLock { state in
            state.wanted = feed
            state.takenByItself = false
        }
    }

    func set(policy: ProgramPolicy) { state.withLock { $0.policy = policy } }
    func set(slate: (any SlateSource)?) { state.withLock { $0.slate = slate.map { SlatePlayer($0) } } }

    /// A new publisher holds `feed`: its clock has nothing to do with the one before.
    func feedRestarted(_ feed: FeedID) {
        state.withLock { if $0.onAir == feed { $0.onAir = nil } }
    }

    /// Any feed's message, on that feed's thread; `headers` are the feed's newest.
    func take(_ message: MediaMessage, from feed: FeedID, headers: MediaHeaders, now: MonotonicTime) {
        state.withLock { state in
            guard feed == state.wanted || feed == state.policy.backup || feed == state.onAir else { return }
            state.heard[feed] = now
            if feed == state.desired, feed != state.onAir {
                guard message.isStart(headers) else { return }
                state.onAir = feed
                state.hasBegun = true
                state.covering = nil
                for header in state.splicer.begin(at: message, headers: headers) { log.append(header, writtenAt: now) }
            }
            guard feed == state.onAir, let out = state.splicer.pass(message) else { return }
            log.append(out, writtenAt: now)
        }
    }

    /// Looks for silence and plays the slate; the master clock calls it every few milliseconds.
    func tick(now: MonotonicTime) {
        state.withLock { state in
            state.chooseFeed(now: now)
            state.cover(now: now, into: log)
        }
    }
}

extension ProgramOutput.State {
    /// The feed that should be on air: the wanted one, or the backup while that is silent.
    fileprivate var desired: FeedID { takenByItself ? policy.backup ?? wanted : wanted }

    fileprivate func isSilent(_ feed: FeedID, now: MonotonicTime) -> Bool {
        heard[feed].map { now - $0 >= policy.backupAfter } ?? true
    }

    fileprivate mutating func chooseFeed(now: MonotonicTime) {
        guard hasBegun, let backup = policy.backup, backup != wanted else { return }
        // A feed that was chosen and is not here yet takes nothing off the air: what is on goes on until it comes.
        if !takenByItself, isSilent(onAir ?? wanted, now: now), !isSilent(backup, now: now) {
            takenByItself = true
        } else if takenByItself, policy.returnsByItself, !isSilent(wanted, now: now) {
            takenByItself = false
        } else if takenByItself, isSilent(backup, now: now), !isSilent(wanted, now: now) {
            // The backup has gone too, and the main feed is there again.
            takenByItself = false
        }
    }

    fileprivate mutating func cover(now: MonotonicTime, into log: MediaLog) {
        if covering == nil {
            let newest = heard.values.max()
            guard hasBegun, let slate, newest.map({ now - $0 >= policy.slateAfter }) ?? true else { return }
            onAir = nil
            covering = slate.begin(now: now)
        }
        guard let slate, var run = covering else { return }
        slate.play(&run, until: now, through: &splicer) { log.append($0, writtenAt: now) }
        covering = run
    }
}

extension MediaMessage {
    /// Whether a stream with these headers may begin here.
    func isStart(_ headers: MediaHeaders) -> Bool {
        if traits.contains(.keyframe) { return true }
        return headers.video == nil && kind == .audio && !traits.contains(.header)
    }
}
