import BroadcastModel
import Synchronization

/// When the messages of pictures that a decoder works on came into the feed's log. Bounded; the oldest go first.
final class SeatArrivals: Sendable {
    private static let most = 512
    private let entries = Mutex<[(time: Int64, at: MonotonicTime)]>([])

    /// A picture that is to be shown at `time` (milliseconds, as the decoder was told) came at `moment`.
    func note(_ time: Int64, at moment: MonotonicTime) {
        entries.withLock { entries in
            if entries.count == Self.most { entries.removeFirst(Self.most / 4) }
            entries.append((time, moment))
        }
    }

    /// Nil: no message was that picture's.
    func moment(of time: Int64) -> MonotonicTime? {
        entries.withLock { entries in entries.last { abs($0.time - time) <= 1 }?.at }
    }
}
