package import BroadcastModel
import Synchronization

/// One place in a log.
package struct LogEntry: Sendable {
    package var message: MediaMessage
    /// When it was appended, for lag.
    package var writtenAt: MonotonicTime
    /// Set where a session may start: a keyframe, or any sound while the log has no pictures. Holds what must be sent first.
    package var start: MediaHeaders?
}

/// A bounded, append-only window of media messages, numbered from 0 without gaps.
///
/// One writer appends; any number of readers copy what is new to them. Beyond ``Limits`` the oldest entries go, but
/// never the newest start and what follows it, unless a publisher that sends no keyframes grows it to twice the limit.
/// Readers that were too slow find out by `first > wanted`. Headers are never dropped: each start carries the ones
/// valid at its place.
package final class MediaLog: Sendable {
    package struct Limits: Equatable, Sendable {
        /// Bytes kept, each message's own overhead included; 1 MiB to 1 GiB.
        package var bytes: Int = 32 << 20
        /// Span of time stamps kept; 2 s to 300 s.
        package var duration: Duration = .seconds(12)
        package init() {}
    }

    /// What ``read(from:limit:)`` returns: `entries` are numbered from `first`; ask for `next` afterwards.
    package struct Batch: Sendable {
        package var first: UInt64
        package var next: UInt64
        package var entries: [LogEntry]
    }

    fileprivate struct State {
        var limits: Limits
        var ring = LogRing()
        var bytes = 0
        var newestStart: UInt64?
        var headers = MediaHeaders()
        var hasPictures = false
    }

    private let state: Mutex<State>
    /// Called after each append, on the writer's thread; by whom they are registered.
    private let listeners = Mutex<[ObjectIdentifier: @Sendable () -> Void]>([:])
    private let hasListeners = Atomic(false)
    /// Raised by ``purge()``; readers that hold copies of entries compare it before they use them.
    private let floor = Atomic<UInt64>(0)

    package init(limits: Limits = Limits()) { state = Mutex(State(limits: limits)) }

    /// Changes how much is kept, from the next append on.
    package func set(limits: Limits) { state.withLock { $0.limits = limits } }

    /// Forgets every entry; what comes next must begin with a start. No reader may send what stands below ``purgedBelow``.
    package func purge() {
        state.withLock { state in
            while state.ring.first < state.ring.end { state.ring.removeFirst() }
            state.bytes = 0
            state.newestStart = nil
            floor.store(state.ring.end, ordering: .releasing)
        }
    }

    /// Entries numbered below this were purged. Read without the lock.
    package var purgedBelow: UInt64 { floor.load(ordering: .acquiring) }

    /// What an entry takes, its place and its object included: a million messages of one byte are not a megabyte.
    fileprivate static func cost(of message: MediaMessage) -> Int { message.payload.framed.count + 128 }

    /// Adds a message at the end. The one writer calls it, with time stamps that do not go back by kind.
    package func append(_ message: MediaMessage, writtenAt now: MonotonicTime) {
        state.withLock { state in
            state.noteHeaders(message.payload)
            var entry = LogEntry(message: message, writtenAt: now, start: nil)
            if state.isStart(message) {
                entry.start = state.headers
                state.newestStart = state.ring.end
            }
            state.ring.append(entry)
            state.bytes += Self.cost(of: message)
            state.trim()
        }
        guard hasListeners.load(ordering: .acquiring) else { return }
        for tell in listeners.withLock({ Array($0.values) }) { tell() }
    }

    /// Has `tell` called after each append, until ``forget(listener:)``; it must return at once. One per `owner`.
    package func listen(_ owner: AnyObject, _ tell: @escaping @Sendable () -> Void) {
        listeners.withLock { $0[ObjectIdentifier(owner)] = tell }
        hasListeners.store(true, ordering: .releasing)
    }

    package func forget(listener owner: AnyObject) {
        listeners.withLock { listeners in
            listeners[ObjectIdentifier(owner)] = nil
            hasListeners.store(!listeners.isEmpty, ordering: .releasing)
        }
    }

    /// Copies entries from `sequence`, or from the oldest kept when that is gone, at most `limit` of them.
    package func read(from sequence: UInt64, limit: Int) -> Batch {
        state.withLock { state in
            let first = max(sequence, state.ring.first)
            guard first < state.ring.end else { return Batch(first: state.ring.end, next: state.ring.end, entries: []) }
            let next = min(state.ring.end, first + UInt64(max(0, limit)))
            return Batch(first: first, next: next, entries: (first..<next).map { state.ring[$0] })
        }
    }

    /// When the entry `sequence`, or the oldest kept where that is gone, was appended; nil: it has not come yet.
    package func writtenAt(of sequence: UInt64) -> MonotonicTime? {
        state.withLock { state in
            let wanted = max(sequence, state.ring.first)
            return wanted < state.ring.end ? state.ring[wanted].writtenAt : nil
        }
    }

    /// Whether a picture stands at `sequence` or behind it.
    package func hasPicture(from sequence: UInt64) -> Bool {
        state.withLock { state in
            let first = max(sequence, state.ring.first)
            return first < state.ring.end
                && (first..<state.ring.end).contains { state.ring[$0].message.traits.contains(.picture) }
        }
    }

    /// Where a session that begins now starts; nil before the first keyframe (or, in a programme without pictures, sound).
    package var newestStart: UInt64? { state.withLock { $0.newestStart } }
    /// One past the newest entry.
    package var end: UInt64 { state.withLock { $0.ring.end } }
    /// Oldest entry kept.
    package var first: UInt64 { state.withLock { $0.ring.first } }
    /// Time stamp of the newest entry.
    package var newestTimestamp: Int64? {
        state.withLock { $0.ring.end > $0.ring.first ? $0.ring[$0.ring.end - 1].message.timestamp : nil }
    }
    package var headers: MediaHeaders { state.withLock { $0.headers } }
}

extension MediaLog.State {
    fileprivate func isStart(_ message: MediaMessage) -> Bool {
        if message.traits.contains(.keyframe) { return true }
        return !hasPictures && message.kind == .audio && !message.traits.contains(.header)
    }

    fileprivate mutating func noteHeaders(_ payload: MediaPayload) {
        if payload.kind == .video { hasPictures = true }
        if payload.traits.contains(.header) || payload.isMetadata { headers = headers.replacing(with: payload) }
    }

    fileprivate mutating func trim() {
        let duration = limits.duration.milliseconds
        let newest = ring[ring.end - 1].message.timestamp
        while ring.first + 1 < ring.end {
            let oldest = ring[ring.first].message
            let isOver = bytes > limits.bytes || newest - oldest.timestamp > duration
            guard isOver else { return }
            let isNeeded = newestStart.map { ring.first >= $0 } ?? false
            if isNeeded {
                guard bytes > 2 * limits.bytes || newest - oldest.timestamp > 2 * duration else { return }
                newestStart = nil
            }
            bytes -= MediaLog.cost(of: oldest)
            ring.removeFirst()
        }
    }
}
