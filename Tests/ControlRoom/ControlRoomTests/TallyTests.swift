import AdapterKit
import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

/// What a broadcast achieved outlives the daemon that sent it.
@Suite struct TallyTests {
    private func sent(_ relays: [TableRelay], to number: Int) -> UInt64 {
        relays.reduce(0) { $0 + $1.sent(to: RoomBench.destination(number)) }
    }

    private func stored(_ number: Int, in store: any Store) async throws -> DestinationTally {
        try #require(try await store.read { try $0.destination(RoomBench.destination(number))?.tally })
    }

    /// Lets time pass with the keeper at work and media going out.
    private func run(_ bench: RoomBench, seconds: Int) async {
        for _ in 0..<seconds {
            bench.relay.send(4_000)
            await bench.pass(.seconds(1))
            await bench.room.keepTallies()
        }
    }

    @Test func `a report of what ended is the same after a restart`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let first = RoomBench(clock: clock, store: store, adapter: ScriptedAdapter(ScriptedAdapter.full))
        try await first.goOnAir()
        await run(first, seconds: 13)
        first.relay.set(
            .waiting, of: RoomBench.destination(1), fault: Fault(.connectionReset, "reset", blame: .network))
        await run(first, seconds: 2)
        first.relay.set(.live, of: RoomBench.destination(1))
        await run(first, seconds: 2)
        first.relay.send(123)
        _ = try await first.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await first.settle()
        #expect(try await first.record.phase == .ended)
        let before = try await first.room.report(of: RoomBench.id)

        let second = RoomBench(clock: clock, store: store)
        try await second.room.recover()
        await second.settle()
        let after = try await second.room.report(of: RoomBench.id)
        #expect(after.accountsReached == 3)
        #expect(after.board.destinations.map(\.status.bytesSent) == (0..<3).map { sent([first.relay], to: $0) })
        #expect(after.board.destinations.map(\.status.reconnects) == [0, 1, 0])
        #expect(after.board.destinations.allSatisfy { $0.status.state == .ended && !$0.isLowerBound })
        #expect(after.accountsReached == before.accountsReached)
        #expect(after.board.destinations.map(\.status.bytesSent) == before.board.destinations.map(\.status.bytesSent))
        #expect(after.board.destinations.map(\.status.attempt) == before.board.destinations.map(\.status.attempt))
        #expect(after.board.destinations.map(\.status.state) == before.board.destinations.map(\.status.state))
    }

    @Test func `after a kill the sum goes on and is a lower bound`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let first = RoomBench(clock: clock, store: store)
        try await first.goOnAir()
        await run(first, seconds: 14)
        let saved = try await stored(0, in: store)
        #expect(saved.bytesSent > 40_000)
        #expect(saved.bytesSent < sent([first.relay], to: 0), "the last seconds were not saved")
        let second = RoomBench(clock: clock, store: store)
        try await second.room.recover()
        await second.settle()
        await run(second, seconds: 3)
        let view = try await second.destination(0)
        #expect(view.status.bytesSent == saved.bytesSent + sent([second.relay], to: 0))
        #expect(view.isLowerBound)
        #expect(view.status.reconnects == 1)
        _ = try await second.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await second.settle()
        let third = RoomBench(clock: clock, store: store)
        try await third.room.recover()
        #expect(try await third.destination(0).status.bytesSent == view.status.bytesSent)
        #expect(try await third.destination(0).isLowerBound, "what is lost stays lost")
        #expect(try await third.room.report(of: RoomBench.id).accountsReached == 3)
    }

    @Test func `a daemon killed before its first saving says that its zero is a lower bound`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        try await RoomBench(clock: clock, store: store).goOnAir()
        let second = RoomBench(clock: clock, store: store, relay: TableRelay(goesLive: false))
        try await second.room.recover()
        let view = try await second.destination(0)
        #expect(view.status.bytesSent == 0)
        #expect(view.isLowerBound)
    }

    @Test func `a shutdown ends the sessions, counts their last byte, and the next life is exact`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let relay = TableRelay(endsSlowly: true)
        let first = RoomBench(clock: clock, store: store, relay: relay)
        try await first.goOnAir()
        await run(first, seconds: 4)
        relay.send(77)
        let running = Task { try await first.room.run() }
        await clock.sleepers(atLeast: 4)
        running.cancel()
        while relay.open.count > 0 { await Task.yield() }
        relay.finishEnding()
        while try await stored(2, in: store).isOpen {
            clock.advance(by: .milliseconds(20))
            await Task.yield()
        }
        try await running.value
        #expect(try await stored(0, in: store).bytesSent == relay.sent(to: RoomBench.destination(0)))
        #expect(try await store.read { try $0.broadcast(RoomBench.id)?.phase } == .onAir)

        let second = RoomBench(clock: clock, store: store)
        try await second.room.recover()
        #expect(try await stored(0, in: store).isOpen, "before media goes out")
        await second.settle()
        await run(second, seconds: 3)
        let view = try await second.destination(0)
        #expect(!view.isLowerBound)
        #expect(view.status.bytesSent == sent([relay, second.relay], to: 0))
        #expect(view.status.state == .live)
    }

    @Test func `a session that does not close in time is a lower bound in the next life`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let relay = TableRelay(endsSlowly: true)
        let first = RoomBench(clock: clock, store: store, relay: relay)
        try await first.goOnAir(accounts: 1)
        let windingUp = Task { await first.room.windUp() }
        while relay.open.count > 0 { await Task.yield() }
        for _ in 0..<140 {
            await clock.sleepers(atLeast: 1)
            clock.advance(by: .milliseconds(20))
            for _ in 0..<20 { await Task.yield() }
            if try await stored(0, in: store).bytesSent > 0 { break }
        }
        await windingUp.value
        #expect(try await stored(0, in: store).bytesSent == 1_000)
        let second = RoomBench(clock: clock, store: store)
        try await second.room.recover()
        #expect(try await second.destination(0).isLowerBound)
    }

    @Test func `the first media is saved within a second, the rest every ten, and nothing while nothing changes`()
        async throws
    {
        let store = MortalStore()
        let bench = RoomBench(store: store, relay: TableRelay(goesLive: false))
        try await bench.goOnAir(endsByClock: false)
        await bench.pass(.seconds(95))
        await bench.room.keepTallies()
        await run(bench, seconds: 1)
        let quiet = store.writes
        await run(bench, seconds: 40)
        #expect(store.writes == quiet, "nobody is live: nothing to save")
        for number in 0..<3 { bench.relay.set(.live, of: RoomBench.destination(number)) }
        await bench.pass(.milliseconds(100))
        await bench.room.keepTallies()
        #expect(store.writes == quiet + 1, "three accounts, one transaction")
        #expect(try await stored(2, in: store.survivor).reachedAt != nil)
        await run(bench, seconds: 60)
        #expect((quiet + 7...quiet + 8).contains(store.writes), "\(store.writes - quiet)")
    }

    @Test func `a full disk only delays the saving`() async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir()
        store.refuseWrites(with: Fault(.storageFull, "The disk is full.", blame: .ours))
        await run(bench, seconds: 30)
        #expect(bench.relay.open.count == 3)
        #expect(try await stored(0, in: store).bytesSent == 0)
        #expect(try await bench.destination(0).status.bytesSent == bench.relay.sent(to: RoomBench.destination(0)))
        store.refuseWrites(with: nil)
        await run(bench, seconds: 1)
        #expect(try await stored(0, in: store).bytesSent == bench.relay.sent(to: RoomBench.destination(0)))
        #expect(try await stored(0, in: store).isLowerBound == false)
    }

    @Test func `stopped and resumed, sent elsewhere, removed and added again: nothing is counted twice`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let bench = RoomBench(clock: clock, store: store, adapter: ScriptedAdapter(ScriptedAdapter.full))
        try await bench.goOnAir(accounts: 1, endsByClock: false)
        let id = RoomBench.destination(0)
        func check(_ step: Comment) async throws {
            await run(bench, seconds: 2)
            let view = try await bench.destination(0)
            #expect(view.status.bytesSent == bench.relay.sent(to: id), step)
            #expect(!view.isLowerBound, step)
        }
        try await check("on air")
        _ = try await bench.room.destination(.stop, id, by: RoomBench.hand)
        try await check("stopped")
        _ = try await bench.room.destination(.resume, id, by: RoomBench.hand)
        try await check("resumed at the same address")
        #expect(try await bench.destination(0).status.reconnects == 1)
        _ = try await bench.room.destination(.stop, id, by: RoomBench.hand)
        await bench.settle()
        bench.adapter.answer { account in
            .ready(
                address: try PushAddress(Secret("rtmp://elsewhere/app/key")),
                handle: PlatformHandle(text: Secret("handle of \(account.id)")), validUntil: nil)
        }
        _ = try await bench.room.destination(.resume, id, by: RoomBench.hand)
        try await check("resumed at another address")
        #expect(bench.relay.address(of: id)?.host == "elsewhere")
        let moved = try await bench.destination(0)
        #expect(moved.status.reconnects == 2)
        let seen = moved.status.bytesSent
        let sentThen = bench.relay.sent(to: id)
        _ = try await bench.room.destination(.remove, id, by: RoomBench.hand)
        await run(bench, seconds: 2)
        let report = try await bench.room.report(of: RoomBench.id)
        #expect(report.board.destinations.isEmpty)
        #expect(report.removed.map(\.status.bytesSent) == [seen])
        #expect(report.accountsReached == 1)
        #expect(report.board.broadcast.plan.accounts.isEmpty)
        #expect(try await bench.room.broadcasts().map(\.plan.accounts.count) == [0])
        _ = try await bench.room.addDestination(RoomBench.account(0), to: RoomBench.id, by: RoomBench.hand)
        await run(bench, seconds: 2)
        let back = try await bench.destination(0)
        #expect(back.status.bytesSent == seen + bench.relay.sent(to: id) - sentThen)
        #expect(try await bench.room.broadcasts().map(\.plan.accounts.count) == [1])
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        #expect(try await stored(0, in: store).bytesSent == back.status.bytesSent)
        let desire = try await store.read { try $0.destination(id)?.desire }
        #expect(desire == .on)
    }

    @Test func `a command on a destination keeps what it achieved, an end saves it with itself`() async throws {
        let store = MemoryStore()
        let bench = RoomBench(store: store)
        try await bench.goOnAir(accounts: 2, endsByClock: false)
        await run(bench, seconds: 2)
        let saved = try await stored(0, in: store)
        #expect(saved.reachedAt != nil)
        _ = try await bench.room.destination(.stop, RoomBench.destination(0), by: RoomBench.hand)
        #expect(try await stored(0, in: store) == saved)
        bench.relay.send(999)
        await bench.settle()
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(try await stored(1, in: store).bytesSent == bench.relay.sent(to: RoomBench.destination(1)))
        await bench.settle()
        #expect(try await !stored(1, in: store).isOpen)
    }

    @Test func `the end waits for the last byte of a destination that reads slowly`() async throws {
        let store = MemoryStore()
        let relay = TableRelay(endsSlowly: true)
        let bench = RoomBench(store: store, relay: relay)
        try await bench.goOnAir(accounts: 1)
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(1), step: .milliseconds(100))
        #expect(try await bench.record.phase == .ending)
        relay.finishEnding()
        await bench.settle()
        #expect(try await bench.record.phase == .ended)
        let tally = try await stored(0, in: store)
        #expect(tally.bytesSent == relay.sent(to: RoomBench.destination(0)))
        #expect(!tally.isLowerBound && !tally.isOpen)
    }
}
