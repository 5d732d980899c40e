import ArgumentParser
import BroadcastModel
import Rundown

/// Plans one edit of a long rundown: the edit, the sheet as it is then, and when everything will be.
struct Editing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "editing", abstract: "How long one edit of a long rundown is planned.")

    @Option(help: "Cues of the rundown.")
    var cues = 1000

    @Option(help: "How often each edit is planned.")
    var rounds = 300

    func run() async throws {
        let sheet = try sheet()
        let now = Duration.seconds(cues * 3)
        let edits: [(String, RundownEdit)] = [
            ("insert", .insert(Self.cue(cues), after: id(cues / 2))),
            ("replace", .replace(Self.cue(cues / 2))),
            ("move", .move(id(cues - 2), after: id(cues / 2))),
            ("remove", .remove(id(cues / 2))),
            ("shift", .shift(.seconds(5))),
        ]
        let clock = ContinuousClock()
        for (name, edit) in edits {
            var times: [Double] = []
            for _ in 0..<rounds {
                let start = clock.now
                let edited = try edit.applied(to: sheet)
                let after = CueSheet(
                    cues: edited, runs: sheet.runs, isHeld: sheet.isHeld, current: sheet.current, air: sheet.air,
                    length: sheet.length)
                let outlook = RundownOutlook(after, at: now)
                let next = after.nextByClock
                times.append(Double((clock.now - start).nanoseconds) / 1e6)
                guard outlook.times.count == edited.count, next != nil else { throw ExitCode.failure }
            }
            print("\(name)\(String(repeating: " ", count: 10 - name.count))\(Spread(times))")
        }
    }

    /// Cues of ten seconds, one after the other, every tenth with a moment of its own; a third of them has been fired.
    private func sheet() throws -> CueSheet {
        let all = (0..<cues - 1).map(Self.cue)
        var runs: [CueID: CueRun] = [:]
        for number in 0..<cues / 3 {
            runs[id(number)] = CueRun(.fired, since: .seconds(number * 10), count: 1)
        }
        return CueSheet(cues: all, runs: runs, current: id(cues / 3 - 1), length: .seconds(cues * 10))
    }

    private func id(_ number: Int) -> CueID { CueID("c\(number)") }

    private static func cue(_ number: Int) -> Cue {
        Cue(
            id: CueID("c\(number)"), kind: number % 7 == 3 ? .mark : .product,
            start: number % 10 == 0 && number < 1000 ? .at(Int64(number) * 10_000) : .after(0),
            lengthMilliseconds: 10_000, title: "Cue \(number)", product: ProductID("tea"))
    }
}
