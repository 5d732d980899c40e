import AdapterKit
import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

@Suite struct DestinationTests {
    private let gone = Fault(.platformUnreachable, "The platform is away.", blame: .platform)

    @Test func `an account added on air goes out at once and disturbs no other`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        _ = try await bench.room.addDestination(RoomBench.account(9), to: RoomBench.id, by: RoomBench.hand)
        await bench.settle()
        #expect(bench.relay.events == ["attach acc0", "attach acc1", "attach acc2", "attach acc9"])
        #expect(try await bench.destination(9).status.state == .live)
        #expect(try await bench.destination(9).server == "rtmp://acc9")
        let again = await #expect(throws: Fault.self) {
            try await bench.room.addDestination(RoomBench.account(9), to: RoomBench.id, by: RoomBench.hand)
        }
        #expect(again?.code == .conflict)
    }

    @Test func `stop, resume and remove touch one account only`() async throws {
        let bench = RoomBench(adapter: ScriptedAdapter(ScriptedAdapter.full))
        try await bench.goOnAir()
        let before = bench.adapter.calls.count
        #expect(try await bench.room.destination(.stop, RoomBench.destination(1), by: RoomBench.hand).desire == .off)
        await bench.settle()
        #expect(try await bench.destination(1).status.state == .ended)
        #expect(bench.relay.open == [RoomBench.destination(0), RoomBench.destination(2)])
        _ = try await bench.room.destination(.resume, RoomBench.destination(1), by: RoomBench.hand)
        await bench.settle()
        #expect(try await bench.destination(1).status.state == .live)
        _ = try await bench.room.destination(.remove, RoomBench.destination(1), by: RoomBench.hand)
        await bench.settle()
        #expect(
            try await bench.room.board(of: RoomBench.id).destinations.map(\.account.id.rawValue) == ["acc0", "acc2"])
        #expect(bench.relay.events.dropFirst(3) == ["detach acc1", "attach acc1", "detach acc1", "forget acc1"])
        #expect(
            bench.adapter.calls.dropFirst(before).filter { !$0.hasPrefix("status") && !$0.hasPrefix("numbers") } == [
                "stop acc1", "prepare acc1", "start acc1", "stop acc1",
            ])
        #expect(bench.relay.broken.isEmpty)
        for command in DestinationCommand.allCases {
            let fault = await #expect(throws: Fault.self) {
                try await bench.room.destination(command, RoomBench.destination(1), by: RoomBench.hand)
            }
            #expect(fault?.code == .notFound)
        }
    }

    @Test func `wanted again before its end is told, an account is prepared anew after it`() async throws {
        let bench = RoomBench(adapter: ScriptedAdapter(ScriptedAdapter.full))
        try await bench.goOnAir(accounts: 1)
        _ = try await bench.room.destination(.stop, RoomBench.destination(0), by: RoomBench.hand)
        await bench.room.observe()
        #expect(await !bench.room.calling.isEmpty, "the stop is in flight")
        _ = try await bench.room.destination(.resume, RoomBench.destination(0), by: RoomBench.hand)
        #expect(bench.relay.open.isEmpty)
        await bench.settle()
        #expect(
            bench.adapter.calls.filter { !$0.hasPrefix("status") && !$0.hasPrefix("numbers") } == [
                "prepare acc0", "start acc0", "stop acc0", "prepare acc0", "start acc0",
            ])
        #expect(bench.relay.open.count == 1)
    }

    @Test func `a platform is told to go live once media is accepted, and to stop by hand, never after a fault`()
        async throws
    {
        let adapter = ScriptedAdapter(ScriptedAdapter.full)
        let bench = RoomBench(relay: TableRelay(goesLive: false), adapter: adapter)
        try await bench.goOnAir(accounts: 1)
        #expect(adapter.count("start") == 0, "nothing was accepted yet")
        bench.relay.set(.live, of: RoomBench.destination(0))
        await bench.settle()
        #expect(adapter.count("start") == 1)
        bench.relay.set(
            .waiting, of: RoomBench.destination(0), fault: Fault(.connectionReset, "reset", blame: .network))
        await bench.pass(.seconds(10))
        #expect(try await bench.destination(0).isTrouble)
        bench.relay.set(.live, of: RoomBench.destination(0))
        await bench.pass(.seconds(2))
        #expect(adapter.count("start") == 1)
        #expect(adapter.count("stop") == 0)
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        #expect(adapter.count("stop") == 1)
    }

    @Test func `an account that needs a person waits for the address and goes on when it is pasted`() async throws {
        let adapter = ScriptedAdapter { account in
            guard account.pastedAddress != nil else {
                return .needsPerson(
                    PersonRequest(
                        kind: .pasteAddress, what: "Paste the push address.", location: "lianbo account address"))
            }
            return try await ScriptedAdapter.ready(account)
        }
        let bench = RoomBench(adapter: adapter)
        try await bench.goOnAir(accounts: 2)
        let view = try await bench.destination(0)
        #expect(view.status.state == .needsPerson)
        #expect(view.personRequest?.kind == .pasteAddress)
        #expect(view.isTrouble)
        await bench.pass(.seconds(30))
        #expect(adapter.count("prepare acc0") == 1, "nobody asks again by itself")
        try await bench.room.setPushAddress(
            of: RoomBench.account(0).id, to: Secret("rtmp://pasted:1936/app/secret-key?x=1"), by: RoomBench.hand)
        await bench.settle()
        #expect(try await bench.destination(0).status.state == .live)
        #expect(try await bench.destination(0).server == "rtmp://pasted:1936")
        #expect(try await bench.destination(1).status.state == .needsPerson)
        #expect(!"\(try await bench.room.board(of: RoomBench.id))".contains("secret-key"))
        let bad = await #expect(throws: Fault.self) {
            try await bench.room.setPushAddress(
                of: RoomBench.account(1).id, to: Secret("secret-key"), by: RoomBench.hand)
        }
        #expect(bad?.code == .addressInvalid)
    }

    @Test func `a failed preparation is tried again with growing pauses, a refused one only by hand`() async throws {
        let adapter = ScriptedAdapter { [gone] _ in .failed(gone) }
        let bench = RoomBench(adapter: adapter)
        try await bench.goOnAir(accounts: 1, endsByClock: false)
        let view = try await bench.destination(0)
        #expect(view.status.state == .waiting)
        #expect(view.status.lastFault == gone)
        #expect(try #require(view.status.nextRetry) > bench.clock.wallTime())
        await bench.pass(.seconds(80))
        let attempts = adapter.count("prepare")
        #expect((4...25).contains(attempts), "\(attempts)")
        adapter.answer { _ in .failed(Fault(.keyRefused, "Banned.", blame: .destination)) }
        await bench.pass(.seconds(40))
        #expect(try await bench.destination(0).status.state == .refused)
        let refusedAfter = adapter.count("prepare")
        adapter.answer(ScriptedAdapter.ready)
        await bench.pass(.seconds(10))
        #expect(adapter.count("prepare") == refusedAfter)
        _ = try await bench.room.destination(.retry, RoomBench.destination(0), by: RoomBench.hand)
        await bench.settle()
        #expect(try await bench.destination(0).status.state == .live)
    }

    @Test func `an account told to wait is asked again at that moment`() async throws {
        let clock = HandClock()
        let until = clock.wallTime() + .seconds(30)
        let adapter = ScriptedAdapter { account in
            clock.wallTime() < until
                ? .waitUntil(until, reason: "The room opens at eight.") : try await ScriptedAdapter.ready(account)
        }
        let bench = RoomBench(clock: clock, adapter: adapter)
        try await bench.goOnAir(accounts: 1)
        #expect(try await bench.destination(0).status.nextRetry == until)
        await bench.pass(.seconds(29))
        #expect(adapter.count("prepare") == 1)
        await bench.pass(.seconds(1))
        #expect(adapter.count("prepare") == 2)
        #expect(bench.relay.open.count == 1)
    }

    @Test func `a retry keeps the session until the new address is there`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir(accounts: 1)
        let id = RoomBench.destination(0)
        _ = try await bench.room.destination(.retry, id, by: RoomBench.hand)
        await bench.settle()
        #expect(bench.relay.events == ["attach acc0", "retry acc0"], "the same address: dial, do not attach again")
        bench.adapter.answer { _ in
            .ready(address: try PushAddress(Secret("rtmp://elsewhere/app/key")), handle: .none, validUntil: nil)
        }
        _ = try await bench.room.destination(.retry, id, by: RoomBench.hand)
        #expect(bench.relay.open == [id])
        await bench.settle()
        #expect(bench.relay.events == ["attach acc0", "retry acc0", "attach acc0"])
        #expect(bench.relay.address(of: id)?.host == "elsewhere")
        #expect(bench.relay.broken.isEmpty)
    }

    @Test func `an account is on air in one broadcast at a time`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir(accounts: 1)
        var second = RoomBench.plan(accounts: 1, now: bench.clock.wallTime())
        second.id = BroadcastID("other")
        try await bench.insert(second)
        await bench.room.take(try await bench.store.read { try BroadcastSnapshot(BroadcastID("other"), from: $0) })
        _ = try await bench.room.command(.start, broadcast: BroadcastID("other"), seen: nil, by: RoomBench.hand)
        await bench.settle()
        #expect(bench.relay.open == [RoomBench.destination(0)])
        let waiting = try await bench.room.board(of: BroadcastID("other")).destinations[0]
        #expect(waiting.status.lastFault?.code == .streamBusy)
        #expect(waiting.isTrouble)
        _ = try await bench.room.destination(.stop, RoomBench.destination(0), by: RoomBench.hand)
        await bench.settle()
        #expect(bench.relay.open.map(\.broadcast) == [BroadcastID("other")])
    }

    @Test(.timeLimit(.minutes(1))) func `calls for one account never overlap, and only so many are in flight`()
        async throws
    {
        let adapter = ScriptedAdapter(ScriptedAdapter.full) { account in
            for _ in 0..<20 { await Task.yield() }
            return try await ScriptedAdapter.ready(account)
        }
        let bench = RoomBench(adapter: adapter)
        try await bench.insert(RoomBench.plan(accounts: 107, now: bench.clock.wallTime()))
        try await bench.room.recover()
        let running = Task { try await bench.room.run() }
        defer { running.cancel() }
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        while bench.adapter.count("numbers") < 107 || bench.adapter.count("start") < 107 {
            await bench.clock.sleepers(atLeast: 4)
            bench.clock.advance(by: .milliseconds(20))
            await Task.yield()
        }
        #expect(adapter.overlaps == 0)
        #expect(adapter.most <= 32)
        #expect(adapter.most > 4, "calls run side by side")
        #expect(adapter.count("prepare") == 107)
        #expect(adapter.count("start") == 107)
        #expect(bench.relay.attached.count == 107)
        #expect(bench.relay.broken.isEmpty)
    }

    @Test func `settings that an adapter cannot use are refused where they are given`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        var changed = RoomBench.account(9)
        changed.settings = ["server": "bad"]
        let bad = changed
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.addDestination(bad, to: RoomBench.id, by: RoomBench.hand)
        }
        #expect(fault?.code == .malformed)
        #expect(fault?.place == "accounts.acc9.server")
        changed.platform = PlatformID("nowhere")
        let lost = changed
        let unknown = await #expect(throws: Fault.self) {
            try await bench.room.addDestination(lost, to: RoomBench.id, by: RoomBench.hand)
        }
        #expect(unknown?.code == .unsupported)
    }
}
