import BroadcastModel
import Foundation
import Persistence
import SQLiteStore
import Testing

/// A daemon's control room on a real store and real clocks, killed with SIGKILL wherever that finds it: while it opens the
/// store, while it recovers, while the clock fires.
@Suite struct ExactlyOnceTests {
    private static let kills = 200
    private static let lanes = 4

    @Test(.timeLimit(.minutes(5)))
    func `killed 200 times, every cue is settled once, by its own rule`() async throws {
        let shows = try await withThrowingTaskGroup(of: [SettledShow].self) { group in
            for _ in 0..<Self.lanes { group.addTask { try await Self.lane(kills: Self.kills / Self.lanes) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        for show in shows { try show.check() }
        // Both sides of lateness occurred, for each rule.
        let rows = shows.flatMap { show in
            let rules = Dictionary(show.record.plan.cues.map { ($0.id, $0.late) }) { first, _ in first }
            return show.settling.filter { $0.by == "clock" }.map { row in
                (rule: row.cue.flatMap { rules[$0] }, action: row.action, late: row.lateMilliseconds ?? 0)
            }
        }
        #expect(rows.contains { $0.rule == .run && $0.action == .fired && $0.late > 5000 })
        #expect(rows.contains { $0.rule == .skip && $0.action == .skipped })
        #expect(rows.contains { $0.rule == .ask && $0.action == .asked })
        for rule in Cue.LateRule.allCases {
            #expect(rows.contains { $0.rule == rule && $0.action == .fired && (1000..<5000).contains($0.late) })
        }
    }

    /// Show after show, each in a directory of its own, until it has killed so many times; the last one ends in peace.
    private static func lane(kills: Int) async throws -> [SettledShow] {
        var shows: [SettledShow] = []
        var left = kills
        var isLongPauseDue = true
        while left > 0 {
            let folder = FileManager.default.temporaryDirectory.appending(path: "lianbo-once-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try await run(in: folder.path, left: &left, isLongPauseDue: &isLongPauseDue)
            let store = try SQLiteStore(directory: folder.path)
            shows += try await store.read { reader in
                try reader.broadcasts().map { try SettledShow($0.plan.id, from: reader) }
            }
        }
        return shows
    }

    /// One show to its end. One of a lane is left lying in its middle, long enough for some of its cues to be late, and some
    /// not.
    private static func run(in directory: String, left: inout Int, isLongPauseDue: inout Bool) async throws {
        let clock = ContinuousClock()
        var begin: ContinuousClock.Instant?
        while true {
            let driver = try CueKillDriver(directory: directory)
            guard left > 0 else {
                try await driver.ended()
                try #require(driver.isDone)
                return
            }
            if Int.random(in: 0..<5) > 0 {
                try await driver.up()
                begin = begin ?? clock.now
            }
            try await Task.sleep(for: .microseconds(Int.random(in: 0..<80_000)))
            guard try await driver.kill() else {
                try #require(driver.isDone)
                return
            }
            left -= 1
            if isLongPauseDue, let begin, (.milliseconds(600)..<(.milliseconds(1_500))).contains(clock.now - begin) {
                isLongPauseDue = false
                try await Task.sleep(for: .milliseconds(5_600))
            }
        }
    }
}
