import BroadcastModel
import Persistence
import Rundown
import Testing

@testable import ControlRoom

@Suite struct StageTests {
    private let token = Secret("0123456789abcdef0123456789abcdef")
    private let other = Secret("fedcba9876543210fedcba9876543210")

    private func wish(_ name: String, _ token: Secret, lifetime: Duration? = nil) -> StageLinkWish {
        StageLinkWish(broadcast: RoomBench.id, name: name, token: token, lifetime: lifetime)
    }

    @Test func `a link opens its broadcast until it is taken back, and its token is nowhere`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let hand = Caller(name: "li.na", role: .operator)
        let made = try await bench.room.makeStageLink(wish("  主舞台 ", token), by: hand)
        #expect(made.name == "主舞台" && made.createdBy == "li.na" && made.expiresAt == nil)
        #expect(made.tokenHash == RoomBench.hash(token))
        #expect(try await bench.room.stageLink(token: token)?.broadcast == RoomBench.id)
        #expect(try await bench.room.stageLink(token: other) == nil)
        #expect(try await bench.room.stageLink(token: Secret("")) == nil)
        #expect(try await bench.room.stageLinks(of: RoomBench.id, by: hand) == [made])
        // A link is no user.
        #expect(try await bench.room.authenticate(token: token) == nil)
        try await bench.room.revokeStageLink(made.id, of: RoomBench.id, by: hand)
        #expect(try await bench.room.stageLink(token: token) == nil)
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.revokeStageLink(made.id, of: RoomBench.id, by: hand)
        }
        #expect(fault?.code == .notFound)
        let rows = try await bench.room.audit(limit: 10, before: nil, by: RoomBench.hand)
        #expect(rows.prefix(2).map(\.action) == ["stage.revoke", "stage.link"])
        #expect(!"\(rows)".contains(token.reveal()))
    }

    @Test func `a link expires by itself and makes room for another of its name`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let made = try await bench.room.makeStageLink(wish("screen", token, lifetime: .seconds(60)), by: RoomBench.hand)
        #expect(made.expiresAt == bench.clock.wallTime() + .seconds(60))
        bench.clock.advance(by: .milliseconds(59_999))
        #expect(try await bench.room.stageLink(token: token) != nil)
        bench.clock.advance(by: .milliseconds(1))
        #expect(try await bench.room.stageLink(token: token) == nil)
        #expect(try await bench.room.stageLinks(of: RoomBench.id, by: RoomBench.hand).count == 1)
        _ = try await bench.room.makeStageLink(wish("screen", other), by: RoomBench.hand)
        #expect(try await bench.room.stageLinks(of: RoomBench.id, by: RoomBench.hand).count == 1)
    }

    @Test func `what cannot be a link is refused with its reason`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let user = Secret("a-token-of-32-random-characters_")
        _ = try await bench.room.setUser(UserID("wang"), role: .viewer, token: user, by: RoomBench.hand)
        _ = try await bench.room.makeStageLink(wish("taken", other), by: RoomBench.hand)
        let refused: [(StageLinkWish, Fault.Code)] = [
            (wish("", token), .malformed), (wish("a\nb", token), .malformed),
            (wish(String(repeating: "x", count: 61), token), .malformed), (wish("\u{202E}x", token), .malformed),
            (wish("a", Secret("short")), .malformed),
            (wish("a", Secret(String(repeating: "a", count: 64))), .malformed),
            (wish("a", Secret("0123456789abcdef 123456789abcdef0")), .malformed),
            (wish("a", token, lifetime: .seconds(59)), .malformed),
            (wish("a", token, lifetime: .seconds(367 * 86_400)), .malformed),
            (wish("taken", token), .conflict), (wish("a", other), .conflict), (wish("a", user), .conflict),
        ]
        for (wish, code) in refused {
            let fault = await #expect(throws: Fault.self) {
                try await bench.room.makeStageLink(wish, by: RoomBench.hand)
            }
            #expect(fault?.code == code, "\(wish.name)")
        }
        for attempt in 0..<4 {
            let viewer = Caller(name: "vera", role: .viewer)
            let fault = await #expect(throws: Fault.self) {
                switch attempt {
                case 0: _ = try await bench.room.makeStageLink(wish("a", token), by: viewer)
                case 1: _ = try await bench.room.stageLinks(of: RoomBench.id, by: viewer)
                case 2: try await bench.room.revokeStageLink(StageLinkID("link-1"), of: RoomBench.id, by: viewer)
                default: _ = try await bench.room.say("x", onStageOf: RoomBench.id, by: viewer)
                }
            }
            #expect(fault?.code == .forbidden)
        }
    }

    @Test func `links of a broadcast are bounded`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        for number in 0..<ControlRoom.stageLinkLimit {
            let token = Secret("0123456789abcdef0123456789abcd\(number + 10)")
            _ = try await bench.room.makeStageLink(wish("screen \(number)", token), by: RoomBench.hand)
        }
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.makeStageLink(wish("one more", token), by: RoomBench.hand)
        }
        #expect(fault?.code == .conflict)
    }

    @Test func `a message is said and cleared, outlives the daemon, and makes no command stale`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let seen = try await bench.record.revision
        let said = try await bench.room.say(" 请收尾 ", onStageOf: RoomBench.id, by: RoomBench.hand)
        #expect(said == StageMessage(text: "请收尾", at: bench.clock.wallTime(), by: "li.na"))
        #expect(try await bench.room.board(of: RoomBench.id).stageMessage == said)
        _ = try await bench.room.holdRundown(true, in: RoomBench.id, seen: seen, by: RoomBench.hand)
        let next = RoomBench(clock: bench.clock, store: bench.store)
        try await next.room.recover()
        #expect(try await next.room.board(of: RoomBench.id).stageMessage == said)
        let cleared = try await next.room.say(nil, onStageOf: RoomBench.id, by: RoomBench.hand)
        #expect(cleared == nil)
        #expect(try await next.room.board(of: RoomBench.id).stageMessage == nil)
        let revision = try await next.record.revision
        _ = try await next.room.say(nil, onStageOf: RoomBench.id, by: RoomBench.hand)
        #expect(try await next.record.revision == revision, "clearing nothing changes nothing")
        let rows = try await next.room.audit(limit: 10, before: nil, by: RoomBench.hand)
        #expect(rows.first?.action == "stage.clear" && rows.first?.detail == "请收尾")
        for text in ["", " \n ", "two\nlines", String(repeating: "长", count: 201)] {
            let fault = await #expect(throws: Fault.self) {
                try await next.room.say(text, onStageOf: RoomBench.id, by: RoomBench.hand)
            }
            #expect(fault?.code == .malformed && fault?.place == "text")
        }
    }

    private func onAir(_ adjust: (inout BroadcastPlan) -> Void) async throws -> RoomBench {
        let bench = RoomBench()
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        adjust(&plan)
        try await bench.insert(plan)
        try await bench.room.recover()
        _ = try await bench.room.command(.start, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        return bench
    }

    @Test func `a message cue to staff speaks on the stage, one to accounts does not`() async throws {
        let bench = try await onAir { plan in
            plan.accounts[0].group = "north"
            plan.cues = [
                Cue(id: CueID("staff"), kind: .message, start: .at(5_000), title: "m", text: "Camera two"),
                Cue(id: CueID("north"), kind: .message, start: .at(8_000), title: "n", group: "north", text: "Sale!"),
            ]
        }
        #expect(try await bench.room.board(of: RoomBench.id).stageMessage == nil)
        await bench.pass(.seconds(6))
        let said = try await bench.room.board(of: RoomBench.id).stageMessage
        #expect(said?.text == "Camera two" && said?.by == "clock" && said?.cue == CueID("staff"))
        await bench.pass(.seconds(4))
        #expect(try await bench.room.board(of: RoomBench.id).stageMessage == said)
    }

    @Test func `who is on, what is shown and how long it lasts follow from what was fired`() async throws {
        let bench = try await onAir { plan in
            plan.hosts = [
                Person(id: PersonID("a"), name: "A", role: "anchor"), Person(id: PersonID("b"), name: "B"),
            ]
            plan.feeds.append(PlannedFeed(id: FeedID("far"), name: "Far away"))
            plan.cues = [
                Cue(
                    id: CueID("tea"), kind: .product, start: .at(0), lengthMilliseconds: 10_000, title: "Tea",
                    product: ProductID("tea")),
                Cue(
                    id: CueID("more"), kind: .restock, start: .at(4_000), title: "Tea", product: ProductID("tea"),
                    wave: 2),
                Cue(
                    id: CueID("b"), kind: .hostOn, start: .after(0), lengthMilliseconds: 5_000, title: "B",
                    person: PersonID("b")),
                Cue(id: CueID("far"), kind: .coStreamStart, start: .after(0), title: "Far", feed: FeedID("far")),
                Cue(
                    id: CueID("guest"), kind: .guestEnter, start: .at(40_000), title: "Guest",
                    person: PersonID("guest"), byHand: true),
                Cue(id: CueID("back"), kind: .coStreamEnd, start: .after(0), title: "Back", byHand: true),
            ]
        }
        func board() async throws -> Board { try await bench.room.board(of: RoomBench.id) }
        await bench.pass(.seconds(1))
        var now = try await board()
        #expect(now.peopleOnAir == [PersonOnAir(name: "A", role: "anchor", part: .host)])
        #expect(now.productOnShow?.product.name == "Tea" && now.productOnShow?.stock == nil)
        #expect(now.timeLeft == .seconds(9))
        #expect(now.coming.map(\.cue.id.rawValue) == ["b", "far", "guest", "back"])
        await bench.pass(.seconds(4))
        now = try await board()
        #expect(now.productOnShow?.stock == .restocked && now.productOnShow?.wave == 2)
        await bench.pass(.seconds(6))
        now = try await board()
        #expect(now.peopleOnAir.map(\.name) == ["A", "B"])
        #expect(now.productOnShow == nil)
        await bench.pass(.seconds(5))
        now = try await board()
        #expect(now.peopleOnAir.last == PersonOnAir(name: "Far away", role: nil, part: .coHost))
        // Its end is the fixed moment of the next one, which a hand may miss.
        #expect(now.timeLeft == .seconds(24))
        await bench.pass(.seconds(30))
        #expect(try await board().timeLeft == .seconds(-6))
        _ = try await bench.room.hand(.go, on: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        now = try await board()
        #expect(now.peopleOnAir.map(\.part) == [.host, .host, .guest, .coHost])
        #expect(now.timeLeft == nil, "it lasts until a hand goes on")
        _ = try await bench.room.hand(.go, on: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        now = try await board()
        #expect(now.peopleOnAir.map(\.part) == [.host, .host, .guest])
        #expect(now.timeLeft == now.programClock.map { .seconds(100) - $0 }, "the last lasts until the planned end")
        #expect(now.coming.isEmpty)
        _ = try await bench.room.command(.end, broadcast: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(3))
        now = try await board()
        #expect(now.peopleOnAir.isEmpty && now.timeLeft == nil && now.productOnShow == nil)
    }

    @Test func `the timeline of the evening has what came below what was planned, and its cuts`() async throws {
        let bench = try await onAir { _ in }
        await bench.pass(.seconds(30))
        _ = try await bench.room.cut(RoomBench.id, by: RoomBench.hand)
        await bench.pass(.seconds(5))
        _ = try await bench.room.lift(RoomBench.id, by: RoomBench.hand)
        await bench.pass(.seconds(1))
        let picture = try await bench.room.report(of: RoomBench.id).timeline(.english)
        #expect(picture.items.map(\.title) == ["Enter", "Tea", "Note", "Hand", "Leave"])
        #expect(picture.items.map { $0.asRun != nil } == [true, true, true, false, false])
        #expect(picture.items[0].planned.start == .seconds(10) && picture.items[0].asRun?.start == .seconds(10))
        #expect(picture.items[2].asRun?.end == .seconds(36), "what is on goes as far as now")
        #expect(picture.covered == [RundownOutlook.Span(start: .seconds(30), end: .seconds(35))])
        #expect(picture.plannedEnd == .seconds(100))
        #expect(picture.svg.contains("<title>slate</title>") && picture.svg.contains("planned"))
    }
}
