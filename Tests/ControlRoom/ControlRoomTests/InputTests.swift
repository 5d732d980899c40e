import BroadcastModel
import Persistence
import Program
import Synchronization
import Testing

@testable import ControlRoom

/// Remembers what it was told to bring in.
private final class TableBringer: FeedBringer {
    let wishes = Mutex<[[FeedID: PullSource]]>([])
    let composites = Mutex<[FeedID: CompositePlan]>([:])
    let made = Mutex<[FeedID: CompositeState]>([:])
    func want(_ sources: [FeedID: PullSource], composites plans: [FeedID: CompositePlan]) {
        wishes.withLock { if $0.last != sources { $0.append(sources) } }
        composites.withLock { $0 = plans }
    }
    func states() -> [FeedID: FeedSourceState] {
        (wishes.withLock { $0.last } ?? [:]).mapValues { _ in FeedSourceState(.running) }
    }
    func restart(_ feed: FeedID) {}
    func compositeStates() -> [FeedID: CompositeState] { made.withLock { $0 } }
    var last: [FeedID: PullSource] { wishes.withLock { $0.last } ?? [:] }
}

@Suite struct `The gate before air` {
    private static func bench(lead: Bool = true) async throws -> RoomBench {
        var configuration = ControlRoomConfiguration()
        configuration.inputGate = InputGate()
        let bench = RoomBench(configuration: configuration)
        try await bench.insert(RoomBench.plan(now: bench.clock.wallTime()))
        try await bench.room.recover()
        try await bench.room.setStreamKey(of: FeedID("main"), to: Secret("k"), by: RoomBench.hand)
        return bench
    }

    /// Pictures, sound and headers for as long as the gate asks.
    private static func makeStable(_ bench: RoomBench) async throws -> FeedPublisher {
        let publisher = try bench.switchboard.beginPublish(
            application: "live", streamName: Secret("main?key=k"), peer: "test")
        // 640x360 Baseline, from x264.
        let record: [UInt8] = [
            1, 0x42, 0xC0, 0x1E, 0xFF, 0xE1, 0, 0x16, 0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x70, 0x11,
            0x00, 0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 1, 0, 0,
        ]
        push(publisher, .video, [0x17, 0, 0, 0, 0] + record, at: 0)
        push(publisher, .audio, [0xAF, 0, 0x12, 0x10], at: 0)
        for frame in 0..<100 {
            bench.clock.advance(by: .milliseconds(40))
            push(publisher, .video, [frame % 25 == 0 ? 0x17 : 0x27, 1, 0, 0, 0, 1], at: UInt32(frame * 40))
            push(publisher, .audio, [0xAF, 1, 1], at: UInt32(frame * 40))
        }
        return publisher
    }

    private static func push(_ publisher: FeedPublisher, _ kind: MediaKind, _ bytes: [UInt8], at time: UInt32) {
        bytes.withUnsafeBytes { publisher.push(kind, timestamp: time, bytes: $0) }
    }

    @Test func `refuses a start with every reason, unless it is wanted anyway`() async throws {
        let bench = try await Self.bench()
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        }
        #expect(fault?.code == .conflict)
        #expect(fault?.message.contains("nothing is connected to the feed") == true, "\(fault?.message ?? "")")
        #expect(fault?.message.contains("--anyway") == true)
        #expect(try await bench.record.phase == .draft)
        let started = try await bench.room.command(
            .start, broadcast: RoomBench.id, seen: nil, anyway: true, by: RoomBench.hand)
        #expect(started.phase == .onAir)
        // What is on air is no matter for the gate any more.
        let again = await #expect(throws: Fault.self) {
            try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        }
        #expect(again?.message.contains("on-air") == true)
    }

    @Test func `lets a start pass once the input is stable`() async throws {
        let bench = try await Self.bench()
        let publisher = try await Self.makeStable(bench)
        let started = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(started.phase == .onAir)
        publisher.end()
    }

    @Test func `looks in the green room too: a guest with a feed is ready when picture and sound are`() async throws {
        let bench = RoomBench()
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        plan.guests[0].feed = "main"
        plan.guests.append(Person(id: "other", name: "In the same picture"))
        try await bench.insert(plan)
        try await bench.room.recover()
        try await bench.room.setStreamKey(of: FeedID("main"), to: Secret("k"), by: RoomBench.hand)
        func guest() async throws -> GuestView { try await bench.room.rundownView(of: RoomBench.id).guests[0] }
        #expect(try await guest().stage == .waiting)
        #expect(try await guest().input == [.notConnected])
        #expect(try await bench.room.rundownView(of: RoomBench.id).guests[1].stage == .ready)
        let publisher = try await Self.makeStable(bench)
        #expect(try await guest().stage == .ready)
        #expect(try await guest().input == [])
        for frame in 100..<175 {
            bench.clock.advance(by: .milliseconds(40))
            Self.push(publisher, .video, [frame % 25 == 0 ? 0x17 : 0x27, 1, 0, 0, 0, 1], at: UInt32(frame * 40))
        }
        #expect(try await guest().stage == .checking)
        #expect(try await guest().input == [.noSound])
        _ = try await bench.room.guest(.leave, person: "guest", in: RoomBench.id, by: RoomBench.hand)
        #expect(try await guest().stage == .left)
        #expect(try await guest().input == [], "whoever has left is not looked at")
        _ = try await bench.room.guest(.arrive, person: "guest", in: RoomBench.id, by: RoomBench.hand)
        publisher.end()
        #expect(try await guest().stage == .waiting)
        // It stops no cue.
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        _ = try await bench.room.cue(.fire, cue: "enter", in: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(try await guest().stage == .onAir)
        #expect(try await guest().input == [.notConnected])
    }

    @Test func `keeps the clock waiting past the start, and no longer than the input takes`() async throws {
        let bench = try await Self.bench()
        _ = try await bench.room.command(.arm, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(70))
        #expect(try await bench.record.phase == .ready)
        let board = try await bench.room.board(of: RoomBench.id)
        #expect(board.feeds.first?.gate == [.notConnected])
        let publisher = try await Self.makeStable(bench)
        await bench.settle()
        #expect(try await bench.record.phase == .onAir)
        let entry = try #require(try await bench.asRun().first { $0.action == .onAir })
        #expect((entry.lateMilliseconds ?? 0) >= 10_000)
        publisher.end()
    }
}

@Suite struct `Feeds that are brought in` {
    private static func plan(_ bench: RoomBench, _ sources: [FeedSource]) -> BroadcastPlan {
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        plan.feeds = sources.enumerated().map { PlannedFeed(id: FeedID("f\($0)"), name: "F\($0)", source: $1) }
        return plan
    }

    @Test func `come from preparing to the end, each once its secret is there`() async throws {
        let bringer = TableBringer()
        let bench = RoomBench(bringer: bringer)
        try await bench.insert(
            Self.plan(
                bench,
                [.file(path: "/srv/a.mp4", loop: true), .srt(port: 9000, latencyMilliseconds: 200), .pull, .publish]))
        try await bench.room.recover()
        #expect(bringer.last.isEmpty)
        _ = try await bench.room.command(.prepare, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(bringer.last == [FeedID("f0"): .file(path: "/srv/a.mp4", loop: true)])
        try await bench.room.setStreamKey(of: FeedID("f1"), to: Secret("ten-letters"), by: RoomBench.hand)
        try await bench.room.setPullAddress(
            of: FeedID("f2"), to: Secret("https://example.org/a.m3u8"), by: RoomBench.hand)
        #expect(Set(bringer.last.keys.map(\.rawValue)) == ["f0", "f1", "f2"])
        #expect(
            bringer.last[FeedID("f1")]
                == .srtListener(port: 9000, passphrase: Secret("ten-letters"), latency: .milliseconds(200)))
        let views = try await bench.room.feeds()
        #expect(views.map(\.source.name) == ["file", "srt", "pull", "publish"])
        #expect(views.map { $0.sourceState?.phase } == [.running, .running, .running, nil])
        // What a composite's seats show stands in the feed's view, and in no other one.
        let seat = CompositeSeatState(feed: "f3", phase: .on, addedDelayMilliseconds: 148)
        bringer.made.withLock { $0 = ["f0": CompositeState(FeedSourceState(.running), seats: [seat])] }
        let feeds = try await bench.room.board(of: RoomBench.id).feeds
        #expect(Dictionary(uniqueKeysWithValues: feeds.map { ($0.id.rawValue, $0.seats) })["f0"] == [seat])
        #expect(feeds.count { $0.seats != nil } == 1)
        // A passphrase is no stream key: nobody publishes to a feed that is brought in.
        #expect(throws: Fault.self) {
            try bench.switchboard.beginPublish(
                application: "live", streamName: Secret("f1?key=ten-letters"), peer: "stranger")
        }
        _ = try await bench.room.command(.abort, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(bringer.last.isEmpty)
    }

    @Test func `are brought in again by the next daemon`() async throws {
        let store = MemoryStore()
        let clock = HandClock()
        let first = RoomBench(clock: clock, store: store, bringer: TableBringer())
        try await first.insert(Self.plan(first, [.srt(port: 9000, latencyMilliseconds: 200)]))
        try await first.room.recover()
        try await first.room.setStreamKey(of: FeedID("f0"), to: Secret("ten-letters"), by: RoomBench.hand)
        _ = try await first.room.command(.prepare, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        let bringer = TableBringer()
        let second = RoomBench(clock: clock, store: store, bringer: bringer)
        try await second.room.recover()
        #expect(Set(bringer.last.keys) == [FeedID("f0")])
    }

    @Test func `take only the secrets that are theirs, and only addresses that may be reached`() async throws {
        let bench = RoomBench(
            bringer: TableBringer(),
            checkPull: { address in
                if address.reveal().contains("10.0.0.1") {
                    throw Fault(.addressForbidden, "No.", blame: .operatorSide)
                }
            })
        try await bench.insert(
            Self.plan(
                bench, [.publish, .srt(port: 9000, latencyMilliseconds: 200), .pull, .file(path: "/a", loop: false)]))
        try await bench.room.recover()
        func code(_ body: () async throws -> Void) async -> Fault.Code? {
            do { try await body() } catch { return (error as? Fault)?.code }
            return nil
        }
        let (room, hand) = (bench.room, RoomBench.hand)
        #expect(
            await code { try await room.setStreamKey(of: FeedID("f1"), to: Secret("short"), by: hand) } == .malformed)
        #expect(await code { try await room.setStreamKey(of: FeedID("f2"), to: Secret("k"), by: hand) } == .conflict)
        #expect(await code { try await room.setStreamKey(of: FeedID("f3"), to: Secret("k"), by: hand) } == .conflict)
        #expect(
            await code { try await room.setPullAddress(of: FeedID("f0"), to: Secret("https://a/b"), by: hand) }
                == .conflict)
        #expect(
            await code { try await room.setPullAddress(of: FeedID("f2"), to: Secret("https://10.0.0.1/b"), by: hand) }
                == .addressForbidden)
        #expect(
            await code { try await room.setPullAddress(of: FeedID("none"), to: Secret("https://a/b"), by: hand) }
                == .notFound)
        let viewer = Caller(name: "v", role: .viewer)
        #expect(
            await code { try await room.setPullAddress(of: FeedID("f2"), to: Secret("https://a/b"), by: viewer) }
                == .forbidden)
    }
}

@Suite struct `Warnings of the input` {
    @Test func `name the accounts concerned`() async throws {
        var strict = ScriptedAdapter.plain
        strict.media.limits.longestGOP = .seconds(2)
        let bench = RoomBench(adapter: ScriptedAdapter(strict))
        try await bench.insert(RoomBench.plan(accounts: 2, now: bench.clock.wallTime()))
        try await bench.room.recover()
        try await bench.room.setStreamKey(of: FeedID("main"), to: Secret("k"), by: RoomBench.hand)
        let publisher = try bench.switchboard.beginPublish(
            application: "live", streamName: Secret("main?key=k"), peer: "test")
        for second in 0..<5 {
            bench.clock.advance(by: .seconds(1))
            let bytes: [UInt8] = [second % 4 == 0 ? 0x17 : 0x27, 1, 0, 0, 0, 1]
            bytes.withUnsafeBytes { publisher.push(.video, timestamp: UInt32(second * 1000), bytes: $0) }
        }
        let warnings = try await bench.room.board(of: RoomBench.id).warnings
        #expect(warnings.map(\.kind) == [.gop])
        #expect(warnings.first?.accounts == [AccountID("acc0"), AccountID("acc1")])
        #expect(warnings.first?.text == "Keyframes are 4 s apart; at most 2 s is taken.")
        publisher.end()
    }
}
