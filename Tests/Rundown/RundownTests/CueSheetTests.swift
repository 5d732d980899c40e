import BroadcastModel
import Rundown
import Testing

@Suite struct CueSheetTests {
    private let sheet = CueSheet(cues: [
        .fixed("a", 5), .fixed("b", 10), .fixed("c", 10), .fixed("hand", 12, byHand: true), .fixed("d", 20),
    ])

    private func fired(_ sheet: inout CueSheet, at time: Duration) -> [String] {
        sheet.fireDue(at: time).filter { $0.outcome == .fired }.map(\.cue.id.rawValue)
    }

    @Test func `due cues fire in order of the line`() {
        var sheet = sheet
        #expect(fired(&sheet, at: .seconds(10)) == ["a", "b", "c"])
        #expect(sheet.current == CueID("c"))
    }

    @Test func `a cue that was missed fires once with its lateness`() {
        var sheet = sheet
        let due = sheet.fireDue(at: .milliseconds(7_250))
        #expect(due == [DueCue(cue: .fixed("a", 5), late: .milliseconds(2_250))])
        #expect(sheet.fireDue(at: .seconds(8)).isEmpty)
    }

    @Test func `nothing fires a millisecond early`() {
        var sheet = sheet
        #expect(sheet.fireDue(at: .milliseconds(4_999)).isEmpty)
        #expect(sheet.nextByClock == .seconds(5))
    }

    @Test func `the clock leaves held cues and cues for a hand alone`() throws {
        var sheet = sheet
        try sheet.apply(.hold, to: CueID("b"), at: .zero)
        #expect(fired(&sheet, at: .seconds(15)) == ["a", "c"])
        #expect(sheet.nextByClock == .seconds(20))
        #expect(sheet.next?.id == CueID("b"))
    }

    @Test func `a held rundown fires nothing by the clock and everything by hand`() throws {
        var sheet = sheet
        sheet.isHeld = true
        #expect(sheet.fireDue(at: .seconds(30)).isEmpty)
        #expect(sheet.nextByClock == nil)
        let state = try sheet.apply(.fire, to: CueID("a"), at: .seconds(30))
        #expect(state == .fired)
        sheet.isHeld = false
        #expect(fired(&sheet, at: .seconds(30)) == ["b", "c", "d"])
    }

    @Test func `a released cue that is overdue fires at the next look`() throws {
        var sheet = sheet
        try sheet.apply(.hold, to: CueID("a"), at: .zero)
        #expect(sheet.fireDue(at: .seconds(6)).isEmpty)
        try sheet.apply(.release, to: CueID("a"), at: .seconds(6))
        #expect(sheet.fireDue(at: .seconds(7)) == [DueCue(cue: .fixed("a", 5), late: .seconds(2))])
    }

    // MARK: Following

    @Test func `a cue without a moment of its own follows the end of the one above, and its gap`() {
        var sheet = CueSheet(cues: [
            .fixed("opening", 0, length: 60), .follows("tea", length: 300), .follows("rice", gap: 10, length: 300),
        ])
        #expect(fired(&sheet, at: .milliseconds(20)) == ["opening"])
        #expect(sheet.nextByClock == .seconds(60))
        #expect(fired(&sheet, at: .seconds(60)) == ["tea"])
        #expect(sheet.nextByClock == .seconds(370))
    }

    @Test func `the machine's slowness is not handed down the line, real lateness is`() {
        var sheet = CueSheet(cues: [
            .fixed("a", 0, length: 10), .follows("b", length: 10), .follows("c", length: 10), .follows("d"),
        ])
        _ = sheet.fireDue(at: .milliseconds(15))
        _ = sheet.fireDue(at: .milliseconds(10_015))
        #expect(sheet.nextByClock == .seconds(20))
        // A minute without a daemon: what follows counts from when the cue really ran.
        let due = sheet.fireDue(at: .seconds(80))
        #expect(due.map(\.late) == [.seconds(60)])
        #expect(sheet.nextByClock == .seconds(90))
    }

    @Test func `a cue for a hand holds up what follows it, and a skipped one lets it pass`() throws {
        var sheet = CueSheet(cues: [
            .fixed("a", 0, length: 10), .follows("wait", kind: .wait), .follows("b"), .fixed("late-news", 100),
        ])
        #expect(fired(&sheet, at: .seconds(60)) == ["a"])
        #expect(sheet.nextByClock == .seconds(100), "a moment of its own waits for nobody")
        try sheet.apply(.skip, to: CueID("wait"), at: .seconds(70))
        let due = sheet.fireDue(at: .seconds(70))
        #expect(due == [DueCue(cue: .follows("b"), late: .zero)], "on time: nobody could have fired it before")
    }

    @Test func `cues beside the line neither hold it up nor take its time`() throws {
        var sheet = CueSheet(cues: [
            .fixed("noodles", 0, kind: .product, length: 60), .follows("more", kind: .restock, byHand: true),
            .follows("chapter", kind: .mark), .follows("tea", kind: .product, length: 60),
        ])
        #expect(fired(&sheet, at: .zero) == ["noodles"])
        #expect(fired(&sheet, at: .seconds(60)) == ["chapter", "tea"])
        try sheet.apply(.fire, to: CueID("more"), at: .seconds(61))
        #expect(sheet.current == CueID("tea"))
    }

    @Test func `a fixed end absorbs an overrun`() throws {
        var sheet = CueSheet(cues: [
            .follows("talk", kind: .wait), .follows("film", length: 60, until: 300), .follows("goodbye"),
        ])
        try sheet.apply(.fire, to: CueID("talk"), at: .seconds(200))
        #expect(fired(&sheet, at: .seconds(200)) == ["film"])
        #expect(sheet.nextByClock == .seconds(300))
        try sheet.apply(.skip, to: CueID("goodbye"), at: .seconds(210))
        try sheet.apply(.release, to: CueID("goodbye"), at: .seconds(220))
        #expect(sheet.nextByClock == .seconds(300))
    }

    @Test func `a cue at a moment of the wall clock comes then whenever the programme went on air`() {
        let eight = WallTime(milliseconds: 1_586_692_800_000)
        let news = Cue(id: "news", kind: .note, start: .clock(eight + .seconds(1_800)), title: "News")
        var onTime = CueSheet(cues: [news], air: eight)
        #expect(onTime.nextByClock == .seconds(1_800))
        // Ten minutes late on air: twenty minutes in.
        var late = CueSheet(cues: [news], air: eight + .seconds(600))
        #expect(late.nextByClock == .seconds(1_200))
        #expect(onTime.fireDue(at: .seconds(1_800)).count == 1 && late.fireDue(at: .seconds(1_199)).isEmpty)
    }

    // MARK: Late

    @Test(arguments: [
        (Cue.LateRule.run, DueCue.Outcome.fired, CueState.fired),
        (.skip, .skipped, .skipped), (.ask, .asked(.late), .asked),
    ])
    func `what is late goes by its own rule`(rule: Cue.LateRule, outcome: DueCue.Outcome, state: CueState) throws {
        var cue = Cue.fixed("a", 10)
        cue.late = rule
        var sheet = CueSheet(cues: [cue, .fixed("b", 20)])
        let due = sheet.fireDue(at: .milliseconds(15_001))
        #expect(due == [DueCue(cue: cue, late: .milliseconds(5_001), outcome: outcome)])
        #expect(sheet.state(of: "a") == state)
        #expect(sheet.fireDue(at: .seconds(16)).isEmpty, "once")
        var punctual = CueSheet(cues: [cue])
        #expect(fired(&punctual, at: .seconds(15)) == ["a"], "five seconds are the machine's own")
    }

    @Test func `a cue that is not ready asks when it is due, and refuses a hand with the reason`() throws {
        var sheet = CueSheet(cues: [.fixed("guest", 10), .follows("talk")], notReady: ["guest": "no consent yet."])
        let fault = #expect(throws: Fault.self) { try sheet.apply(.fire, to: "guest", at: .seconds(5)) }
        #expect(fault?.message.contains("no consent yet.") == true)
        #expect(sheet.fireDue(at: .seconds(10)).map(\.outcome) == [.asked(.notReady("no consent yet."))])
        #expect(sheet.nextByClock == nil, "what follows the guest waits for the guest")
        sheet.notReady = [:]
        try sheet.apply(.fire, to: "guest", at: .seconds(30))
        #expect(fired(&sheet, at: .seconds(30)) == ["talk"])
    }

    @Test(arguments: [
        (Cue.LateRule.ask, DueCue.Outcome.asked(.passed), CueState.asked), (.skip, .skipped, .skipped),
    ])
    func `what the line has gone on without is not done later, unless its rule is to run`(
        rule: Cue.LateRule, outcome: DueCue.Outcome, state: CueState
    ) throws {
        var cues: [Cue] = [
            .fixed("a", 0, length: 50), .follows("b", length: 20), .follows("c", length: 20),
            .fixed("news", 60, length: 10), .follows("d"),
        ]
        var running = CueSheet(cues: cues)
        cues[2].late = rule
        var sheet = CueSheet(cues: cues)
        for second in [0, 50] { _ = (sheet.fireDue(at: .seconds(second)), running.fireDue(at: .seconds(second))) }
        let due = sheet.fireDue(at: .seconds(60))
        #expect(due.map(\.cue.id) == ["news", "c"] && due[1].outcome == outcome && sheet.state(of: "c") == state)
        #expect(sheet.nextOnLine?.id == "d" && fired(&sheet, at: .seconds(70)) == ["d"])
        #expect(running.fireDue(at: .seconds(60)).map(\.cue.id) == ["news"])
        #expect(fired(&running, at: .seconds(70)) == ["c", "d"])
    }

    // MARK: Back

    @Test func `going back does the cue before again and takes the one on air back`() throws {
        var sheet = CueSheet(cues: [
            .fixed("a", 0, length: 10), .follows("mark", kind: .mark), .follows("b", length: 10), .follows("c"),
        ])
        _ = sheet.fireDue(at: .seconds(0))
        _ = sheet.fireDue(at: .seconds(10))
        let (again, taken) = try sheet.back(at: .seconds(12))
        #expect(again.id == "a" && taken.id == "b" && sheet.current == "a")
        #expect(sheet.runs["a"] == CueRun(.fired, since: .seconds(12), count: 2))
        #expect(sheet.state(of: "mark") == .fired, "what stands beside the line is not said twice")
        #expect(sheet.fireDue(at: .seconds(21)).isEmpty)
        #expect(fired(&sheet, at: .seconds(22)) == ["b"])
        #expect(sheet.runs["b"]?.count == 2)
    }

    @Test func `a cue with a moment of its own that was taken back waits for a hand`() throws {
        var sheet = CueSheet(cues: [.fixed("a", 0), .fixed("b", 10)])
        _ = sheet.fireDue(at: .seconds(10))
        _ = try sheet.back(at: .seconds(12))
        #expect(sheet.state(of: "b") == .held && sheet.fireDue(at: .seconds(13)).isEmpty)
        #expect(throws: Fault.self) { try sheet.back(at: .seconds(14)) }
        #expect(sheet.current == "a")
    }

    // MARK: Refusals

    @Test func `impossible commands are refused with advice and change nothing`() throws {
        let allowed: [CueState: Set<CueSheet.Command>] = [
            .pending: [.fire, .hold, .skip], .held: [.fire, .release, .skip], .asked: [.fire, .skip], .fired: [],
            .skipped: [.release],
        ]
        for state in CueState.allCases {
            for command in CueSheet.Command.allCases {
                var sheet = CueSheet(cues: [.fixed("a", 5)], runs: ["a": CueRun(state)])
                if allowed[state]?.contains(command) == true {
                    try sheet.apply(command, to: "a", at: .seconds(1))
                    continue
                }
                let before = sheet
                let fault = #expect(throws: Fault.self) { try sheet.apply(command, to: "a", at: .seconds(1)) }
                #expect(fault?.code == .conflict)
                #expect(fault?.message.contains(state.rawValue) == true)
                #expect(sheet == before)
            }
        }
        var sheet = sheet
        #expect(throws: Fault.self) { try sheet.apply(.fire, to: CueID("nobody"), at: .zero) }
    }

    @Test func `runs of unknown cues are dropped and unknown runs are pending`() {
        let sheet = CueSheet(cues: [.fixed("a", 5)], runs: ["gone": CueRun(.fired)], current: "gone")
        #expect(sheet.runs.isEmpty && sheet.current == nil)
        #expect(sheet.state(of: "a") == .pending)
    }

    /// Random commands, clock turns and restarts from what was "stored": the clock and the hands together fire a cue once
    /// for each time that it was gone back to.
    @Test(arguments: 0..<100) func `no cue fires twice under any history`(seed: UInt64) throws {
        var random = TestRandom(seed: seed)
        let cues = Cue.random(12, using: &random)
        var sheet = CueSheet(cues: cues)
        var fired: [CueID: Int] = [:]
        var allowed: [CueID: Int] = [:]
        var time = Duration.zero
        for _ in 0..<300 {
            switch Int.random(in: 0..<9, using: &random) {
            case 0, 1, 2:
                time += .milliseconds(Int64.random(in: 0...4_000, using: &random))
                let expected = sheet.nextByClock
                let due = sheet.fireDue(at: time)
                #expect(due.isEmpty == (expected.map { $0 > time } ?? true), "the next moment is told truly")
                for due in due {
                    #expect(due.late >= .zero)
                    if due.outcome == .fired { fired[due.cue.id, default: 0] += 1 }
                }
            case 3: sheet.isHeld.toggle()
            case 4: sheet = CueSheet(cues: cues, runs: sheet.runs, isHeld: sheet.isHeld, current: sheet.current)
            case 5:
                guard let (again, taken) = try? sheet.back(at: time) else { continue }
                fired[again.id, default: 0] += 1
                allowed[again.id, default: 0] += 1
                allowed[taken.id, default: 0] += 1
            default:
                let cue = try #require(cues.randomElement(using: &random))
                let command = try #require(CueSheet.Command.allCases.randomElement(using: &random))
                if (try? sheet.apply(command, to: cue.id, at: time)) == .fired { fired[cue.id, default: 0] += 1 }
            }
        }
        for (cue, count) in fired {
            #expect(count <= 1 + (allowed[cue] ?? 0))
            #expect(sheet.runs[cue]?.count == count)
        }
        #expect(!fired.isEmpty)
    }
}

extension Cue {
    /// Times in seconds.
    static func fixed(
        _ id: String, _ at: Int64, kind: Kind = .note, length: Int64? = nil, until: Int64? = nil, byHand: Bool = false
    ) -> Cue {
        Cue(
            id: CueID(id), kind: kind, start: .at(at * 1000), lengthMilliseconds: length.map { $0 * 1000 },
            untilMilliseconds: until.map { $0 * 1000 }, title: id, byHand: byHand)
    }

    static func follows(
        _ id: String, gap: Int64 = 0, kind: Kind = .note, length: Int64? = nil, until: Int64? = nil,
        byHand: Bool = false
    ) -> Cue {
        Cue(
            id: CueID(id), kind: kind, start: .after(gap * 1000), lengthMilliseconds: length.map { $0 * 1000 },
            untilMilliseconds: until.map { $0 * 1000 }, title: id, byHand: byHand)
    }

    /// Fixed moments in order, followers and cues beside the line among them.
    static func random(_ count: Int, using random: inout TestRandom) -> [Cue] {
        var at: Int64 = 0
        return (0..<count).map { number in
            let byHand = Int.random(in: 0..<4, using: &random) == 0
            let kind: Kind = Int.random(in: 0..<5, using: &random) == 0 ? .mark : .note
            let length = Bool.random(using: &random) ? Int64.random(in: 0...9, using: &random) : nil
            guard Bool.random(using: &random) else {
                return .follows(
                    "c\(number)", gap: Int64.random(in: 0...2, using: &random), kind: kind, length: length,
                    byHand: byHand)
            }
            at += Int64.random(in: 0...9, using: &random)
            var cue = fixed("c\(number)", at, kind: kind, length: length, byHand: byHand)
            cue.late = LateRule.allCases.randomElement(using: &random) ?? .run
            return cue
        }
    }
}

extension CueID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
