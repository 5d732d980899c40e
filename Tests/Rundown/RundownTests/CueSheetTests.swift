import BroadcastModel
import Rundown
import Testing

@Suite struct CueSheetTests {
    private static func cue(_ id: String, at seconds: Int64, byHand: Bool = false) -> Cue {
        Cue(id: CueID(id), kind: .note, atMilliseconds: seconds * 1000, title: id, byHand: byHand)
    }

    private let sheet = CueSheet(cues: [
        cue("b", at: 10), cue("a", at: 5), cue("c", at: 10), cue("hand", at: 12, byHand: true), cue("d", at: 20),
    ])

    private func fire(_ sheet: inout CueSheet, at time: Duration) -> [DueCue] { sheet.fireDue(at: time) }

    @Test func `due cues fire in order of time, and of the plan within one moment`() {
        var sheet = sheet
        #expect(fire(&sheet, at: .seconds(10)).map(\.cue.id.rawValue) == ["a", "b", "c"])
        #expect(sheet.current == CueID("c"))
    }

    @Test func `a cue that was missed fires once with its lateness`() {
        var sheet = sheet
        let due = fire(&sheet, at: .milliseconds(7_250))
        #expect(due == [DueCue(cue: Self.cue("a", at: 5), late: .milliseconds(2_250))])
        #expect(fire(&sheet, at: .seconds(8)).isEmpty)
    }

    @Test func `nothing fires a millisecond early`() {
        var sheet = sheet
        #expect(fire(&sheet, at: .milliseconds(4_999)).isEmpty)
        #expect(sheet.nextByClock == .seconds(5))
    }

    @Test func `the clock leaves held cues and cues for a hand alone`() throws {
        var sheet = sheet
        try sheet.apply(.hold, to: CueID("b"))
        #expect(fire(&sheet, at: .seconds(15)).map(\.cue.id.rawValue) == ["a", "c"])
        #expect(sheet.nextByClock == .seconds(20))
        #expect(sheet.next?.id == CueID("b"))
        #expect(sheet.nextIn(at: .seconds(15)) == .seconds(-5))
    }

    @Test func `a held rundown fires nothing by the clock and everything by hand`() throws {
        var sheet = sheet
        sheet.isHeld = true
        #expect(fire(&sheet, at: .seconds(30)).isEmpty)
        #expect(sheet.nextByClock == nil)
        let state = try sheet.apply(.fire, to: CueID("a"))
        #expect(state == .fired)
        sheet.isHeld = false
        #expect(fire(&sheet, at: .seconds(30)).map(\.cue.id.rawValue) == ["b", "c", "d"])
    }

    @Test func `a released cue that is overdue fires at the next look`() throws {
        var sheet = sheet
        try sheet.apply(.hold, to: CueID("a"))
        #expect(fire(&sheet, at: .seconds(6)).isEmpty)
        try sheet.apply(.release, to: CueID("a"))
        #expect(fire(&sheet, at: .seconds(7)) == [DueCue(cue: Self.cue("a", at: 5), late: .seconds(2))])
    }

    @Test func `impossible commands are refused with advice and change nothing`() throws {
        let allowed: [CueState: Set<CueSheet.Command>] = [
            .pending: [.fire, .hold, .skip], .held: [.fire, .release, .skip], .fired: [], .skipped: [.release],
        ]
        for state in CueState.allCases {
            for command in CueSheet.Command.allCases {
                var sheet = CueSheet(cues: [Self.cue("a", at: 5)], states: [CueID("a"): state])
                if allowed[state]?.contains(command) == true {
                    try sheet.apply(command, to: CueID("a"))
                    continue
                }
                let before = sheet
                let fault = #expect(throws: Fault.self) { try sheet.apply(command, to: CueID("a")) }
                #expect(fault?.code == .conflict)
                #expect(fault?.message.contains(state.rawValue) == true)
                #expect(sheet == before)
            }
        }
        var sheet = sheet
        #expect(throws: Fault.self) { try sheet.apply(.fire, to: CueID("nobody")) }
    }

    @Test func `states of unknown cues are dropped and unknown states are pending`() {
        let sheet = CueSheet(cues: [Self.cue("a", at: 5)], states: [CueID("gone"): .fired])
        #expect(sheet.states.isEmpty)
        #expect(sheet.state(of: CueID("a")) == .pending)
    }

    /// Random commands, clock turns and restarts from what was "stored": the clock and the hands together fire a cue once.
    @Test(arguments: 0..<50) func `no cue fires twice under any history`(seed: UInt64) throws {
        var random = TestRandom(seed: seed)
        let cues = (0..<12).map {
            Self.cue("c\($0)", at: Int64.random(in: 0...60, using: &random), byHand: Bool.random(using: &random))
        }
        var sheet = CueSheet(cues: cues)
        var fired: [CueID: Int] = [:]
        var time = Duration.zero
        for _ in 0..<200 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1:
                time += .milliseconds(Int64.random(in: 0...2_000, using: &random))
                for due in sheet.fireDue(at: time) {
                    #expect(due.late >= .zero && due.cue.at <= time)
                    fired[due.cue.id, default: 0] += 1
                }
            case 2: sheet.isHeld.toggle()
            case 3: sheet = CueSheet(cues: cues, states: sheet.states, isHeld: sheet.isHeld, current: sheet.current)
            default:
                let cue = try #require(cues.randomElement(using: &random))
                let command = try #require(CueSheet.Command.allCases.randomElement(using: &random))
                if (try? sheet.apply(command, to: cue.id)) == .fired { fired[cue.id, default: 0] += 1 }
            }
        }
        #expect(fired.values.allSatisfy { $0 == 1 })
        #expect(Set(fired.keys) == Set(sheet.states.filter { $0.value == .fired }.keys))
        #expect(!fired.isEmpty)
    }
}
