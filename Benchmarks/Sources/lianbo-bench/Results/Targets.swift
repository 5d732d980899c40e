/// What the relay is meant to reach.
enum Targets {
    static func lines(_ report: BenchReport) -> [TargetLine] {
        var result: [TargetLine] = []
        var cases: [BenchCase] = []
        for run in report.runs where run.case.contender == .lianbod && !cases.contains(run.case) {
            cases.append(run.case)
        }
        for wanted in cases {
            let found = Summary(of: wanted, in: report)
            result += wanted.tickMilliseconds ?? 0 <= 1 ? immediate(wanted, found) : batched(wanted, found)
        }
        return result
    }

    static func table(_ lines: [TargetLine]) -> [String] {
        let rows = lines.map { line in
            [line.what, line.target, line.measured ?? "not measured", line.isMet.map { $0 ? "met" : "NOT met" } ?? ""]
        }
        return ResultTable.aligned([["", "target", "measured", ""]] + rows).map { "  " + $0 }
    }

    private static func batched(_ wanted: BenchCase, _ found: Summary?) -> [TargetLine] {
        let place = wanted.block.title
        var lines = [atMost(1.15, found?.againstFloor, "\(place): CPU against the floor at the same batch", 2)]
        guard !wanted.secure else { return lines }
        lines.append(atMost(0.60, found?.againstNginx, "\(place): CPU against nginx-rtmp push", 2))
        let isLarge = wanted.accounts > 300
        lines.append(
            atMost(isLarge ? 60 : 45, found?.median { $0.delay?.p99 }, "\(place): added delay, p99, ms", 1))
        let memory = 64 + 48 * Double(wanted.accounts) / 1024
        lines.append(atMost(memory, found?.residentMiB, "\(place): memory, MiB", 1))
        lines.append(
            atMost(
                isLarge ? 5 : 1.5, found?.median { $0.secondsToLastMedia },
                "\(place): from start to the last account's first media, s", 2))
        lines.append(
            TargetLine(
                what: "\(place): every byte due at every account", target: "all", measured: found?.completeness,
                isMet: found?.gotEverything))
        guard wanted.accounts == 107 else { return lines }
        lines += [
            atMost(0.72, found?.againstNginx, "\(place): below SRS's forward (quoted), CPU against nginx-rtmp", 2),
            atMost(240, found?.median { $0.delay?.p50 }, "\(place): below SRS's forward (quoted), p50, ms", 1),
            atMost(500, found?.median { $0.delay?.p99 }, "\(place): below SRS's forward (quoted), p99, ms", 1),
        ]
        return lines
    }

    private static func immediate(_ wanted: BenchCase, _ found: Summary?) -> [TargetLine] {
        let place = "\(wanted.block.title), tick \(wanted.tickMilliseconds ?? 0)"
        return [
            atMost(3, found?.median { $0.delay?.p99 }, "\(place): added delay, p99, ms", 1),
            atMost(1, found?.againstNginx, "\(place): CPU against nginx-rtmp push", 2),
            TargetLine(
                what: "\(place): every byte due at every account", target: "all", measured: found?.completeness,
                isMet: found?.gotEverything),
        ]
    }

    private static func atMost(_ target: Double, _ measured: Double?, _ what: String, _ digits: Int) -> TargetLine {
        TargetLine(
            what: what, target: "<= \(Shown.plain(target))", measured: measured.map { Shown.fixed($0, digits) },
            isMet: measured.map { $0 <= target })
    }
}
