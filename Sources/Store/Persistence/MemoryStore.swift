package import BroadcastModel
import Synchronization

/// The in-memory twin of a real store: the same answers, refusals and rollbacks, and nothing survives the process.
///
/// For tests and rehearsals. Transactions run one at a time, readers included.
package final class MemoryStore: Store {
    private struct Held {
        var rows = MemoryRows()
        var refusal: Fault?
    }

    private let held = Mutex(Held())

    package init() {}

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws -> Result
    ) async throws -> Result {
        let rows = held.withLock { $0.rows }
        return try body(MemoryReading(rows: rows))
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws -> Result
    ) async throws -> Result {
        try held.withLock { held in
            if let refusal = held.refusal { throw refusal }
            let transaction = MemoryWriting(rows: held.rows)
            let result = try body(transaction)
            try transaction.rows.check()
            held.rows = transaction.rows
            return result
        }
    }

    /// From now on every write throws `fault` before its body runs, as on a full disk; nil makes writing work again.
    package func refuseWrites(with fault: Fault?) {
        held.withLock { $0.refusal = fault }
    }
}
