import BroadcastModel
import Synchronization

/// One broadcast's switcher: takes messages of all feeds and writes the program of one of them.
///
/// Cuts at keyframes only. Time stamps of the program start at zero, go forward by kind, and audio and video share one
/// offset; where a feed begins anew or jumps, its next picture follows the last one by one frame.
final class ProgramOutput: Sendable {
    let log: MediaLog

    private struct State {
        var wanted: FeedID
        var onAir: FeedID?
        /// Added to the feed's time to make the program's.
        var offset: Int64 = 0
        /// The feed's time where it went on air; what is older belongs to the time before.
        var since: Int64 = .min
        var lastOut: [MediaKind: Int64] = [:]
        var frame: Int64 = 33
        var headers = MediaHeaders()
    }

    private let state: Mutex<State>

    init(feed: FeedID, limits: MediaLog.Limits) {
        log = MediaLog(limits: limits)
        state = Mutex(State(wanted: feed))
    }

    var feedOnAir: FeedID? { state.withLock { $0.onAir } }

    func select(_ feed: FeedID) { state.withLock { $0.wanted = feed } }

    /// A new publisher holds `feed`: its clock has nothing to do with the one before.
    func feedRestarted(_ feed: FeedID) {
        state.withLock { if $0.onAir == feed { $0.onAir = nil } }
    }

    /// Any feed's message, on that feed's thread; `headers` are the feed's newest.
    func take(_ message: MediaMessage, from feed: FeedID, headers: MediaHeaders, now: MonotonicTime) {
        state.withLock { state in
            let isStart =
                message.traits.contains(.keyframe)
                || (headers.video == nil && message.kind == .audio && !message.traits.contains(.header))
            if feed == state.wanted, feed != state.onAir {
                guard isStart else { return }
                cut(to: feed, at: message, headers: headers, now: now, &state)
            }
            guard feed == state.onAir, message.timestamp >= state.since else { return }
            write(message, now: now, &state)
        }
    }

    private func cut(
        to feed: FeedID, at message: MediaMessage, headers: MediaHeaders, now: MonotonicTime, _ state: inout State
    ) {
        state.onAir = feed
        anchor(message, &state)
        for (new, old) in [
            (headers.metadata, state.headers.metadata), (headers.video, state.headers.video),
            (headers.audio, state.headers.audio),
        ] {
            guard let new, new.bytes != old?.bytes else { continue }
            write(MediaMessage(payload: new, timestamp: message.timestamp), now: now, &state)
        }
        state.headers = headers
    }

    /// Makes `message` follow the last one that went out by one frame.
    private func anchor(_ message: MediaMessage, _ state: inout State) {
        let next = state.lastOut.values.max().map { $0 + state.frame } ?? 0
        state.offset = next - message.timestamp
        state.since = message.timestamp
    }

    private func write(_ message: MediaMessage, now: MonotonicTime, _ state: inout State) {
        var out = message.timestamp + state.offset
        if let last = state.lastOut[message.kind] {
            if out < last - 1_000 || out > last + 10_000 {
                // The encoder's clock jumped; small steps back are clamped instead.
                anchor(message, &state)
                out = message.timestamp + state.offset
            }
            out = max(out, last)
            if message.traits.contains(.picture), (1...200).contains(out - last) { state.frame = out - last }
        }
        state.lastOut[message.kind] = out
        if message.traits.contains(.header) || message.payload.isMetadata {
            state.headers = state.headers.replacing(with: message.payload)
        }
        log.append(MediaMessage(payload: message.payload, timestamp: out), writtenAt: now)
    }
}
