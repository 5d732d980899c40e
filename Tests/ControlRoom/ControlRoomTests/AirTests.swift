import BroadcastModel
import Persistence
import Program
import Testing

@testable import ControlRoom

/// Dumps, cuts and delays: what may not go out does not, whatever the disk says.
@Suite struct AirTests {
    private let full = Fault(.storageFull, "The disk is full.", blame: .ours)

    private func actions(_ bench: RoomBench) async throws -> [AsRunEntry.Action] {
        try await bench.asRun().map(\.action)
    }

    private func cover(_ bench: RoomBench, _ group: DelayGroup = .main) throws -> AirStatus.Cover {
        try #require(bench.switchboard.condition(of: RoomBench.id)?.air[group]).cover
    }

    /// Accounts 1 and 2 have delays of their own, 0 has the plan's.
    private func delayedPlan(_ bench: RoomBench) -> BroadcastPlan {
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        plan.delayMilliseconds = 20_000
        plan.accounts[1].delayMilliseconds = 60_000
        plan.accounts[2].delayMilliseconds = 0
        plan.backup = FeedID("backup")
        return plan
    }

    private func goOnAir(_ bench: RoomBench, _ plan: BroadcastPlan) async throws {
        try await bench.insert(plan)
        try await bench.room.recover()
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
    }

    @Test func `a dump covers every group, and says so in the as-run log and the audit`() async throws {
        let bench = RoomBench()
        try await goOnAir(bench, delayedPlan(bench))
        #expect(try cover(bench) == .none)
        let report = try await bench.room.dump(RoomBench.id, by: RoomBench.hand)
        #expect(report.groups.map(\.name) == ["d0", "d60000", "main"])
        #expect(try cover(bench) == .untilProgram)
        #expect(try cover(bench, DelayGroup("d60000")) == .untilProgram)
        #expect(try await actions(bench).last == .dumped)
        let audit = try await bench.room.audit(limit: 1, before: nil, by: RoomBench.hand)
        #expect(audit.map(\.action) == ["air.dump"])
        #expect(audit.map(\.by) == ["li.na"])
    }

    @Test func `a dump acts although the disk is full, and is written once when there is room`() async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir()
        store.refuseWrites(with: full)
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.dump(RoomBench.id, by: RoomBench.hand)
        }
        #expect(fault?.code == .storageFull)
        #expect(fault?.message.contains("is removed") == true)
        #expect(try cover(bench) == .untilProgram)
        let moment = bench.clock.wallTime()
        await bench.pass(.seconds(3))
        await bench.room.writeUnsavedActs()
        #expect(try await actions(bench).contains(.dumped) == false)
        store.refuseWrites(with: nil)
        await bench.room.writeUnsavedActs()
        await bench.room.writeUnsavedActs()
        let dumps = try await bench.asRun().filter { $0.action == .dumped }
        #expect(dumps.map(\.at) == [moment], "the moment of the act, not of the writing")
    }

    @Test func `a cut survives the daemon, and media stays covered until it is lifted`() async throws {
        let store = MemoryStore()
        let first = RoomBench(store: store)
        try await first.goOnAir()
        #expect(try await first.room.cut(RoomBench.id, by: RoomBench.hand).isCut)
        _ = try await first.room.cut(RoomBench.id, by: RoomBench.hand)
        #expect(try await actions(first).filter { $0 == .cut }.count == 1, "cut twice is cut once")

        let second = RoomBench(clock: first.clock, store: store)
        try await second.room.recover()
        await second.settle()
        #expect(second.relay.open.count == 3, "sessions are up")
        #expect(try cover(second) == .untilHand)
        let board = try await second.room.board(of: RoomBench.id)
        #expect(board.output?.isCut == true && board.broadcast.isCut)
        #expect(try await second.room.lift(RoomBench.id, by: RoomBench.hand).isCut == false)
        #expect(try cover(second) == .untilProgram)
        #expect(try await actions(second).suffix(2) == [.cut, .lifted])
        await #expect(throws: Fault.self) { try await second.room.lift(RoomBench.id, by: RoomBench.hand) }
    }

    @Test func `cut and lifted on a full disk ends lifted on the disk too`() async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir()
        store.refuseWrites(with: full)
        await #expect(throws: Fault.self) { try await bench.room.cut(RoomBench.id, by: RoomBench.hand) }
        #expect(try cover(bench) == .untilHand)
        #expect(try await bench.record.isCut)
        await #expect(throws: Fault.self) { try await bench.room.lift(RoomBench.id, by: RoomBench.hand) }
        #expect(try await bench.record.isCut == false)
        store.refuseWrites(with: nil)
        await bench.room.writeUnsavedActs()
        #expect(try await store.read { try $0.broadcast(RoomBench.id)?.isCut } == false)
        #expect(try await actions(bench).suffix(2) == [.cut, .lifted])
    }

    @Test func `each account receives its group's log, and delays set by hand come back with the next daemon`()
        async throws
    {
        let store = MemoryStore()
        let first = RoomBench(store: store)
        try await goOnAir(first, delayedPlan(first))
        func delays(_ bench: RoomBench) -> [String: Duration] {
            let air = bench.switchboard.condition(of: RoomBench.id)?.air ?? [:]
            return Dictionary(uniqueKeysWithValues: air.map { ($0.key.rawValue, $0.value.delay) })
        }
        #expect(delays(first) == ["main": .seconds(20), "d60000": .seconds(60), "d0": .zero])
        _ = try await first.room.setDelay(
            of: RoomBench.id, group: "d60000", to: .seconds(90), seen: nil, by: RoomBench.hand)
        #expect(try await actions(first).last == .delayed)

        let second = RoomBench(clock: first.clock, store: store)
        try await second.room.recover()
        await second.settle()
        #expect(delays(second) == ["main": .seconds(20), "d60000": .seconds(90), "d0": .zero])
        for bench in [first, second] {
            for (number, name) in ["main", "d60000", "d0"].enumerated() {
                let log = bench.switchboard.airLog(of: RoomBench.id, group: DelayGroup(name))
                #expect(bench.relay.log(of: RoomBench.destination(number)) === log, "\(name)")
            }
        }
        let groups = try #require(try await second.room.board(of: RoomBench.id).output).groups
        #expect(groups.map(\.name) == ["main", "d0", "d60000"])
        #expect(groups.map(\.accounts) == [1, 1, 1])

        _ = try await second.room.setDelay(
            of: RoomBench.id, group: nil, to: .seconds(5), seen: nil, by: RoomBench.hand)
        #expect(Set(delays(second).values) == [.seconds(5)])
    }

    @Test func `a delay outside of its range, for no group, or by a stale hand changes nothing`() async throws {
        let bench = RoomBench()
        try await goOnAir(bench, delayedPlan(bench))
        let seen = try await bench.record.revision
        for (group, delay) in [(nil, Duration.seconds(301)), (nil, .seconds(-1)), ("d7", .seconds(1))]
            as [(String?, Duration)]
        {
            await #expect(throws: Fault.self) {
                try await bench.room.setDelay(of: RoomBench.id, group: group, to: delay, seen: nil, by: RoomBench.hand)
            }
        }
        #expect(try await bench.record.revision == seen)
        _ = try await bench.room.cut(RoomBench.id, by: RoomBench.hand)
        await #expect(throws: StaleCommand.self) {
            try await bench.room.setDelay(of: RoomBench.id, group: nil, to: .zero, seen: seen, by: RoomBench.hand)
        }
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: seen, by: RoomBench.hand)
    }

    @Test func `a viewer may not dump, cut, lift or delay`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let viewer = Caller(name: "vera", role: .viewer)
        let room = bench.room
        let id = RoomBench.id
        let faults = [
            await #expect(throws: Fault.self) { try await room.dump(id, by: viewer) },
            await #expect(throws: Fault.self) { try await room.cut(id, by: viewer) },
            await #expect(throws: Fault.self) { try await room.lift(id, by: viewer) },
            await #expect(throws: Fault.self) {
                try await room.setDelay(of: id, group: nil, to: .zero, seen: nil, by: viewer)
            },
        ]
        #expect(faults.allSatisfy { $0?.code == .forbidden })
        #expect(try cover(bench) == .none)
    }
}
