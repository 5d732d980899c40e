import BroadcastModel
import Persistence
import Program
import Synchronization
import Testing

@testable import ControlRoom

/// What is seen on air against what cues were fired for.
@Suite struct `Trouble of cues` {
    private static let now = WallTime(milliseconds: 1_586_692_800_000)
    private static let programTime = Duration.seconds(3_600)

    private static func account(_ state: DestinationState, _ desire: DestinationRecord.Desire = .on) -> CueSight.Account
    {
        CueSight.Account(desire: desire, status: DestinationStatus(state: state), liveAt: nil)
    }

    private static func sight(
        _ states: [DestinationState] = [], desire: DestinationRecord.Desire = .on, on feed: FeedID? = nil,
        wanted: FeedID = "main"
    ) -> CueSight {
        var plan = RoomBench.plan(accounts: 6, now: now)
        for index in plan.accounts.indices { plan.accounts[index].group = index < 4 ? "wave" : nil }
        let accounts = zip(plan.accounts, states).map { ($0.id, account($1, desire)) }
        return CueSight(
            plan: plan, programFeed: wanted,
            output: OutputView(
                condition: feed == nil ? .covered : .onFeed, feed: feed, groups: [], isCut: false),
            accounts: Dictionary(accounts) { first, _ in first }, programTime: programTime)
    }

    private static func fired(_ cue: Cue, _ seconds: Int64) -> (cue: Cue, run: CueRun) {
        (cue, CueRun(.fired, since: programTime - .seconds(seconds), count: 1))
    }

    private static func calling(_ kind: Cue.Kind, _ group: String? = "wave", id: CueID = "call") -> Cue {
        Cue(id: id, kind: kind, start: .after(0), title: "\(kind)", group: group)
    }

    private static func showing(
        _ feed: FeedID?, _ kind: Cue.Kind = .clip, id: CueID = "show", room: String? = nil
    ) -> Cue {
        Cue(id: id, kind: kind, start: .after(0), title: "\(kind)", feed: feed, room: room)
    }

    @Test func `an account that refuses is told at once, one that is on its way gets its time`() {
        let sight = Self.sight([.live, .lagging, .refused, .connecting])
        let early = sight.troubles(of: [Self.fired(Self.calling(.accountsStart), 29)])["call"]
        #expect(early?.accounts.map(\.rawValue) == ["acc2"] && early?.canRetry == true)
        #expect(early?.text == "1 of 4 accounts are not live: acc2 (refused)")
        let late = sight.troubles(of: [Self.fired(Self.calling(.accountsStart), 31)])["call"]
        #expect(late?.accounts.map(\.rawValue) == ["acc2", "acc3"])
        let all = Self.sight([.live, .live, .live, .live, .refused])
        #expect(all.troubles(of: [Self.fired(Self.calling(.accountsStart), 31)]).isEmpty, "not of this group")
        #expect(
            all.troubles(of: [Self.fired(Self.calling(.accountsStart, nil), 31)])["call"]?.accounts.map(\.rawValue) == [
                "acc4"
            ])
    }

    @Test func `what broke after it was live is the account's story`() {
        var sight = Self.sight([.live, .live, .live, .waiting])
        sight.accounts[AccountID("acc3")]?.liveAt = Self.programTime - .seconds(50)
        #expect(sight.troubles(of: [Self.fired(Self.calling(.accountsStart), 60)]).isEmpty)
        #expect(
            sight.troubles(of: [Self.fired(Self.calling(.accountsStart), 40)])["call"]?.accounts.map(\.rawValue) == [
                "acc3"
            ])
    }

    @Test func `a cue answers for nothing that another or a hand has wanted since`() {
        let first = Self.fired(Self.calling(.accountsStart, nil, id: "first"), 100)
        let second = Self.fired(Self.calling(.accountsStart, id: "second"), 50)
        let sight = Self.sight(Array(repeating: .refused, count: 6))
        let both = sight.troubles(of: [second, first])
        #expect(
            both["second"]?.accounts.map(\.rawValue) == ["acc0", "acc1", "acc2", "acc3"], "by time, not by the line")
        #expect(both["first"]?.accounts.map(\.rawValue) == ["acc4", "acc5"])
        let stopped = Self.sight(Array(repeating: .refused, count: 6), desire: .off)
        #expect(stopped.troubles(of: [second, first]).isEmpty)
        let taken = Self.fired(Self.showing("clip", id: "a"), 100)
        let switched = Self.sight(on: "main", wanted: "main")
        #expect(switched.troubles(of: [taken]).isEmpty, "a hand has put another feed on")
    }

    @Test func `accounts that a cue stops and that stay open are told, and tried again by themselves`() {
        let sight = Self.sight([.ended, .live, .idle, .live], desire: .off)
        let cue = Self.calling(.accountsStop)
        #expect(sight.troubles(of: [Self.fired(cue, 9)]).isEmpty)
        let trouble = sight.troubles(of: [Self.fired(cue, 11)])["call"]
        #expect(trouble?.kind == .accountsNotStopped && trouble?.accounts.map(\.rawValue) == ["acc1", "acc3"])
        #expect(trouble?.canRetry == false)
    }

    @Test func `a feed that is not on air is told with what is on instead, and why`() throws {
        var sight = Self.sight(wanted: "clip")
        let cue = Self.fired(Self.showing("clip"), 6)
        #expect(sight.troubles(of: [Self.fired(Self.showing("clip"), 4)]).isEmpty, "it gets its time")
        var feed = FeedView(id: "clip", name: "Clip", hasKey: false, isProgram: false, status: FeedStatus())
        feed.source = .file(path: "/clips/opening.mp4", loop: false)
        feed.sourceState = FeedSourceState(
            .failed, fault: Fault(.addressInvalid, "There is no file /clips/opening.mp4.", blame: .operatorSide))
        sight.feed = feed
        let trouble = try #require(sight.troubles(of: [cue])["show"])
        #expect(
            trouble
                == CueTrouble(
                    kind: .offAir, text: "clip is not on air, slate is on. There is no file /clips/opening.mp4.",
                    feed: "clip", restarts: true, canRetry: true))
        sight.feed?.status.connected = true
        let here = sight.troubles(of: [cue])["show"]
        #expect(here?.restarts == false && here?.canRetry == true, "what runs is not taken from anybody")
        sight.output?.condition = .onBackup
        #expect(sight.troubles(of: [cue])["show"]?.text.hasSuffix("until a hand brings it back.") == true)
        sight.output?.condition = .waiting
        #expect(sight.troubles(of: [cue])["show"]?.text.contains("nothing is on") == true)
        sight.output?.condition = .covered
        sight.feed?.status.connected = false
        sight.feed?.source = .pull
        #expect(sight.troubles(of: [cue])["show"]?.canRetry == false, "it has no address")
        sight.feed?.sourceState = FeedSourceState(.ended)
        #expect(sight.troubles(of: [cue]).isEmpty, "it was played")
        sight.feed?.source = .publish
        sight.feed?.sourceState = nil
        #expect(sight.troubles(of: [cue])["show"]?.canRetry == false, "nobody but its encoder can help")
        sight.output?.condition = .onBackup
        #expect(sight.troubles(of: [cue])["show"]?.text.contains("the backup is on") == true)
        sight.output?.feed = "clip"
        #expect(sight.troubles(of: [cue]).isEmpty)
        // A clip that is over has given the program back: what is on answers for itself again.
        let duo = Self.fired(Self.showing("duo", .coStreamStart, id: "duo"), 60)
        #expect(Self.sight(wanted: "duo").troubles(of: [duo, cue]).keys.map(\.rawValue) == ["duo"])
        #expect(Self.sight(wanted: "clip").troubles(of: [duo, cue]).keys.map(\.rawValue) == ["show"])
        // The end of a co-stream answers for the first feed, one with another's room for nothing on the program.
        let end = Self.fired(Self.showing(nil, .coStreamEnd), 6)
        #expect(Self.sight().troubles(of: [end])["show"]?.feed == "main")
        let foreign = Self.fired(Self.showing(nil, .coStreamEnd, room: "6688"), 6)
        #expect(Self.sight().troubles(of: [foreign]).isEmpty)
    }

    @Test func `a step of the checklist is told when its time is over, until it is ticked off`() {
        var cue = Self.showing(nil, .coStreamStart, room: "6688")
        cue.assignee = "Chen"
        var step = Self.fired(cue, 59)
        #expect(Self.sight().troubles(of: [step]).isEmpty)
        step = Self.fired(cue, 61)
        #expect(Self.sight().troubles(of: [step])["show"]?.kind == .notTicked)
        #expect(Self.sight().troubles(of: [step])["show"]?.text.hasPrefix("Chen has not ticked it off") == true)
        step.run.tick = Signature(by: "chen", at: Self.now)
        #expect(Self.sight().troubles(of: [step]).isEmpty)
        step.run.tick = nil
        step.cue.lengthMilliseconds = 90_000
        #expect(Self.sight().troubles(of: [step]).isEmpty, "it has as long as its cue")
        step.cue.lengthMilliseconds = 0
        step.run.since = Self.programTime - .seconds(59)
        #expect(Self.sight().troubles(of: [step]).isEmpty, "a moment has a minute")
        let message = Cue(id: "say", kind: .message, start: .after(0), title: "Say", group: "wave", text: "Hello")
        #expect(Self.sight().troubles(of: [Self.fired(message, 61)])["say"]?.text.hasPrefix("Whoever does it") == true)
        let staff = Cue(id: "say", kind: .message, start: .after(0), title: "Say", text: "Hello")
        #expect(Self.sight().troubles(of: [Self.fired(staff, 61)]).isEmpty, "it stands on the stage's screen")
    }
}

/// Hands on cues whose effect is not there, and on the checklist.
@Suite struct `Hands on what cues were fired for` {
    private final class Sources: FeedBringer {
        let restarted = Mutex<[FeedID]>([])
        let state = Mutex(FeedSourceState(.running))
        func want(_ sources: [FeedID: PullSource], composites: [FeedID: CompositePlan]) {}
        func states() -> [FeedID: FeedSourceState] { ["clip": state.withLock { $0 }] }
        func restart(_ feed: FeedID) { restarted.withLock { $0.append(feed) } }
        func compositeStates() -> [FeedID: CompositeState] { [:] }
    }

    private static func bench(_ cues: [Cue], bringer: Sources? = nil) async throws -> RoomBench {
        let bench = RoomBench(bringer: bringer)
        var plan = RoomBench.plan(now: bench.clock.wallTime(), endsByClock: false)
        plan.cues = cues
        plan.feeds.append(PlannedFeed(id: "clip", name: "Clip", source: .file(path: "/clip.mp4", loop: false)))
        try await bench.insert(plan)
        try await bench.room.recover()
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        return bench
    }

    private static func hand(
        _ command: CueCommand, _ cue: CueID, _ bench: RoomBench, seen: Int64? = nil
    ) async throws -> CueView? {
        let view = try await bench.room.cue(command, cue: cue, in: RoomBench.id, seen: seen, by: RoomBench.hand)
        return view.cues.first { $0.cue.id == cue }
    }

    private static let call = Cue(
        id: "pk", kind: .coStreamStart, start: .at(10_000), lengthMilliseconds: 20_000, title: "PK", room: "6688",
        assignee: "Chen")

    @Test func `a step of the checklist is ticked off once it has begun, and it is taken back again`() async throws {
        let bench = try await Self.bench([
            Self.call,
            Cue(id: "bye", kind: .coStreamEnd, start: .after(0), title: "End of PK", room: "6688", assignee: "Chen"),
            Cue(id: "note", kind: .note, start: .at(60_000), title: "Note"),
        ])
        let early = await #expect(throws: Fault.self) { try await Self.hand(.tick, "pk", bench) }
        #expect(early?.message.contains("has not begun") == true)
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: "backup", seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(31))
        #expect(try await bench.record.programFeed == "backup", "another's room leaves the program alone")
        #expect(try await bench.room.rundownView(of: RoomBench.id).cues[0].trouble?.kind == .notTicked)
        let ticked = try await Self.hand(.tick, "pk", bench)
        #expect(ticked?.run.tick == Signature(by: "li.na", at: bench.clock.wallTime()) && ticked?.trouble == nil)
        let revision = try await bench.record.revision
        _ = try await Self.hand(.tick, "pk", bench, seen: revision - 1)
        #expect(try await bench.record.revision == revision, "said once is enough")
        // It moved nothing: who had not seen it goes on all the same.
        _ = try await bench.room.hand(.shift(.seconds(1)), on: RoomBench.id, seen: revision - 1, by: RoomBench.hand)
        // It is in the store: another life knows.
        let next = RoomBench(clock: bench.clock, store: bench.store)
        try await next.room.recover()
        #expect(try await next.room.rundownView(of: RoomBench.id).cues[0].run.tick?.by == "li.na")
        #expect(try await Self.hand(.untick, "pk", bench)?.run.tick == nil)
        #expect(try await bench.asRun().suffix(2).map(\.action) == [.ticked, .unticked])
        for wrong in [CueID("note"), "nothing"] {
            await #expect(throws: Fault.self) { try await Self.hand(.tick, wrong, bench) }
        }
        let viewer = await #expect(throws: Fault.self) {
            try await bench.room.cue(
                .tick, cue: "pk", in: RoomBench.id, seen: nil, by: Caller(name: "wu", role: .viewer))
        }
        #expect(viewer?.code == .forbidden)
    }

    @Test func `going back takes the tick away, and leaves the program of a foreign co-stream alone`() async throws {
        let bench = try await Self.bench([
            Cue(id: "note", kind: .note, start: .at(0), title: "Note"),
            Self.call, Cue(id: "last", kind: .note, start: .at(60_000), title: "Last"),
        ])
        await bench.pass(.seconds(11))
        _ = try await Self.hand(.tick, "pk", bench)
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: "backup", seen: nil, by: RoomBench.hand)
        _ = try await bench.room.hand(.back, on: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(try await bench.record.programFeed == "backup")
        #expect(try await bench.room.rundownView(of: RoomBench.id).cues[1].run.tick == nil)
        _ = try await Self.hand(.fire, "pk", bench)
        _ = try await Self.hand(.tick, "pk", bench)
        _ = try await Self.hand(.fire, "last", bench)
        _ = try await bench.room.hand(.back, on: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(
            try await bench.room.rundownView(of: RoomBench.id).cues[1].run.tick == nil, "it is to be done once more")
    }

    @Test func `accounts that a cue called in vain are tried again by its own retry`() async throws {
        let bench = try await Self.bench([
            Cue(id: "stop", kind: .accountsStop, start: .at(5_000), title: "Stop"),
            Cue(id: "start", kind: .accountsStart, start: .at(10_000), title: "Start"),
        ])
        await bench.pass(.seconds(9))
        bench.adapter.answer { account in
            if account.id.rawValue == "acc1" { throw Fault(.keyRefused, "The key is refused.", blame: .operatorSide) }
            return try await ScriptedAdapter.ready(account)
        }
        await bench.pass(.seconds(3))
        let before = try await bench.room.board(of: RoomBench.id).rundown.cues[1].trouble
        #expect(before?.accounts.map(\.rawValue) == ["acc1"])
        #expect(before?.text == "1 of 3 accounts are not live: acc1 (refused: keyRefused)")
        await bench.pass(.seconds(30))
        let calls = bench.adapter.count("prepare acc1")
        bench.adapter.answer(ScriptedAdapter.ready)
        await bench.pass(.seconds(30))
        #expect(bench.adapter.count("prepare acc1") == calls, "a refusal is not tried again by itself")
        _ = try await Self.hand(.retry, "start", bench)
        await bench.settle()
        #expect(try await bench.destination(1).status.state == .live)
        #expect(try await bench.room.rundownView(of: RoomBench.id).cues[1].trouble == nil)
        // A session that breaks later is the account's story, also of one that was live before it was stopped.
        bench.relay.set(.waiting, of: RoomBench.destination(0))
        await bench.pass(.seconds(60))
        #expect(try await bench.room.rundownView(of: RoomBench.id).cues[1].trouble == nil)
        let spent = await #expect(throws: Fault.self) { try await Self.hand(.retry, "start", bench) }
        #expect(spent?.code == .conflict && spent?.message.contains("Nothing of “Start” is amiss") == true)
        let rows = try await bench.store.read { try $0.audit(subject: "broadcast/night", afterRevision: 1) }
        #expect(rows.last?.action == "cue.retry" && rows.last?.by == "li.na")
    }

    @Test func `a clip that is not on air is begun anew`() async throws {
        let bringer = Sources()
        let bench = try await Self.bench(
            [Cue(id: "clip", kind: .clip, start: .at(5_000), title: "Clip", feed: "clip")], bringer: bringer)
        await bench.pass(.seconds(9))
        #expect(try await bench.room.rundownView(of: RoomBench.id).cues[0].trouble == nil)
        bringer.state.withLock {
            $0 = FeedSourceState(.failed, fault: Fault(.addressInvalid, "There is no file.", blame: .operatorSide))
        }
        await bench.pass(.seconds(3))
        #expect(try await bench.room.rundownView(of: RoomBench.id).cues[0].trouble?.kind == .offAir)
        _ = try await Self.hand(.retry, "clip", bench)
        #expect(bringer.restarted.withLock { $0 } == ["clip"])
        let stale = await #expect(throws: StaleCommand.self) { try await Self.hand(.retry, "clip", bench, seen: 2) }
        #expect(stale != nil)
    }
}
