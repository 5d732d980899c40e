import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

/// Whole histories of one broadcast under the clock.
@Suite struct ClockTests {
    @Test func `an armed broadcast runs from preparation to its end by the clock`() async throws {
        let bench = RoomBench()
        try await bench.insert(RoomBench.plan(now: bench.clock.wallTime()))
        try await bench.room.recover()
        _ = try await bench.room.command(.arm, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(29))
        #expect(try await bench.record.phase == .scheduled)
        await bench.pass(.seconds(1))
        #expect(try await bench.record.phase == .ready, "every account has answered")
        #expect(bench.relay.attached.isEmpty)
        await bench.pass(.seconds(30))
        #expect(try await bench.record.phase == .onAir)
        #expect(bench.relay.attached.count == 3)
        await bench.pass(.seconds(100))
        #expect(try await bench.record.phase == .ended)
        #expect(bench.relay.open.isEmpty)
        let asRun = try await bench.asRun()
        #expect(asRun.map(\.action) == [.onAir, .fired, .fired, .fired, .fired, .ended])
        #expect(asRun.compactMap(\.cue).map(\.rawValue) == ["enter", "tea", "note", "leave"])
        #expect(asRun.allSatisfy { $0.by == "clock" && $0.lateMilliseconds == 0 })
        #expect(bench.relay.broken.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `the loops sleep until exactly the next due moment`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let running = Task { try await bench.room.run() }
        defer { running.cancel() }
        // The clock, the observer, the boards and the keeper: when all four sleep, nothing is left to do at this moment.
        var fired: [AsRunEntry] = []
        while fired.count < 3 {
            await bench.clock.sleepers(atLeast: 4)
            bench.clock.advanceToNext()
            fired = try await bench.asRun().filter { $0.action == .fired }
        }
        #expect(fired.map(\.cue?.rawValue) == ["enter", "tea", "note"])
        #expect(fired.map(\.lateMilliseconds) == [0, 0, 0])
    }

    @Test func `a wall clock that is set changes nothing on air`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        await bench.pass(.seconds(5))
        bench.clock.stepWall(by: .seconds(3_600))
        await bench.settle()
        #expect(try await bench.asRun().count { $0.action == .fired } == 0)
        #expect(try await bench.record.phase == .onAir)
        #expect(try await bench.room.board(of: RoomBench.id).programClock == .seconds(5))
        bench.clock.stepWall(by: .seconds(-7_200))
        await bench.pass(.seconds(5))
        #expect(try await bench.asRun().filter { $0.action == .fired }.map(\.lateMilliseconds) == [0])
    }

    @Test(arguments: [false, true])
    func `a wall clock that is set while the daemon is away changes nothing, unless the machine was away too`(
        isRebooted: Bool
    ) async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        await bench.pass(.seconds(5))
        bench.clock.advance(by: .seconds(2))
        if isRebooted { bench.clock.reboot() } else { bench.clock.stepWall(by: .seconds(-3_600)) }
        let next = RoomBench(clock: bench.clock, store: bench.store)
        try await next.room.recover()
        #expect(try await next.room.board(of: RoomBench.id).programClock == .seconds(7))
        await next.pass(.seconds(5))
        #expect(try await next.asRun().filter { $0.action == .fired }.map(\.lateMilliseconds) == [0])
    }

    @Test func `a broadcast whose whole time has passed is not started by the clock`() async throws {
        let bench = RoomBench()
        try await bench.insert(RoomBench.plan(now: bench.clock.wallTime()))
        try await bench.room.recover()
        _ = try await bench.room.command(.arm, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        bench.clock.advance(by: .seconds(3_600))
        await bench.settle()
        #expect(try await bench.record.phase == .scheduled)
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(try await bench.record.phase == .onAir)
    }

    @Test func `an ending that cannot close its sessions is over after its time-out`() async throws {
        let adapter = ScriptedAdapter(ScriptedAdapter.full)
        adapter.fail(stop: Fault(.platformUnreachable, "gone", blame: .platform))
        let bench = RoomBench(adapter: adapter)
        try await bench.goOnAir()
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        #expect(try await bench.record.phase == .ending)
        await bench.pass(.milliseconds(4_900))
        #expect(try await bench.record.phase == .ending)
        await bench.pass(.milliseconds(100))
        #expect(try await bench.record.phase == .ended)
        adapter.fail()
        await bench.pass(.seconds(60))
        #expect(await bench.room.rooms[RoomBench.id]?.isClosedOut == true, "the platforms were told in the end")
    }
}

/// What the as-run log says about being late, and what it leaves unsaid.
@Suite struct LatenessTests {
    private func late(_ action: AsRunEntry.Action, in bench: RoomBench) async throws -> Int64?? {
        try await bench.asRun().first { $0.action == action }.map(\.lateMilliseconds)
    }

    @Test func `a draft started by hand has no planned moment, its end has`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir(endsByClock: false)
        #expect(try await late(.onAir, in: bench) == .some(nil))
        bench.clock.advance(by: .seconds(90))
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(try await late(.ended, in: bench) == -10_000)
    }

    @Test func `an armed broadcast started by hand is measured, unless it is more than a day off`() async throws {
        for (days, wanted) in [(0, Int64?(-60_000)), (-2, nil), (2, nil)] {
            let bench = RoomBench()
            var plan = RoomBench.plan(now: bench.clock.wallTime(), endsByClock: false)
            plan.start = plan.start + .seconds(days * 86_400)
            try await bench.insert(plan)
            try await bench.room.recover()
            _ = try await bench.room.command(.arm, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
            _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
            #expect(try await late(.onAir, in: bench) == .some(wanted), "\(days) days")
            bench.clock.advance(by: .seconds(100 + 25 * 3_600))
            _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
            #expect(try await late(.ended, in: bench) == .some(nil))
        }
    }
}
