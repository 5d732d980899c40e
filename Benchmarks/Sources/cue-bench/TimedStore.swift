import BroadcastModel
import Persistence
import Synchronization

/// A store that notes how long after its moment each fired cue was committed. A cue's title begins with its programme time.
final class TimedStore: Store {
    struct Lateness: Sendable {
        var broadcast: BroadcastID
        /// Milliseconds.
        var late: Double
    }

    private struct State {
        var writes: [Double] = []
        var latenesses: [Lateness] = []
    }

    private let inner: any Store
    private let airedAt: WallTime
    private let state = Mutex(State())

    init(_ inner: any Store, airedAt: WallTime) {
        self.inner = inner
        self.airedAt = airedAt
    }

    /// Milliseconds that each transaction took, waiting for its turn included.
    var writes: [Double] { state.withLock { $0.writes } }
    var latenesses: [Lateness] { state.withLock { $0.latenesses } }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        try await inner.read(body)
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
    {
        let start = Usage.wallMilliseconds
        let (result, fired) = try await inner.write { writer in
            let timed = TimedWriter(inner: writer)
            return (try body(timed), timed.fired)
        }
        let now = Usage.wallMilliseconds
        state.withLock { state in
            state.writes.append(now - start)
            for row in fired {
                guard let at = Double(row.title.prefix { $0 != " " }) else { continue }
                state.latenesses.append(
                    Lateness(broadcast: row.broadcast, late: now - Double(airedAt.milliseconds) - at))
            }
        }
        return result
    }
}
