import BroadcastModel
import Persistence
import SQLiteStore
import StoreConformance
import Testing

@Suite struct `Every store keeps the port's word` {
    @Test(arguments: StoreConformance.checks)
    func onSQLite(_ check: StoreConformance.Check) async throws {
        let directory = try TemporaryDirectory()
        try await check.run(SQLiteStore(directory: directory.path))
    }

    @Test(arguments: StoreConformance.checks)
    func inMemory(_ check: StoreConformance.Check) async throws {
        try await check.run(MemoryStore())
    }

    @Test func `All checks at once name the one that failed`() async throws {
        try await StoreConformance.runAll { MemoryStore() }
        let failure = await #expect(throws: StoreConformanceFailure.self) {
            try await StoreConformance.runAll { LeakyStore() }
        }
        #expect(
            failure?.description.contains("leaves nothing behind") == true
                || failure?.description.contains("rolled back") == true)
    }

    @Test func `A store that keeps what a failed body wrote is found out`() async throws {
        try #expect(await failures(of: LeakyStore()) >= 2)
    }

    @Test func `A store that forgets what it acknowledged is found out`() async throws {
        try #expect(await failures(of: ForgetfulStore()) > 15)
    }

    private func failures(of store: @autoclosure @Sendable () -> any Store) async throws -> Int {
        var count = 0
        for check in StoreConformance.checks {
            do { try await check.run(store()) } catch { count += 1 }
        }
        return count
    }
}

/// Wrong on purpose: commits although the body threw.
private final class LeakyStore: Store {
    private let inner = MemoryStore()

    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        try await inner.read(body)
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Value) async throws -> Value {
        let outcome: Result<Value, any Error> = try await inner.write { store in
            do { return .success(try body(store)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}

/// Wrong on purpose: runs the body, answers, and forgets what it wrote.
private final class ForgetfulStore: Store {
    private struct Forget<Value: Sendable>: Error { let value: Value }
    private let inner = MemoryStore()

    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        try await inner.read(body)
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
    {
        do {
            return try await inner.write { store in throw Forget(value: try body(store)) }
        } catch let forgotten as Forget<Result> {
            return forgotten.value
        }
    }
}

@Suite struct `The store in memory` {
    @Test func `Refuses writes like a full disk until it is told otherwise`() async throws {
        let store = MemoryStore()
        store.refuseWrites(with: Fault(.storageFull, "full", blame: .ours))
        let fault = await #expect(throws: Fault.self) {
            try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
        }
        #expect(fault?.code == .storageFull)
        #expect(try await store.read { try $0.feeds() }.isEmpty)
        store.refuseWrites(with: nil)
        try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
        #expect(try await store.read { try $0.feeds() }.count == 1)
    }
}
