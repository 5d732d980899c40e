import FoundationEssentials
import Glibc
import TestBench

/// All cases, round after round, so that a machine that drifts shows it; then tables and JSON.
struct BenchRounds: Sendable {
    var plan: CasePlan
    var settings: ContenderSettings
    var rounds: Int
    var warmUp: Duration
    var window: Duration
    var clips: String
    var json: String

    func run(parameters: [String: String]) async throws {
        // Clips are made on all cores, before anything is bound.
        var sources: [Double: SourceClip] = [:]
        for rate in Set(plan.cases.map(\.megabits)).sorted() {
            say("clip of \(Shown.plain(rate)) Mbit/s")
            sources[rate] = try await SourceClip.load(megabits: rate, from: clips)
        }
        try await settings.cores.bindThisProcess()
        var report = BenchReport(
            machine: await MachineFacts.gather(settings.cores), parameters: parameters,
            clips: Dictionary(uniqueKeysWithValues: sources.map { (Shown.plain($0.key), $0.value.realBits) }))
        for line in report.machine.lines { say(line) }

        let cases = plan.cases
        for round in 1...rounds {
            for (index, wanted) in cases.enumerated() {
                let place = "round \(round)/\(rounds), run \(index + 1)/\(cases.count)"
                let tick = wanted.tickMilliseconds.map { ", tick \($0) ms" } ?? ""
                say("\(place): \(wanted.contender.title), \(wanted.block.title)\(tick)")
                var record = RunRecord(round: round, case: wanted, figures: nil, note: skip(wanted))
                if record.note == nil, let clip = sources[wanted.megabits] { await measure(clip, &record) }
                if let note = record.note { say("  \(note)") }
                if let figures = record.figures { say("  \(line(figures))") }
                report.runs.append(record)
                report.targets = Targets.lines(report)
                try report.write(to: json)
            }
        }
        print()
        for line in report.machine.lines { print(line) }
        for line in ResultTable.lines(report) { print(line) }
        print("\nWhat the relay is meant to reach")
        for line in Targets.table(report.targets) { print(line) }
        print("\nAll of it: \(json)")
    }

    private func measure(_ clip: SourceClip, _ record: inout RunRecord) async {
        var settings = settings
        settings.tickMilliseconds = record.case.tickMilliseconds ?? 0
        let run = CaseRun(clip: clip, settings: settings, warmUp: warmUp, window: window)
        let wanted = record.case
        do {
            record.figures = try await Interruption.withBench { try await run.run($0, wanted) }
        } catch let missing as MissingProgram {
            record.note = "skipped: \(missing)"
        } catch {
            record.note = "failed: \(error)"
        }
    }

    private func skip(_ wanted: BenchCase) -> String? {
        switch wanted.contender {
        case .srs:
            Programs.find("srs") == nil
                ? "skipped: SRS is not installed" : "skipped: SRS is installed, but this bench does not drive it"
        case .ffmpeg where wanted.accounts > FfmpegContender.mostAccounts:
            "skipped: ffmpeg's tee is not measured beyond \(FfmpegContender.mostAccounts) accounts"
        case .nginx where wanted.secure: "skipped: nginx-rtmp cannot push RTMPS"
        default: nil
        }
    }

    private func line(_ figures: RunFigures) -> String {
        let delay = figures.delay.map { "p50 \(Shown.fixed($0.p50, 1)) p99 \(Shown.fixed($0.p99, 1)) ms" } ?? "no delay"
        return "CPU \(Shown.fixed(figures.cpuShare * 100, 2)) %, \(delay), "
            + "\(figures.accountsExact)/\(figures.accountsCounted) accounts exact, load \(Shown.fixed(figures.loadAfter, 1))"
    }

    private func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}
