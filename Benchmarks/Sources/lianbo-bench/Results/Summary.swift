/// The runs of one case together: medians over the rounds. Ratios are taken within a round, so that a machine that
/// drifts from round to round does not change them.
struct Summary: Sendable {
    let wanted: BenchCase
    let runs: [RunFigures]
    let againstFloor: Double?
    let againstNginx: Double?

    /// Nil when the case was not measured.
    init?(of wanted: BenchCase, in report: BenchReport) {
        runs = report.figures(of: wanted)
        guard !runs.isEmpty else { return nil }
        self.wanted = wanted
        func ratio(_ kind: ContenderKind, secure: Bool) -> Double? {
            var other = wanted
            other.contender = kind
            other.secure = secure
            other.tickMilliseconds = kind.hasTick ? Self.tick(of: wanted, in: report) : nil
            let rounds = Set(report.runs.map(\.round)).sorted()
            return Shown.median(
                rounds.compactMap { round in
                    let here = report.runs.first { $0.round == round && $0.case == wanted }?.figures
                    let there = report.runs.first { $0.round == round && $0.case == other }?.figures
                    guard let here, let there, there.cpuShare > 0 else { return nil }
                    return here.cpuShare / there.cpuShare
                })
        }
        againstFloor = ratio(.floor, secure: wanted.secure)
        againstNginx = wanted.secure ? nil : ratio(.nginx, secure: false)
    }

    /// Which of the floor's ticks a case stands against: its own; one send a message where 1 ms stands for that; and for
    /// a contender without a tick the one measured first.
    private static func tick(of wanted: BenchCase, in report: BenchReport) -> Int? {
        let ticks = report.runs.filter { $0.case.contender == .floor && $0.case.block == wanted.block }
            .compactMap(\.case.tickMilliseconds)
        guard let own = wanted.tickMilliseconds else { return ticks.first }
        return own == 1 && !ticks.contains(1) ? 0 : own
    }

    func median(_ value: (RunFigures) -> Double?) -> Double? { Shown.median(runs.compactMap(value)) }

    var cpuShare: Double { median { $0.cpuShare } ?? 0 }
    /// Least and most over the rounds, where there were several.
    var cpuSpread: String {
        guard runs.count > 1, let least = runs.map(\.cpuShare).min(), let most = runs.map(\.cpuShare).max() else {
            return ""
        }
        return " (\(Shown.fixed(least * 100, 1))-\(Shown.fixed(most * 100, 1)))"
    }
    var residentMiB: Double? { median { $0.residentKiB.map { Double($0) / 1024 } } }
    var gotEverything: Bool { runs.allSatisfy(\.gotEverything) && runs.allSatisfy { ($0.delay?.missing ?? 0) == 0 } }

    /// What of the bytes due did not come, or came besides.
    var completeness: String {
        guard !gotEverything else { return "all" }
        guard let worst = runs.max(by: { $0.worstShortBytes < $1.worstShortBytes }) else { return "-" }
        var words = ["\(worst.accountsExact)/\(worst.accountsCounted) exact"]
        if worst.worstShortBytes > 0 { words.append("-\(worst.worstShortBytes)") }
        if worst.worstExtraBytes > 0 { words.append("+\(worst.worstExtraBytes)") }
        if let missing = worst.delay?.missing, missing > 0 { words.append("\(missing) frames missing") }
        return words.joined(separator: " ")
    }
}
