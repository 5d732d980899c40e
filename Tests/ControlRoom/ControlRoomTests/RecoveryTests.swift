import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

/// Killed in mid-broadcast, the daemon comes back as if nothing had been.
@Suite struct RecoveryTests {
    /// One life: recovers, goes on air when it may, lets the clock run and a hand fire; ends at the end or when it is killed.
    private func live(_ bench: RoomBench, store: MortalStore, seconds: Int) async {
        guard (try? await bench.room.recover()) != nil else { return }
        await bench.settle()
        for second in 0..<seconds {
            guard !store.isDead else { return }
            if second == 2 {
                _ = try? await bench.room.command(.arm, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
            }
            if second == 3 {
                _ = try? await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
            }
            if second % 13 == 12 {
                _ = try? await bench.room.cue(
                    .fire, cue: CueID("hand"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
            }
            await bench.pass(.seconds(1))
            bench.relay.send(10_000)
            await bench.room.keepTallies()
        }
    }

    private func bench(clock: HandClock, store: MortalStore) -> RoomBench {
        RoomBench(
            clock: clock, store: store,
            relay: TableRelay(
                isAlive: { !store.isDead }, isKept: { store.handles.contains(.handle($0)) || store.isDead }),
            adapter: ScriptedAdapter(ScriptedAdapter.full)
        )
    }

    @Test(arguments: 0..<200) func `a kill at any transaction fires no cue twice and loses none`(cut: Int) async throws
    {
        let clock = HandClock()
        var random = TestRandom(seed: UInt64(cut))
        let survivor = MemoryStore()
        let first = bench(clock: clock, store: MortalStore(survivor))
        try await first.insert(RoomBench.plan(now: clock.wallTime()), into: survivor)
        // Up to three lives that end early, killed or told to, then one that sees the end.
        var relays: [TableRelay] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let store = MortalStore(
                survivor, killAt: Int.random(in: 1...40, using: &random),
                cut: Bool.random(using: &random) ? .before : .after)
            let life = bench(clock: clock, store: store)
            await live(life, store: store, seconds: Int.random(in: 10...110, using: &random))
            #expect(life.relay.broken.isEmpty, "\(life.relay.broken)")
            #expect(life.adapter.overlaps == 0)
            if Bool.random(using: &random) { await life.room.windUp() }
            relays.append(life.relay)
            clock.advance(by: .milliseconds(Int64.random(in: 0...5_000, using: &random)))
        }
        let store = MortalStore(survivor)
        let last = bench(clock: clock, store: store)
        await live(last, store: store, seconds: 150)

        let asRun = try await last.asRun(survivor)
        for cue in ["enter", "tea", "note", "hand", "leave"] {
            #expect(
                asRun.count { $0.action == .fired && $0.cue == CueID(cue) } == 1,
                "\(cue) in \(asRun.map { "\($0.action) \($0.title)" })")
        }
        #expect(asRun.count { $0.action == .onAir } == 1)
        #expect(asRun.count { $0.action == .ended } == 1)
        let byClock = asRun.filter { $0.action == .fired && $0.by == "clock" }.compactMap(\.cue?.rawValue)
        #expect(byClock == ["enter", "tea", "note", "leave"])
        #expect(try await last.record.phase == .ended)
        #expect(last.relay.open.isEmpty)
        #expect(last.relay.broken.isEmpty, "\(last.relay.broken)")
        #expect(try await survivor.read { try $0.sealedReferences() }.isEmpty, "nothing is owed to a platform")

        relays.append(last.relay)
        await last.room.keepTallies()
        for view in try await last.room.board(of: RoomBench.id).destinations {
            let id = DestinationID(broadcast: RoomBench.id, account: view.account.id)
            let sent = relays.reduce(0) { $0 + $1.sent(to: id) }
            let tally = try #require(try await survivor.read { try $0.destination(id)?.tally })
            #expect(
                tally.isLowerBound ? tally.bytesSent <= sent : tally.bytesSent == sent, "\(id): \(tally) of \(sent)")
            #expect(tally.isLowerBound || tally.reachedAt != nil || sent == 0)
            #expect(!tally.isOpen)
            #expect(view.status.bytesSent == tally.bytesSent)
            #expect(view.isLowerBound == tally.isLowerBound)
            #expect(view.status.state == .ended)
        }
    }

    @Test func `what came due while the daemon was down fires late, once, in order`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        try await RoomBench(clock: clock, store: store).goOnAir()
        clock.advance(by: .seconds(25))
        let second = RoomBench(clock: clock, store: store)
        try await second.room.recover()
        await second.settle()
        let fired = try await second.asRun().filter { $0.action == .fired }
        #expect(fired.map(\.cue?.rawValue) == ["enter", "tea", "note"])
        #expect(fired.map(\.lateMilliseconds) == [15_000, 5_000, 5_000])
        #expect(try await second.room.board(of: RoomBench.id).programClock == .seconds(25))
    }

    @Test func `destinations are attached again from what was sealed, without asking the platform`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let adapter = ScriptedAdapter(ScriptedAdapter.full)
        try await RoomBench(clock: clock, store: store, adapter: adapter).goOnAir()
        #expect(adapter.count("prepare") == 3)
        #expect(adapter.count("start") == 3)
        let second = RoomBench(clock: clock, store: store, adapter: adapter)
        try await second.room.recover()
        #expect(second.relay.open.count == 3, "before anything is awaited")
        await second.settle()
        #expect(second.relay.attached.count == 3)
        #expect(adapter.count("prepare") == 3)
        #expect(adapter.count("start") == 3, "a platform that was told to go live is not told again")
        #expect(adapter.count("wrong handle") == 0)
    }

    @Test func `an address that is no longer valid is asked for again`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let adapter = ScriptedAdapter { account in
            .ready(
                address: try PushAddress(Secret("rtmp://\(account.id)/app/key")), handle: .none,
                validUntil: clock.wallTime() + .seconds(10))
        }
        try await RoomBench(clock: clock, store: store, adapter: adapter).goOnAir(accounts: 1)
        clock.advance(by: .seconds(5))
        let inTime = RoomBench(clock: clock, store: store, adapter: adapter)
        try await inTime.room.recover()
        await inTime.settle()
        #expect(adapter.count("prepare") == 1)
        clock.advance(by: .seconds(10))
        let late = RoomBench(clock: clock, store: store, adapter: adapter)
        try await late.room.recover()
        #expect(late.relay.attached.isEmpty)
        await late.settle()
        #expect(adapter.count("prepare") == 2)
        #expect(late.relay.open.count == 1)
    }

    @Test func `a daemon killed while ending finishes ending`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let adapter = ScriptedAdapter(ScriptedAdapter.full)
        let first = RoomBench(clock: clock, store: store, adapter: adapter)
        try await first.goOnAir()
        _ = try await first.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        let second = RoomBench(clock: clock, store: store, adapter: adapter)
        try await second.room.recover()
        await second.settle()
        #expect(try await second.record.phase == .ended)
        #expect(second.relay.attached.isEmpty)
        #expect(adapter.count("stop") == 3)
        #expect(try await store.read { try $0.sealedReferences() }.isEmpty)
    }

    @Test func `keys, tokens and numbers come back`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let first = RoomBench(clock: clock, store: store)
        try await first.goOnAir()
        try await first.room.setStreamKey(of: FeedID("main"), to: Secret("stream-key"), by: RoomBench.hand)
        try await first.room.setMonitorToken(to: Secret("monitor-token"), by: RoomBench.hand)
        _ = try await first.room.typeNumber(
            .concurrent, text: "1.2万", for: RoomBench.destination(0), by: RoomBench.hand)
        let second = RoomBench(clock: clock, store: store)
        try await second.room.recover()
        _ = try second.switchboard.beginPublish(
            application: "live", streamName: Secret("main?key=stream-key"), peer: "test")
        _ = try second.switchboard.beginPlay(application: "live", streamName: Secret("main?token=monitor-token"))
        let board = try await second.room.board(of: RoomBench.id)
        #expect(board.figures.totals.map(\.value) == [12_000])
        #expect(board.figures.peak?.value == 12_000)
        #expect(board.feeds.map(\.hasKey) == [true, false])
    }

    @Test func `the merged curve and its peak come back without what was read meanwhile being lost`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let first = RoomBench(clock: clock, store: store)
        try await first.goOnAir()
        for (number, text) in [(0, "100"), (1, "50"), (0, "20")] {
            _ = try await first.room.typeNumber(
                .concurrent, text: text, for: RoomBench.destination(number), by: RoomBench.hand)
            await first.pass(.seconds(3))
        }
        let second = RoomBench(clock: clock, store: store)
        try await second.room.recover()
        _ = try await second.room.typeNumber(
            .concurrent, text: "7", for: RoomBench.destination(2), by: RoomBench.hand)
        await second.room.loadFiguresOnAir()
        let figures = try await second.room.board(of: RoomBench.id).figures
        #expect(figures.peak?.value == 150)
        #expect(figures.totals.map(\.value) == [77])
        #expect(figures.curve.count >= 6)
    }
}
