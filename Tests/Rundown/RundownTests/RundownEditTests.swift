import BroadcastModel
import Rundown
import Testing

@Suite struct RundownEditTests {
    private let sheet = CueSheet(
        cues: [
            .fixed("a", 0, length: 10), .follows("b", length: 10), .follows("chapter", kind: .mark),
            .follows("c", length: 10), .fixed("d", 60, until: 90),
        ],
        runs: ["a": CueRun(.fired, since: .zero, count: 1), "b": CueRun(.fired, since: .seconds(10), count: 1)],
        current: "b")

    private func ids(_ edit: RundownEdit) throws -> [String] { try edit.applied(to: sheet).map(\.id.rawValue) }

    @Test func `a cue can be put in, moved, changed and taken out where nothing has begun`() throws {
        #expect(try ids(.insert(.follows("x"), after: "c")) == ["a", "b", "chapter", "c", "x", "d"])
        #expect(try ids(.insert(.follows("x"), after: nil)) == ["a", "b", "x", "chapter", "c", "d"])
        #expect(try ids(.move("c", after: "d")) == ["a", "b", "chapter", "d", "c"])
        #expect(try ids(.move("c", after: nil)) == ["a", "b", "c", "chapter", "d"])
        #expect(try ids(.remove("c")) == ["a", "b", "chapter", "d"])
        let longer = Cue.follows("c", length: 40)
        #expect(try RundownEdit.replace(longer).applied(to: sheet)[3] == longer)
    }

    @Test func `what is on air or was is frozen`() {
        let edits: [RundownEdit] = [
            .replace(.follows("b")), .remove("a"), .move("b", after: "d"), .insert(.follows("x"), after: "a"),
            .move("c", after: "a"),
        ]
        for edit in edits {
            let fault = #expect(throws: Fault.self) { try edit.applied(to: sheet) }
            #expect(fault?.code == .conflict, "\(edit)")
        }
    }

    @Test func `mistakes are refused with their reason`() {
        #expect(throws: Fault.self) { try RundownEdit.insert(.follows("c"), after: nil).applied(to: sheet) }
        #expect(throws: Fault.self) { try RundownEdit.remove("nobody").applied(to: sheet) }
        #expect(throws: Fault.self) { try RundownEdit.insert(.follows("x"), after: "nobody").applied(to: sheet) }
        let fault = #expect(throws: Fault.self) {
            try RundownEdit.insert(.fixed("x", 30), after: "d").applied(to: sheet)
        }
        #expect(fault?.message.contains("“d”") == true)
        let full = CueSheet(cues: (0..<Cue.mostInRundown).map { .follows("c\($0)") })
        #expect(throws: Fault.self) { try RundownEdit.insert(.follows("x"), after: nil).applied(to: full) }
    }

    @Test func `a shift moves the rest once, however its cues hang together`() throws {
        for by in [Duration.seconds(30), .seconds(-5)] {
            let before = RundownOutlook(sheet, at: .seconds(12))
            let shifted = CueSheet(
                cues: try RundownEdit.shift(by).applied(to: sheet), runs: sheet.runs, current: sheet.current)
            let after = RundownOutlook(shifted, at: .seconds(12))
            let moved = zip(before.times, after.times).map { $1.expected.start - $0.expected.start }
            #expect(moved == [.zero, .zero, by, by, by])
            #expect(shifted.cues[4].until == .seconds(90) + by)
        }
        #expect(throws: Fault.self) { try RundownEdit.shift(.seconds(-61)).applied(to: sheet) }
    }

    @Test func `what was fired early, or is left out, orders nothing`() throws {
        let sheet = CueSheet(
            cues: [.fixed("a", 0), .fixed("b", 60), .fixed("x", 61), .fixed("c", 65)],
            runs: [
                "a": CueRun(.fired, since: .zero), "b": CueRun(.fired, since: .seconds(50)), "x": CueRun(.skipped),
            ], current: "b")
        let cues = try RundownEdit.shift(.seconds(-10)).applied(to: sheet)
        #expect(cues.map(\.start) == [.at(0), .at(60_000), .at(61_000), .at(55_000)] as [Cue.Start])
    }

    /// A clock that is read here judges nothing: the number is printed for whoever looks.
    @Test func `an edit of a thousand cues keeps every other cue`() throws {
        let cues = (0..<999).map { Cue.follows("c\($0)", length: 10) }
        let sheet = CueSheet(cues: cues, runs: ["c0": CueRun(.fired, since: .zero)], current: "c0")
        let began = ContinuousClock.now
        let edited = try RundownEdit.move("c500", after: "c2").applied(to: sheet)
        let outlook = RundownOutlook(
            CueSheet(cues: edited, runs: sheet.runs, current: sheet.current), at: .seconds(5))
        print("one edit and the outlook of 999 cues: \(ContinuousClock.now - began)")
        #expect(edited[3].id == "c500" && Set(edited.map(\.id)) == Set(cues.map(\.id)))
        #expect(outlook.times.last?.expected.end == .seconds(9_990))
    }
}
