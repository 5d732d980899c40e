import BroadcastModel
import Synchronization

/// Limits failed tokens per peer: ``burst`` at once, then one more each ``refill``.
///
/// While a peer has none left its tokens are not even looked at. It remembers at most ``peerLimit`` peers and forgets those that
/// are back at full first; sessions by cookie do not pass here.
final class AttemptLimiter: Sendable {
    static let burst = 20.0
    static let refill = Duration.seconds(2)
    static let peerLimit = 4096

    private struct Bucket {
        var left: Double
        var at: MonotonicTime
    }

    private let clock: any ClockPort
    private let buckets = Mutex<[String: Bucket]>([:])

    init(clock: any ClockPort) { self.clock = clock }

    func mayTry(_ peer: String) -> Bool {
        let now = clock.monotonicTime()
        return buckets.withLock { buckets in
            guard let bucket = buckets[peer] else { return true }
            return Self.left(in: bucket, at: now) >= 1
        }
    }

    func failed(_ peer: String) {
        let now = clock.monotonicTime()
        buckets.withLock { buckets in
            let left = buckets[peer].map { Self.left(in: $0, at: now) } ?? Self.burst
            if buckets.count >= Self.peerLimit, buckets[peer] == nil {
                buckets = buckets.filter { Self.left(in: $0.value, at: now) < Self.burst }
                if buckets.count >= Self.peerLimit, let first = buckets.keys.first { buckets[first] = nil }
            }
            buckets[peer] = Bucket(left: max(0, left - 1), at: now)
        }
    }

    private static func left(in bucket: Bucket, at now: MonotonicTime) -> Double {
        min(burst, bucket.left + Double((now - bucket.at).milliseconds) / Double(refill.milliseconds))
    }
}
