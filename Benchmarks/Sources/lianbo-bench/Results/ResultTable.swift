/// What was measured, for people.
enum ResultTable {
    private static let head = [
        "", "tick", "CPU % of a core", "x floor", "x nginx", "us/s/acct", "p50 ms", "p90", "p99", "max", "RSS MiB",
        "start s", "bytes due", "others %", "load",
    ]

    static func lines(_ report: BenchReport) -> [String] {
        var cases: [BenchCase] = []
        for run in report.runs where !cases.contains(run.case) { cases.append(run.case) }
        var blocks: [BenchCase.Block] = []
        for wanted in cases where !blocks.contains(wanted.block) { blocks.append(wanted.block) }
        var lines: [String] = []
        for block in blocks {
            lines += ["", block.title]
            let rows = cases.filter { $0.block == block }.map { row($0, report) }
            lines += aligned([head] + rows).map { "  " + $0 }
        }
        return lines + threads(cases, report)
    }

    /// Where the daemon's time goes: sending beside the floor, which only sends, and what the floor does not do.
    private static func threads(_ cases: [BenchCase], _ report: BenchReport) -> [String] {
        let rows = cases.filter { $0.contender == .lianbod }.compactMap { wanted -> [String]? in
            guard let found = Summary(of: wanted, in: report) else { return nil }
            func share(_ of: (String) -> Bool) -> Double {
                found.median { figures in
                    guard figures.windowSeconds > 0 else { return nil }
                    return figures.cpuSecondsByThread.reduce(0) { $0 + (of($1.key) ? $1.value : 0) }
                        / figures.windowSeconds
                } ?? 0
            }
            let floor = found.againstFloor.map { found.cpuShare / $0 }
            let sending = share { $0 == "relay" }
            return [
                "\(wanted.block.title), \(wanted.tickMilliseconds.map { $0 == 0 ? "each" : "\($0) ms" } ?? "")",
                Shown.fixed(sending * 100, 2), Shown.optional(floor.map { sending / $0 }, 2),
                Shown.fixed(share { $0 == "NIO" } * 100, 2),
                Shown.fixed(share { $0 != "relay" && $0 != "NIO" } * 100, 2),
            ]
        }
        guard !rows.isEmpty else { return [] }
        let head = ["", "sending % of a core", "x floor", "receiving %", "control room and clock %"]
        return ["", "lianbod's time by thread"] + aligned([head] + rows).map { "  " + $0 }
    }

    private static func row(_ wanted: BenchCase, _ report: BenchReport) -> [String] {
        let title = [wanted.contender.title, wanted.tickMilliseconds.map { $0 == 0 ? "each" : "\($0) ms" } ?? ""]
        guard let found = Summary(of: wanted, in: report) else {
            let note = report.runs.first { $0.case == wanted }?.note ?? "not run"
            return title + [note.split(separator: "\n").first.map(String.init) ?? note]
        }
        return title + [
            Shown.fixed(found.cpuShare * 100, 2) + found.cpuSpread,
            wanted.contender == .floor ? "1" : Shown.optional(found.againstFloor, 2),
            wanted.contender == .nginx ? "1" : Shown.optional(found.againstNginx, 2),
            Shown.fixed(found.cpuShare * 1e6 / Double(wanted.accounts), 0),
            Shown.optional(found.median { $0.delay?.p50 }, 1), Shown.optional(found.median { $0.delay?.p90 }, 1),
            Shown.optional(found.median { $0.delay?.p99 }, 1), Shown.optional(found.median { $0.delay?.max }, 1),
            Shown.optional(found.residentMiB, 1), Shown.optional(found.median { $0.secondsToLastMedia }, 2),
            found.completeness,
            Shown.fixed(
                (found.median { $0.windowSeconds > 0 ? $0.othersBusySeconds / $0.windowSeconds : nil } ?? 0) * 100, 0),
            Shown.fixed(found.median { $0.loadAfter } ?? 0, 1),
        ]
    }

    /// Columns as wide as their widest entry; a row of three entries is a title and a sentence.
    static func aligned(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.filter { $0.count == count }.compactMap { $0.indices.contains(column) ? $0[column].count : nil }.max()
                ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                let blank = String(repeating: " ", count: max(0, widths[column] - text.count))
                return column == 0 || row.count < count ? text + blank : blank + text
            }.joined(separator: "  ")
        }
    }
}
