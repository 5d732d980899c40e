import BroadcastModel
import Synchronization

/// One feed: who may publish it, who does, what came, and its own log for players.
///
/// The publisher's thread calls ``take(_:timestamp:bytes:now:)``; everything else may call from anywhere.
final class FeedInput: Sendable {
    let id: FeedID
    let log: MediaLog

    private struct State {
        var key: Secret?
        var holder: FeedPublisher?
        var clock = WireClock()
        var meter = FeedMeter()
    }

    private let state: Mutex<State>
    private let pool = PayloadPool()

    init(id: FeedID, key: Secret?, limits: MediaLog.Limits) {
        self.id = id
        log = MediaLog(limits: limits)
        state = Mutex(State(key: key))
    }

    /// Changes the key; returns the publisher to revoke when it holds the feed by another one.
    func setKey(_ key: Secret?) -> FeedPublisher? {
        state.withLock { state in
            guard state.key != key else { return nil }
            state.key = key
            return state.holder
        }
    }

    func accepts(_ offered: Secret) -> Bool {
        state.withLock { $0.key }.map { $0.matches(offered) } ?? false
    }

    func hold(by publisher: FeedPublisher, peer: String, now: WallTime) throws {
        try state.withLock { state in
            guard state.holder == nil else {
                throw Fault(.streamBusy, "Feed \(id) is being published already.", blame: .operatorSide)
            }
            state.holder = publisher
            state.clock = WireClock()
            state.meter.begin(peer: peer, at: now)
        }
    }

    func release(_ publisher: FeedPublisher) {
        state.withLock { state in
            guard state.holder === publisher else { return }
            state.holder = nil
            state.meter.end()
        }
    }

    var holder: FeedPublisher? { state.withLock { $0.holder } }

    /// Puts one message into the feed's log and returns it for the switcher; nil when it is empty.
    func take(_ kind: MediaKind, timestamp: UInt32, bytes: UnsafeRawBufferPointer, now: MonotonicTime) -> MediaMessage?
    {
        guard !bytes.isEmpty else { return nil }
        let payload = MediaPayload(kind: kind, bytes: bytes, in: pool)
        let message = state.withLock { state in
            let message = MediaMessage(payload: payload, timestamp: state.clock.unwrap(timestamp))
            state.meter.note(message, head: bytes, now: now)
            return message
        }
        log.append(message, writtenAt: now)
        return message
    }

    func status(now: MonotonicTime) -> FeedStatus { state.withLock { $0.meter.status(now: now) } }
}

/// Unwraps the 32-bit millisecond clock of the wire (RTMP 1.0, section 5.3.1: it wraps after 49 days).
struct WireClock {
    private var last: Int64?

    /// The nearest value to the one before; a peer that jumps back is followed, never wrapped forward by 49 days.
    mutating func unwrap(_ timestamp: UInt32) -> Int64 {
        guard let last else {
            self.last = Int64(timestamp)
            return Int64(timestamp)
        }
        let difference = Int64(Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: last)))
        let value = last + difference
        self.last = value
        return value
    }
}
