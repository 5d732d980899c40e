import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

/// A rehearsal with real pictures: everything but the accounts.
@Suite struct `A live rehearsal` {
    private static let first = BroadcastID("night-rehearsal-1")

    private static func bench(_ change: (inout BroadcastPlan) -> Void = { _ in }) async throws -> RoomBench {
        let bench = RoomBench(adapter: ScriptedAdapter(ScriptedAdapter.full))
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        change(&plan)
        try await bench.insert(plan)
        try await bench.room.recover()
        return bench
    }

    private static func start(_ id: BroadcastID, _ bench: RoomBench) async throws {
        _ = try await bench.room.command(.start, broadcast: id, seen: nil, by: RoomBench.hand)
        await bench.settle()
    }

    @Test func `goes through the evening and reaches no account, whatever hands do`() async throws {
        let bench = try await Self.bench()
        let made = try await bench.room.rehearse(RoomBench.id, by: RoomBench.hand)
        #expect(made.plan.id == Self.first)
        #expect(made.phase == .draft)
        #expect(made.plan.rehearses == RoomBench.id)
        _ = try await bench.room.command(.prepare, broadcast: Self.first, seen: nil, by: RoomBench.hand)
        // It is due from the moment it was made, so that what is prepared goes on air.
        await bench.pass(.seconds(1))
        #expect(try await bench.room.board(of: Self.first).broadcast.phase == .onAir)
        let account = DestinationID(broadcast: Self.first, account: RoomBench.account(1).id)
        for command in [DestinationCommand.retry, .stop, .resume] {
            _ = try? await bench.room.destination(command, account, by: RoomBench.hand)
            await bench.settle()
        }
        await bench.pass(.seconds(30))
        let fired = try await bench.room.asRun(of: Self.first).filter { $0.action == .fired }.map(\.cue)
        #expect(fired == ["enter", "tea", "note"].map { CueID($0) })
        #expect(bench.switchboard.openBroadcasts == [Self.first])
        _ = try await bench.room.command(.end, broadcast: Self.first, seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(5))
        #expect(try await bench.room.board(of: Self.first).broadcast.phase == .ended)
        #expect(bench.adapter.calls == [])
        #expect(bench.relay.events == [])
        #expect(try await bench.room.report(of: Self.first).accountsReached == 0)
    }

    @Test func `leaves the broadcast as it was, to go on air for real`() async throws {
        let bench = try await Self.bench()
        let before = try await bench.record
        _ = try await bench.room.rehearse(RoomBench.id, by: RoomBench.hand)
        try await Self.start(Self.first, bench)
        await bench.pass(.seconds(12))
        #expect(try await bench.record == before)
        // While it is being rehearsed too.
        try await Self.start(RoomBench.id, bench)
        #expect(Set(bench.relay.attached.map(\.broadcast)) == [RoomBench.id])
        #expect(bench.relay.open.count == 3)
    }

    @Test func `reaches none after a restart either`() async throws {
        let bench = try await Self.bench()
        _ = try await bench.room.rehearse(RoomBench.id, by: RoomBench.hand)
        try await Self.start(Self.first, bench)
        let next = RoomBench(
            clock: bench.clock, store: bench.store, adapter: ScriptedAdapter(ScriptedAdapter.full))
        try await next.room.recover()
        await next.pass(.seconds(30))
        #expect(try await next.room.board(of: Self.first).broadcast.phase == .onAir)
        #expect(next.adapter.calls == [])
        #expect(next.relay.events == [])
    }

    @Test func `is one at a time, and may be repeated`() async throws {
        let bench = try await Self.bench()
        _ = try await bench.room.rehearse(RoomBench.id, by: RoomBench.hand)
        for id in [RoomBench.id, Self.first] {
            let fault = await #expect(throws: Fault.self) { try await bench.room.rehearse(id, by: RoomBench.hand) }
            #expect(fault?.code == .conflict)
            #expect(fault?.message.contains("night-rehearsal-1 is draft") == true)
        }
        _ = try await bench.room.command(.abort, broadcast: Self.first, seen: nil, by: RoomBench.hand)
        let second = try await bench.room.rehearse(Self.first, by: RoomBench.hand)
        #expect(second.plan.id == BroadcastID("night-rehearsal-2"))
        #expect(second.plan.rehearses == RoomBench.id)
    }

    @Test func `has moments of the wall clock where the evening will have them`() async throws {
        let bench = try await Self.bench { plan in
            plan.cues[2].start = .clock(plan.start + .seconds(20))
            plan.cues[3].start = .clock(plan.start - .seconds(5))
        }
        bench.clock.advance(by: .seconds(3_000))
        let cues = try await bench.room.rehearse(RoomBench.id, by: RoomBench.hand).plan.cues
        #expect(cues[2].start == .at(20_000))
        #expect(cues[3].start == .at(0))
    }

    @Test func `is not for viewers`() async throws {
        let bench = try await Self.bench()
        let viewer = Caller(name: "guo", role: .viewer)
        await #expect(throws: Fault.self) { try await bench.room.rehearse(RoomBench.id, by: viewer) }
        #expect(try await bench.room.broadcasts().count == 1)
    }
}
