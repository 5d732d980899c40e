import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

@Suite struct `What two broadcasts want at one time` {
    private static func other(_ bench: RoomBench, after start: Duration = .zero) -> BroadcastPlan {
        var plan = RoomBench.plan(accounts: 2, now: bench.clock.wallTime())
        plan.id = BroadcastID("kitchen")
        plan.start = plan.start + start
        return plan
    }

    private static func subjects(_ bench: RoomBench, _ id: BroadcastID) async throws -> Set<String> {
        Set(
            try await bench.room.board(of: id).doubleBookings.map {
                "\($0.subject)".prefix { $0 != "(" } + " \($0.second)"
            })
    }

    @Test func `is told when the second is planned, and on the boards of both until air`() async throws {
        let bench = RoomBench()
        try await bench.insert(RoomBench.plan(now: bench.clock.wallTime()))
        try await bench.room.recover()
        let plan = Self.other(bench)
        let told = await bench.room.doubleBookings(of: plan)
        #expect(told.allSatisfy { $0.first == plan.id && $0.second == RoomBench.id })
        #expect(
            told.compactMap { if case .account(let id, _) = $0.subject { id } else { nil } }
                == [0, 1].map { RoomBench.account($0).id })
        #expect(told.contains { if case .person = $0.subject { true } else { false } })
        #expect(told.contains { if case .feed = $0.subject { true } else { false } })
        _ = try await bench.room.adopt(plan, from: "kitchen.yaml", by: RoomBench.hand)
        let kinds: Set = ["account", "person", "feed"]
        #expect(try await Self.subjects(bench, plan.id) == Set(kinds.map { "\($0) night" }))
        #expect(try await Self.subjects(bench, RoomBench.id) == Set(kinds.map { "\($0) kitchen" }))
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(try await Self.subjects(bench, RoomBench.id) == [])
        #expect(try await Self.subjects(bench, plan.id).isEmpty == false)
        // Given up, it wants nothing any more.
        _ = try await bench.room.command(.abort, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(try await Self.subjects(bench, plan.id) == [])
    }

    @Test func `is nothing where one ends before the other is prepared, nor for a rehearsal`() async throws {
        let bench = RoomBench()
        let first = RoomBench.plan(now: bench.clock.wallTime())
        try await bench.insert(first)
        try await bench.room.recover()
        let plan = Self.other(bench, after: first.length + first.lead)
        #expect(await bench.room.doubleBookings(of: plan).isEmpty)
        let made = try await bench.room.rehearse(RoomBench.id, by: RoomBench.hand)
        #expect(await bench.room.doubleBookings(of: made.plan).isEmpty)
        #expect(try await Self.subjects(bench, RoomBench.id) == [])
    }
}
