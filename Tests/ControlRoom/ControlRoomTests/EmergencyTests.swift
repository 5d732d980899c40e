import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

/// A disk that is full while the broadcast is on air.
@Suite struct EmergencyTests {
    private let full = Fault(.storageFull, "The disk is full.", blame: .ours)

    @Test(arguments: [BroadcastLifecycle.Command.end, .abort])
    func `ending takes everybody off air although it cannot be written, and is written when it can`(
        command: BroadcastLifecycle.Command
    ) async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir()
        store.refuseWrites(with: full)
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.command(command, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        }
        #expect(fault?.code == .storageFull)
        #expect(fault?.message.contains("off air") == true)
        #expect(bench.relay.open.isEmpty)
        #expect(try await bench.room.board(of: RoomBench.id).broadcast.phase == (command == .end ? .ending : .aborted))
        #expect(try await store.read { try $0.broadcast(RoomBench.id)?.phase } == .onAir)
        await bench.pass(.seconds(15))
        await bench.room.writeUnsavedEnds()
        #expect(bench.relay.open.isEmpty, "nobody comes back meanwhile")
        store.refuseWrites(with: nil)
        await bench.room.writeUnsavedEnds()
        await bench.settle()
        #expect(try await bench.record.phase == (command == .end ? .ended : .aborted))
        let asRun = try await bench.asRun()
        #expect(asRun.filter { $0.action == .ended || $0.action == .aborted }.map(\.by) == ["li.na"])
        #expect(asRun.last?.at == asRun.first.map { $0.at }, "the moment of the command, not of the writing")
    }

    @Test func `outputs go on, commands say why, and cues fire late once there is room`() async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir()
        store.refuseWrites(with: full)
        await bench.pass(.seconds(15))
        #expect(bench.relay.open.count == 3)
        #expect(try await bench.asRun().count { $0.action == .fired } == 0)
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.cue(.fire, cue: CueID("hand"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        }
        #expect(fault?.code == .storageFull)
        store.refuseWrites(with: nil)
        await bench.pass(.seconds(2))
        #expect(try await bench.asRun().filter { $0.action == .fired }.map(\.cue?.rawValue) == ["enter"])
        #expect(try #require(try await bench.asRun().last?.lateMilliseconds) >= 5_000)
    }

    @Test func `the clock's end takes everybody off air although it cannot be written`() async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir()
        await bench.pass(.seconds(95))
        store.refuseWrites(with: full)
        await bench.pass(.seconds(6))
        #expect(bench.relay.open.isEmpty)
        store.refuseWrites(with: nil)
        await bench.room.writeUnsavedEnds()
        await bench.pass(.seconds(2))
        #expect(try await bench.record.phase == .ended)
    }

    @Test func `an account that is ready is not asked again because the disk is full`() async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir()
        _ = try await bench.room.addDestination(RoomBench.account(9), to: RoomBench.id, by: RoomBench.hand)
        store.refuseWrites(with: full)
        await bench.pass(.seconds(5))
        #expect(try await bench.destination(9).status.lastFault?.code == .storageFull)
        #expect(bench.relay.open.count == 3, "no media before its handle is stored")
        store.refuseWrites(with: nil)
        await bench.pass(.seconds(2))
        #expect(bench.relay.open.count == 4)
        #expect(bench.adapter.count("prepare acc9") == 1)
    }
}
