import BroadcastModel
import Foundation
import GRDB
import Persistence
import Testing

@testable import ControlRoom
@testable import SQLiteStore

/// Broadcasts that have something to do at the same moment.
@Suite struct TogetherTests {
    private static let ids = ["a", "b", "c"].map { BroadcastID($0) }

    /// Three broadcasts on air with the same cues.
    private static func onAir(_ bench: RoomBench) async throws {
        for id in ids {
            var plan = RoomBench.plan(accounts: 1, now: bench.clock.wallTime())
            plan.id = id
            plan.accounts[0].id = AccountID("acc-\(id)")
            try await bench.insert(plan)
        }
        try await bench.room.recover()
        for id in ids { _ = try await bench.room.command(.start, broadcast: id, seen: nil, by: RoomBench.hand) }
        await bench.settle()
    }

    private static func lateness(of cue: CueID, in store: any Store) async throws -> [Int64?] {
        try await store.read { reader in
            try ids.flatMap { try reader.asRun(of: $0) }.filter { $0.cue == cue }.map(\.lateMilliseconds)
        }
    }

    @Test func `are written with one transaction, each with a revision of its own`() async throws {
        let store = MortalStore()
        let bench = RoomBench(store: store)
        try await Self.onAir(bench)
        await bench.pass(.seconds(9))
        let before = store.writes
        let revisions = try await bench.room.broadcasts().map(\.revision)
        await bench.pass(.seconds(1))
        #expect(store.writes == before + 1)
        #expect(try await bench.room.broadcasts().map(\.revision) == revisions.map { $0 + 1 })
        #expect(try await Self.lateness(of: "enter", in: store) == [0, 0, 0])
    }

    @Test func `hold up no other where one cannot be written, and that one is tried again`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lianbo-together-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteStore(directory: folder.path)
        let bench = RoomBench(store: store)
        try await Self.onAir(bench)
        try await store.pool.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER refusal BEFORE INSERT ON as_run WHEN NEW.broadcast = 'b'
                    BEGIN SELECT RAISE(ABORT, 'not this one'); END
                    """)
        }
        await bench.pass(.seconds(10))
        #expect(try await Self.lateness(of: "enter", in: store) == [0, 0])
        try await store.pool.write { try $0.execute(sql: "DROP TRIGGER refusal") }
        await bench.pass(.seconds(10))
        #expect(try await Self.lateness(of: "enter", in: store) == [0, 1000, 0])
        #expect(try await Self.lateness(of: "tea", in: store) == [0, 0, 0])
    }

    @Test func `go by what is stored, whatever is remembered`() async throws {
        let bench = RoomBench()
        try await Self.onAir(bench)
        try await bench.store.write { writer in
            var record = try #require(try writer.broadcast(BroadcastID("b")))
            record.revision += 1
            record.rundownHeld = true
            try writer.update(record)
        }
        await bench.pass(.seconds(10))
        #expect(try await Self.lateness(of: "enter", in: bench.store) == [0, 0])
        #expect(try await bench.room.broadcasts().map(\.rundownHeld) == [false, true, false])
    }

    @Test func `keep a tally that was saved without a revision when a cue stops its account`() async throws {
        let bench = RoomBench()
        var plan = RoomBench.plan(accounts: 1, now: bench.clock.wallTime())
        plan.cues = [
            Cue(id: "off", kind: .accountsStop, start: .at(10_000), title: "off")
        ]
        try await bench.insert(plan)
        try await bench.room.recover()
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        let id = RoomBench.destination(0)
        try await bench.store.write { writer in
            var record = try #require(try writer.destination(id))
            record.tally.version += 10
            record.tally.bytesSent = 4711
            try writer.save(record)
        }
        await bench.pass(.seconds(10))
        let record = try #require(try await bench.store.read { try $0.destination(id) })
        #expect(record.desire == .off && record.tally.bytesSent == 4711)
    }
}
