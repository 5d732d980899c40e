import BroadcastModel
import Rundown
import Testing

@Suite struct RundownOutlookTests {
    private static let cues: [Cue] = [
        .fixed("opening", 0, length: 60), .follows("tea", length: 300),
        .follows("restock", kind: .restock, byHand: true),
        .follows("rice", length: 240), .fixed("news", 900, length: 60), .follows("goodbye", length: 120),
    ]
    private static func sheet(_ runs: [CueID: CueRun] = [:], current: CueID? = nil) -> CueSheet {
        CueSheet(cues: cues, runs: runs, current: current, length: .seconds(1_200))
    }
    private static func starts(_ outlook: RundownOutlook) -> [Duration] { outlook.times.map(\.expected.start) }

    @Test func `before air everything is expected as planned`() {
        let outlook = RundownOutlook(Self.sheet(), at: nil)
        #expect(outlook.times.map(\.planned.start.milliseconds) == [0, 60_000, 360_000, 360_000, 900_000, 960_000])
        #expect(outlook.times.map(\.planned) == outlook.times.map(\.expected))
        #expect(outlook.plannedEnd == .seconds(1_080) && outlook.expectedEnd == .seconds(1_080))
        #expect(outlook.over == .seconds(-120) && outlook.late == .zero)
        #expect(outlook.current == nil && outlook.next == "opening" && outlook.nextIn == nil)
    }

    @Test func `lateness is handed down the line as far as a fixed start takes it up`() {
        // The opening went 200 s over: tea began at 260 instead of 60.
        let sheet = Self.sheet(
            ["opening": CueRun(.fired, since: .zero, count: 1), "tea": CueRun(.fired, since: .seconds(260), count: 1)],
            current: "tea")
        let outlook = RundownOutlook(sheet, at: .seconds(300))
        #expect(Self.starts(outlook) == [0, 260, 560, 560, 900, 960].map { .seconds($0) })
        #expect(outlook.times[0].expected.end == .seconds(260), "it lasted until the next one began")
        #expect(outlook.late == .seconds(200) && outlook.remaining == .seconds(260))
        #expect(outlook.expectedEnd == .seconds(1_080) && outlook.over == .seconds(-120), "the gap before the news")
    }

    @Test func `what is on air goes on until now when nothing follows, and pushes the rest`() {
        var cues = Self.cues
        cues[3].byHand = true
        let sheet = CueSheet(
            cues: cues, runs: ["opening": CueRun(.fired, since: .zero), "tea": CueRun(.fired, since: .seconds(60))],
            current: "tea", length: .seconds(1_200))
        let outlook = RundownOutlook(sheet, at: .seconds(1_000))
        #expect(outlook.remaining == .seconds(-640) && outlook.times[1].expected.end == .seconds(1_000))
        #expect(Self.starts(outlook)[3...] == [.seconds(1_000), .seconds(1_000), .seconds(1_060)])
        #expect(outlook.over == .seconds(40), "rice to 1,240, news from 1,000 to 1,060, goodbye to 1,180")
        #expect(outlook.late == .seconds(640) && outlook.next == "rice" && outlook.nextIn == .seconds(-640))
    }

    @Test func `a fixed end takes up what came before`() {
        let cues: [Cue] = [
            .fixed("a", 0, length: 100), .follows("b", length: 200, until: 300), .follows("c", length: 50),
        ]
        let sheet = CueSheet(
            cues: cues, runs: ["a": CueRun(.fired, since: .seconds(90))], current: "a", length: .seconds(350))
        let outlook = RundownOutlook(sheet, at: .seconds(95))
        #expect(Self.starts(outlook) == [90, 190, 300].map { .seconds($0) })
        #expect(outlook.over == .zero && outlook.late == .seconds(90))
    }

    @Test func `the next one is overdue when it waits for a hand`() {
        var cues = Self.cues
        cues[1].byHand = true
        let sheet = CueSheet(cues: cues, runs: ["opening": CueRun(.fired, since: .zero)], current: "opening")
        #expect(RundownOutlook(sheet, at: .seconds(50)).nextIn == .seconds(10))
        #expect(RundownOutlook(sheet, at: .seconds(95)).nextIn == .seconds(-35))
    }

    @Test func `a cue without a length lasts until the next has its moment, the last one until the end`() {
        let sheet = CueSheet(cues: [.fixed("a", 10), .fixed("b", 40), .follows("c")], length: .seconds(100))
        let outlook = RundownOutlook(sheet, at: nil)
        #expect(outlook.times.map(\.planned.end.milliseconds) == [40_000, 40_000, 100_000])
        #expect(outlook.over == .zero)
    }

    /// Whatever happened: spans go forward, nothing pending lies in the past, and what has begun is what was stored.
    @Test(arguments: 0..<100) func `no history makes an outlook absurd`(seed: UInt64) throws {
        var random = TestRandom(seed: seed)
        var sheet = CueSheet(cues: Cue.random(15, using: &random), length: .seconds(120))
        var time = Duration.zero
        for _ in 0..<60 {
            time += .milliseconds(Int64.random(in: 0...5_000, using: &random))
            _ = sheet.fireDue(at: time)
            if Bool.random(using: &random) {
                let cue = try #require(sheet.cues.randomElement(using: &random))
                let command = try #require(CueSheet.Command.allCases.randomElement(using: &random))
                _ = try? sheet.apply(command, to: cue.id, at: time)
            } else if Int.random(in: 0..<6, using: &random) == 0 {
                _ = try? sheet.back(at: time)
            }
            let outlook = RundownOutlook(sheet, at: time)
            for (cue, times) in zip(sheet.cues, outlook.times) {
                #expect(times.planned.start <= times.planned.end && times.expected.start <= times.expected.end)
                if times.hasBegun { #expect(times.expected.start == sheet.runs[cue.id]?.since ?? .zero) }
                if sheet.state(of: cue.id).isOpen { #expect(times.expected.start >= time) }
            }
            #expect(outlook.current == sheet.current && outlook.next == (sheet.nextOnLine ?? sheet.next)?.id)
            #expect(outlook.over == outlook.expectedEnd - .seconds(120))
        }
    }
}
