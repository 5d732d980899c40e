import BroadcastModel
import Foundation
import GRDB
import Persistence
import PlanFile
import Rundown
import Testing

@testable import ControlRoom
@testable import SQLiteStore

@Suite struct `A series` {
    private static let id = SeriesID("class")
    private static let days = ["class-20200414", "class-20200421", "class-20200428"].map { BroadcastID($0) }
    private static let yaml = """
        id: class
        campaign: spring
        title: A class
        start: 2020-04-14T20:00:00+08:00
        length: 1h
        feeds: [{ id: main }]
        accounts: [{ id: one, name: One, platform: scripted }]
        repeat: { every: week, times: 3, zone: Asia/Shanghai }

        """

    @discardableResult
    private static func plan(
        _ bench: RoomBench, yaml: String = yaml, dryRun: Bool = false
    ) async throws
        -> [BroadcastRecord]
    {
        try await bench.room.planAll(fileName: "class.yaml", yaml: yaml, dryRun: dryRun, by: RoomBench.hand)
    }

    private static func stored(_ bench: RoomBench) async throws -> [BroadcastID] {
        try await bench.store.read { try $0.broadcasts() }.map(\.plan.id).sorted()
    }

    // MARK: Planning

    @Test func `is planned whole, in one transaction, and looked at first`() async throws {
        let store = MortalStore()
        let bench = RoomBench(store: store)
        try await bench.room.recover()
        let looked = try await Self.plan(bench, dryRun: true)
        #expect(looked.map(\.plan.id) == Self.days)
        #expect(try await Self.stored(bench) == [])
        let before = store.writes
        let records = try await Self.plan(bench)
        #expect(store.writes == before + 1)
        #expect(records == looked)
        #expect(try await Self.stored(bench) == Self.days)
        #expect(try await bench.room.broadcasts() == records)
        #expect(records.allSatisfy { $0.phase == .draft && $0.plan.campaign == CampaignID("spring") })
        #expect(try await bench.room.accounts().map(\.account.id.rawValue) == ["one"])
        let audit = try await bench.room.audit(limit: 10, before: nil, by: RoomBench.hand)
        #expect(audit.count { $0.action == "broadcast.plan" } == 3)
        // Another life of the daemon knows all of it again.
        let next = RoomBench(clock: bench.clock, store: store)
        try await next.room.recover()
        #expect(try await next.room.broadcasts() == records)
    }

    @Test func `is refused where one broadcast is asked for`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.plan(fileName: "class.yaml", yaml: Self.yaml, dryRun: false, by: RoomBench.hand)
        }
        #expect(fault?.code == .malformed && fault?.message.contains("3 broadcasts") == true)
        #expect(try await Self.stored(bench) == [])
        let single = Self.yaml.replacing("repeat:", with: "# repeat:")
        #expect(try await Self.plan(bench, yaml: single).map(\.plan.id.rawValue) == ["class"])
    }

    @Test func `is kept whole or not at all, and the fault names the broadcast`() async throws {
        for isKnown in [true, false] {
            let bench = RoomBench()
            var taken = RoomBench.plan(now: bench.clock.wallTime())
            taken.id = Self.days[2]
            // The second time only the store knows of it, so that the transaction itself fails at the last of three.
            if isKnown { try await bench.insert(taken) }
            try await bench.room.recover()
            if !isKnown { try await bench.insert(taken) }
            let fault = await #expect(throws: Fault.self) { try await Self.plan(bench) }
            #expect(fault?.code == .conflict && fault?.message.contains("class-20200428") == true)
            #expect(try await Self.stored(bench) == [Self.days[2]])
            #expect(try await bench.room.broadcasts().map(\.plan.id) == (isKnown ? [Self.days[2]] : []))
        }
        let bench = RoomBench()
        try await bench.room.recover()
        let bad = Self.yaml.replacing("platform: scripted", with: "platform: scripted, settings: { server: bad }")
        let fault = await #expect(throws: Fault.self) { try await Self.plan(bench, yaml: bad) }
        #expect(fault?.place?.hasPrefix("class-20200414: accounts.one") == true)
        #expect(try await Self.stored(bench) == [])
    }

    @Test func `leaves nothing behind when the disk refuses its last broadcast, and is read again when it took all`()
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lianbo-series-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteStore(directory: folder.path)
        let bench = RoomBench(store: store)
        try await bench.room.recover()
        try await store.pool.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER refusal BEFORE INSERT ON broadcast WHEN NEW.id = 'class-20200428'
                    BEGIN SELECT RAISE(ABORT, 'not this one'); END
                    """)
        }
        await #expect(throws: Fault.self) { try await Self.plan(bench) }
        #expect(try await Self.stored(bench) == [])
        #expect(try await bench.room.broadcasts() == [])
        #expect(try await bench.room.accounts().isEmpty)
        try await store.pool.write { try $0.execute(sql: "DROP TRIGGER refusal") }
        let records = try await Self.plan(bench)
        let next = RoomBench(clock: bench.clock, store: store)
        try await next.room.recover()
        #expect(try await next.room.broadcasts() == records)
        #expect(try await next.room.series(.cancel, Self.id, by: RoomBench.hand).count == 3)
    }

    // MARK: What is wanted twice

    @Test func `tells on each of its days what another broadcast wants then, before it is kept too`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        let other = Self.yaml.replacing("id: class", with: "id: fair").replacing(
            "2020-04-14T20:00", with: "2020-04-21T20:30"
        ).replacing("repeat:", with: "# repeat:").replacing("campaign: spring", with: "campaign: autumn")
        try await Self.plan(bench, yaml: other)
        for dryRun in [true, false] {
            let records = try await Self.plan(bench, dryRun: dryRun)
            let told = await bench.room.doubleBookings(of: records.map(\.plan))
            #expect(told.map { $0.map(\.second.rawValue) } == [[], ["fair", "fair"], []])
            #expect(told[1].map(\.subject) == [.account(AccountID("one"), name: "One"), .feed(FeedID("main"))])
            #expect(told[1].allSatisfy { $0.until - $0.from == .seconds(2400) })
        }
        #expect(try await bench.room.board(of: BroadcastID("fair")).doubleBookings.count == 2)
    }

    @Test func `tells within a campaign too, and does not clash with itself by being prepared`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        let daily = Self.yaml.replacing("every: week", with: "every: day").replacing("1h", with: "23h\nlead: 2h")
        let records = try await Self.plan(bench, yaml: daily)
        #expect(await bench.room.doubleBookings(of: records.map(\.plan)) == [[], [], []])
        // Of another series of the same campaign, each day clashes with two.
        let second = try await Self.plan(bench, yaml: daily.replacing("id: class", with: "id: talk"), dryRun: true)
        let told = await bench.room.doubleBookings(of: second.map(\.plan))
        #expect(told.map { Set($0.map(\.second.rawValue)).count } == [2, 3, 2])
    }

    @Test func `clashes with itself where its broadcasts truly overlap`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        let round = Self.yaml.replacing("2020-04-14T20:00:00+08:00", with: "2021-03-27T12:00:00+01:00")
            .replacing("every: week", with: "every: day").replacing("Asia/Shanghai", with: "Europe/Berlin")
            .replacing("1h", with: "24h")
        let records = try await Self.plan(bench, yaml: round, dryRun: true)
        let told = await bench.room.doubleBookings(of: records.map(\.plan))
        #expect(told.map { Set($0.map(\.second.rawValue)) } == [["class-20210328"], ["class-20210327"], []])
        #expect(told[0].allSatisfy { $0.until - $0.from == .seconds(3600) })
    }

    // MARK: On air

    @Test func `of a campaign two are on air at the same time, each with its own accounts`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        let records = try await Self.plan(bench)
        let talk = Self.yaml.replacing("id: class", with: "id: talk").replacing("id: one", with: "id: two")
            .replacing("id: main", with: "id: talk-camera")
        let others = try await Self.plan(bench, yaml: talk)
        let both = [records[0].plan.id, others[0].plan.id]
        for id in both {
            _ = try await bench.room.command(.start, broadcast: id, seen: nil, anyway: true, by: RoomBench.hand)
        }
        await bench.settle()
        for id in both {
            let board = try await bench.room.board(of: id)
            #expect(board.broadcast.phase == .onAir && board.destinations.map(\.status.state) == [.live])
            #expect(board.broadcast.plan.campaign == CampaignID("spring"))
        }
        _ = try await bench.room.command(.end, broadcast: both[0], seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(10))
        #expect(try await bench.room.board(of: both[0]).broadcast.phase == .ended)
        #expect(try await bench.room.board(of: both[1]).broadcast.phase == .onAir)
    }

    // MARK: All of them at once

    @Test func `is cancelled as far as it has not begun, in one transaction`() async throws {
        let store = MortalStore()
        let bench = RoomBench(store: store)
        try await bench.room.recover()
        try await Self.plan(bench)
        try await Self.plan(bench, yaml: Self.yaml.replacing("id: class", with: "id: talk"))
        _ = try await bench.room.command(.arm, broadcast: Self.days[1], seen: nil, by: RoomBench.hand)
        _ = try await bench.room.command(.start, broadcast: Self.days[0], seen: nil, anyway: true, by: RoomBench.hand)
        await bench.settle()
        let before = store.writes
        let cancelled = try await bench.room.series(.cancel, Self.id, by: RoomBench.hand)
        #expect(store.writes == before + 1)
        #expect(cancelled.map(\.plan.id) == Array(Self.days[1...]))
        #expect(cancelled.allSatisfy { $0.phase == .aborted })
        let phases = try await bench.room.broadcasts().map(\.phase)
        #expect(phases == [.onAir, .aborted, .aborted, .draft, .draft, .draft])
        let entries = try await bench.room.asRun(of: Self.days[2])
        #expect(entries.map(\.action) == [.aborted])
        // Once more there is nothing left, and nothing is written.
        #expect(try await bench.room.series(.cancel, Self.id, by: RoomBench.hand) == [])
    }

    @Test func `is armed with one word, and the clock begins each of its days`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        try await Self.plan(bench)
        _ = try await bench.room.command(.abort, broadcast: Self.days[1], seen: nil, by: RoomBench.hand)
        let armed = try await bench.room.series(.arm, Self.id, by: RoomBench.hand)
        #expect(armed.map(\.plan.id) == [Self.days[0], Self.days[2]])
        #expect(try await bench.room.series(.arm, Self.id, by: RoomBench.hand) == [])
        let start = armed[0].plan.start
        await bench.pass(start - bench.clock.wallTime(), step: .seconds(3600))
        await bench.settle()
        #expect(try await bench.room.broadcasts().map(\.phase) == [.onAir, .aborted, .scheduled])
    }

    @Test func `is armed from here on: a day whose time is over is left out`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        try await Self.plan(bench)
        let first = try #require(try await bench.room.broadcasts().first).plan
        bench.clock.advance(by: first.start + first.length - bench.clock.wallTime())
        let armed = try await bench.room.series(.arm, Self.id, by: RoomBench.hand)
        #expect(armed.map(\.plan.id) == [Self.days[1], Self.days[2]])
        #expect(try await bench.room.series(.cancel, Self.id, by: RoomBench.hand).count == 3, "it can be given up")
    }

    @Test func `is found, and not by a viewer`() async throws {
        let bench = RoomBench()
        try await bench.room.recover()
        try await Self.plan(bench)
        let unknown = await #expect(throws: Fault.self) {
            try await bench.room.series(.cancel, SeriesID("talk"), by: RoomBench.hand)
        }
        #expect(unknown?.code == .notFound)
        let viewer = await #expect(throws: Fault.self) {
            try await bench.room.series(.cancel, Self.id, by: Caller(name: "vera", role: .viewer))
        }
        #expect(viewer?.code == .forbidden)
        // A rehearsal of one of its days is none of its days.
        let rehearsal = try await bench.room.rehearse(Self.days[0], by: RoomBench.hand)
        #expect(rehearsal.plan.series == nil && rehearsal.plan.campaign == CampaignID("spring"))
        #expect(try await bench.room.series(.cancel, Self.id, by: RoomBench.hand).count == 3)
    }
}
