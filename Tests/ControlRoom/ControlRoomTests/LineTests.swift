import BroadcastModel
import Persistence
import PlanFile
import Rundown
import Testing

@testable import ControlRoom

/// A line of cues that follow one another, and what cues do.
@Suite struct LineTests {
    private static func cue(
        _ id: String, _ kind: Cue.Kind = .note, _ start: Cue.Start = .after(0), length: Int64? = 10,
        feed: String? = nil,
        group: String? = nil, late: Cue.LateRule = .run, byHand: Bool = false
    ) -> Cue {
        Cue(
            id: CueID(id), kind: kind, start: start, lengthMilliseconds: length.map { $0 * 1000 }, late: late,
            title: id,
            feed: feed.map { FeedID($0) }, group: group, byHand: byHand)
    }

    private static func bench(_ cues: [Cue]) async throws -> RoomBench {
        let bench = RoomBench()
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        plan.cues = cues
        plan.accounts[2].group = "north"
        try await bench.insert(plan)
        try await bench.room.recover()
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        return bench
    }

    private static func hand(_ hand: RundownHand, _ bench: RoomBench, seen: Int64? = nil) async throws -> RundownView {
        try await bench.room.hand(hand, on: RoomBench.id, seen: seen, by: RoomBench.hand)
    }

    private static func fired(_ bench: RoomBench) async throws -> [String] {
        try await bench.asRun().filter { $0.action == .fired }.compactMap(\.cue?.rawValue)
    }

    @Test func `go, back and shift move the line, and the as-run log tells`() async throws {
        let bench = try await Self.bench([
            Self.cue("a"), Self.cue("b"), Self.cue("c", byHand: true), Self.cue("d"),
        ])
        #expect(try await Self.fired(bench) == ["a"])
        await bench.pass(.seconds(4))
        #expect(try await Self.hand(.go, bench).outlook.current == "b")
        await bench.pass(.seconds(3))
        let back = try await Self.hand(.back, bench)
        #expect(back.outlook.current == "a" && back.cues[0].run.count == 2 && back.cues[1].run.state == .pending)
        let shifted = try await Self.hand(.shift(.seconds(5)), bench)
        #expect(shifted.cues.map(\.expected.start) == [.seconds(7), .seconds(22), .seconds(32), .seconds(42)])
        await bench.pass(.seconds(15))
        #expect(try await Self.fired(bench) == ["a", "b", "a", "b"])
        await bench.pass(.seconds(20))
        let view = try await bench.room.rundownView(of: RoomBench.id)
        #expect(view.outlook.next == "c" && view.outlook.nextIn == .seconds(-10) && view.outlook.late == .seconds(17))
        _ = try await Self.hand(.go, bench)
        await bench.pass(.seconds(10))
        #expect(try await Self.fired(bench) == ["a", "b", "a", "b", "c", "d"])
        #expect(try await bench.asRun().map(\.action).contains(.takenBack))
        let spent = await #expect(throws: Fault.self) { try await Self.hand(.go, bench) }
        #expect(spent?.message.contains("Nothing is left") == true)
    }

    @Test func `the same press by two hands is one step, and the second is told who was first`() async throws {
        let bench = try await Self.bench([Self.cue("a"), Self.cue("b", byHand: true), Self.cue("c", byHand: true)])
        let seen = try await bench.record.revision
        _ = try await bench.room.hand(
            .go, on: RoomBench.id, seen: seen, by: Caller(name: "zhang", role: .operator))
        let stale = await #expect(throws: StaleCommand.self) { try await Self.hand(.go, bench, seen: seen) }
        #expect(stale?.changes.map(\.by) == ["zhang"])
        #expect(try await Self.fired(bench) == ["a", "b"])
    }

    @Test func `cues are put in, changed, moved and taken out while it runs; what was fired stays`() async throws {
        let bench = try await Self.bench([Self.cue("a"), Self.cue("b"), Self.cue("c")])
        let put = try await Self.hand(.insert("{ kind: product, product: tea, length: 5s }", after: "a"), bench)
        #expect(put.cues.map(\.cue.id) == ["a", "n1", "b", "c"] && put.cues[1].subject == "Tea")
        _ = try await Self.hand(.replace("b", "{ kind: note, title: longer, length: 30s, late: skip }"), bench)
        _ = try await Self.hand(.move("c", after: "n1"), bench)
        let view = try await Self.hand(.remove("n1"), bench)
        #expect(view.cues.map(\.cue.title) == ["a", "c", "longer"])
        #expect(view.cues.map(\.expected.end) == [.seconds(10), .seconds(20), .seconds(50)])
        let frozen = await #expect(throws: Fault.self) {
            try await Self.hand(.replace("a", "{ kind: note, title: other }"), bench)
        }
        #expect(frozen?.code == .conflict)
        let faults = await #expect(throws: PlanFaults.self) {
            try await Self.hand(.insert("{ kind: product, product: coffee, lenght: 5s }", after: nil), bench)
        }
        #expect(faults?.items.count == 2)
        await bench.pass(.seconds(20))
        #expect(try await Self.fired(bench) == ["a", "c", "b"])
        // All of it is in the store: another life goes on from there.
        let next = RoomBench(clock: bench.clock, store: bench.store)
        try await next.room.recover()
        let again = try await next.room.rundownView(of: RoomBench.id)
        let before = try await bench.room.rundownView(of: RoomBench.id)
        #expect(again == before)
    }

    @Test func `a whole rundown takes the place of what has not begun, after it was looked at`() async throws {
        let bench = try await Self.bench([Self.cue("a"), Self.cue("b"), Self.cue("c")])
        let text = """
            rundown:
              - { kind: note, title: a }
              - { kind: product, product: Tea, length: 5m }
              - { id: c, kind: guest-enter, guest: Guest }
            """
        let revision = try await bench.record.revision
        let looked = try await Self.hand(.fill(text, fileName: "plan.xlsx", dryRun: true), bench)
        #expect(looked.cues.map(\.cue.title) == ["a", "Tea", "Guest"], "what was fired is known without its id")
        let clash = await #expect(throws: Fault.self) {
            try await Self.hand(
                .fill("rundown: [{ id: a, kind: note, title: other }]", fileName: "x", dryRun: true), bench)
        }
        #expect(clash?.message.contains("“a”") == true)
        let untouched = try await bench.record
        #expect(untouched.revision == revision && untouched.plan.cues.map(\.id) == ["a", "b", "c"])
        let filled = try await Self.hand(.fill(text, fileName: "plan.xlsx", dryRun: false), bench)
        #expect(filled == looked)
        #expect(filled.cues[0].run.state == .fired, "what has begun stays as it was")
        let faults = await #expect(throws: PlanFaults.self) {
            try await Self.hand(
                .fill(
                    "rundown:\n\n  - { kind: product, product: oil }\n  - { kind: dance }\n", fileName: "plan.xlsx",
                    dryRun: true), bench)
        }
        #expect(faults?.items.map(\.line) == [3, 4], "\(String(describing: faults))")
    }

    @Test func `a clip is over with the next cue, a co-stream when its end comes`() async throws {
        let bench = try await Self.bench([
            Self.cue("talk"), Self.cue("film", .clip, feed: "backup"), Self.cue("after"),
            Self.cue("duet", .coStreamStart, feed: "backup"), Self.cue("song"), Self.cue("end", .coStreamEnd),
        ])
        var feeds: [String] = []
        for _ in 0..<6 {
            feeds.append(try await bench.record.programFeed.rawValue)
            let shown = try await bench.room.room(RoomBench.id).shownFeed?.rawValue
            #expect(shown == feeds.last, "the switchboard is told what is wanted")
            await bench.pass(.seconds(10))
        }
        #expect(feeds == ["main", "backup", "main", "backup", "backup", "main"])
        let switches = try await bench.asRun().filter { $0.action == .switched }
        #expect(switches.map(\.title) == ["main → backup", "backup → main", "main → backup", "backup → main"])
        #expect(switches.map(\.by) == Array(repeating: "clock", count: 4))
    }

    @Test func `going back shows what was on before a co-stream, and is not undone by the clock`() async throws {
        let bench = try await Self.bench([
            Self.cue("talk", length: nil), Self.cue("duet", .coStreamStart, length: nil, feed: "backup", byHand: true),
            Self.cue("song", byHand: true),
        ])
        _ = try await Self.hand(.go, bench)
        #expect(try await bench.record.programFeed == "backup")
        let back = try await Self.hand(.back, bench)
        #expect(back.outlook.current == "talk" && back.cues[1].run.state == .held)
        #expect(try await bench.record.programFeed == "main")
        await bench.pass(.seconds(20))
        #expect(try await bench.room.rundownView(of: RoomBench.id).outlook.current == "talk")
        _ = try await Self.hand(.go, bench)
        #expect(try await bench.record.programFeed == "backup")
    }

    @Test func `a hand that jumps ahead passes by what the rules leave out`() async throws {
        let bench = try await Self.bench([
            Self.cue("a", length: 60), Self.cue("b", late: .skip), Self.cue("c", late: .ask),
            Self.cue("d", byHand: true),
        ])
        let view = try await bench.room.cue(.fire, cue: "d", in: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(view.cues.map(\.run.state) == [.fired, .skipped, .asked, .fired])
        await bench.pass(.seconds(90))
        #expect(try await Self.fired(bench) == ["a", "d"])
    }

    @Test func `a hand's choice during a clip stays when the clip is over`() async throws {
        let bench = try await Self.bench([Self.cue("film", .clip, feed: "backup"), Self.cue("after")])
        #expect(try await bench.record.programFeed == "backup")
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: "main", seen: nil, by: RoomBench.hand)
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: "backup", seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(10))
        #expect(try await bench.record.programFeed == "backup")
    }

    @Test func `a slate covers every account until the next cue, and no hand's cut is lifted by it`() async throws {
        let bench = try await Self.bench([
            Self.cue("talk"), Self.cue("card", .slate), Self.cue("after"), Self.cue("card-2", .slate), Self.cue("last"),
        ])
        func isCovered() -> Bool {
            bench.switchboard.condition(of: RoomBench.id)?.air[.main]?.cover == .untilHand
        }
        #expect(!isCovered())
        await bench.pass(.seconds(10))
        #expect(isCovered())
        await bench.pass(.seconds(10))
        #expect(!isCovered())
        await bench.pass(.seconds(10))
        _ = try await bench.room.cut(RoomBench.id, by: RoomBench.hand)
        await bench.pass(.seconds(10))
        #expect(isCovered(), "cut by a hand, so a hand lifts it")
        _ = try await bench.room.lift(RoomBench.id, by: RoomBench.hand)
        #expect(!isCovered())
    }

    @Test func `a group of accounts goes off and on with its cues`() async throws {
        let bench = try await Self.bench([
            Self.cue("all"), Self.cue("off", .accountsStop, .at(10_000), group: "north"),
            Self.cue("on", .accountsStart, .at(30_000), group: "north"),
        ])
        func desires() async throws -> [DestinationRecord.Desire] {
            try await bench.room.room(RoomBench.id).snapshot.destinations.map(\.desire)
        }
        await bench.pass(.seconds(10))
        #expect(try await desires() == [.on, .on, .off])
        #expect(try await bench.destination(2).status.state == .ended)
        await bench.pass(.seconds(20))
        #expect(try await desires() == [.on, .on, .on])
    }

    @Test func `a guest's cue waits for what the plan asks of the guest, and says what`() async throws {
        let bench = RoomBench()
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        plan.guests[0].needsConsent = true
        plan.guests[0].arrivesBeforeMilliseconds = 60_000
        plan.cues = [
            Self.cue("talk"), Cue(id: "enter", kind: .guestEnter, start: .after(0), title: "enter", person: "guest"),
            Self.cue("together"),
        ]
        try await bench.insert(plan)
        try await bench.room.recover()
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        func note(_ command: GuestCommand) async throws -> GuestView {
            let view = try await bench.room.guest(command, person: "guest", in: RoomBench.id, by: RoomBench.hand)
            return try #require(view.guests.first)
        }
        await bench.pass(.seconds(15))
        #expect(try await Self.fired(bench) == ["talk"])
        let asked = try await bench.room.rundownView(of: RoomBench.id)
        #expect(asked.cues[1].run.state == .asked && asked.guests.first?.stage == .waiting)
        let early = await #expect(throws: Fault.self) { try await Self.hand(.go, bench) }
        #expect(early?.message.contains("not agreed") == true && early?.message.contains("not arrived") == true)
        #expect(try await note(.arrive).stage == .checking)
        let ready = try await note(.consent)
        #expect(ready.stage == .ready && ready.check.consent?.by == "li.na" && ready.missing == nil)
        _ = try await Self.hand(.go, bench)
        await bench.settle()
        #expect(try await Self.fired(bench) == ["talk", "enter", "together"])
        #expect(try await bench.room.rundownView(of: RoomBench.id).guests.first?.stage == .onAir)
        #expect(try await note(.leave).stage == .left)
        #expect(try await note(.reset).check == GuestCheck())
        await #expect(throws: Fault.self) {
            try await bench.room.guest(.arrive, person: "nobody", in: RoomBench.id, by: RoomBench.hand)
        }
    }

    @Test func `what came due while the daemon was away goes by its own rule, once`() async throws {
        let bench = try await Self.bench([
            Self.cue("a", length: 100), Self.cue("run", .note, .at(10_000)),
            Self.cue("skip", .note, .at(11_000), late: .skip), Self.cue("ask", .note, .at(12_000), late: .ask),
            Self.cue("near", .note, .at(28_000), late: .skip),
        ])
        bench.clock.advance(by: .seconds(30))
        let next = RoomBench(clock: bench.clock, store: bench.store)
        try await next.room.recover()
        await next.settle()
        let rows = try await next.asRun().dropFirst(2)
        #expect(
            rows.map { "\($0.cue ?? "") \($0.action.rawValue)" } == [
                "run fired", "skip skipped", "ask asked", "near fired",
            ])
        #expect(rows.map(\.lateMilliseconds) == [20_000, 19_000, 18_000, 2_000])
        _ = try await next.room.cue(.fire, cue: "ask", in: RoomBench.id, seen: nil, by: RoomBench.hand)
        await next.pass(.seconds(5))
        #expect(try await Self.fired(next) == ["a", "run", "near", "ask"])
    }
}

extension CueID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
extension FeedID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
extension PersonID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
