import Synchronization

/// Bounds how many event streams are open at once; one that does not fit is told to come back.
final class StreamCounter: Sendable {
    static let limit = 128
    static let stageLimit = 64

    /// One stream's place, free again when nobody holds it any more.
    final class Place: Sendable {
        private let counter: StreamCounter
        fileprivate init(_ counter: StreamCounter) { self.counter = counter }
        deinit { counter.open.withLock { $0 -= 1 } }
    }

    private let limit: Int
    private let open = Mutex(0)

    init(limit: Int = StreamCounter.limit) { self.limit = limit }

    /// Nil when all places are taken.
    func enter() -> Place? {
        let fits = open.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        return fits ? Place(self) : nil
    }
}
