import GRDB
import Synchronization

/// Brings what the write-ahead log holds home into the file, on a connection of its own.
///
/// SQLite's way is to do it within whichever commit makes the log a thousand pages long, and that one waits for the disk
/// several times over: tens of milliseconds, in which no cue is written. From another connection it takes nothing from
/// anybody but the disk's time.
final class Checkpoints: Sendable {
    private struct State {
        var commits = 0
        var isRunning = false
        var lastAt = ContinuousClock.now
    }

    /// Commits after which it is time.
    private static let commits = 64
    /// Time after which the next commit makes it time, however few there were.
    private static let interval = Duration.seconds(30)
    /// Pages at which the log is too long to be left to grow: whoever writes waits until it begins anew. It comes to that only
    /// when somebody writes without a pause, or reads one state of the file for very long.
    private static let longestLog = 16_384

    private let connection: DatabaseQueue
    private let state = Mutex(State())

    init(path: String, busyTimeout: Duration) throws {
        var configuration = Configuration()
        configuration.label = "lianbo.checkpoints"
        configuration.busyMode = .timeout(Double(busyTimeout.milliseconds) / 1000)
        connection = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// After each commit, from any thread; returns at once.
    func noteCommit() {
        let isDue = state.withLock { state in
            state.commits += 1
            let now = ContinuousClock.now
            guard !state.isRunning, state.commits >= Self.commits || now - state.lastAt >= Self.interval else {
                return false
            }
            state = State(isRunning: true, lastAt: now)
            return true
        }
        guard isDue else { return }
        connection.asyncWriteWithoutTransaction { [weak self] database in
            // A disk that is full or gone shows in the writes themselves, where somebody waits for the answer; the log keeps
            // what is not home yet.
            let pages = try? Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(PASSIVE)")?[1] as Int?
            if let pages, pages > Self.longestLog { try? database.execute(sql: "PRAGMA wal_checkpoint(RESTART)") }
            self?.state.withLock { $0.isRunning = false }
        }
    }
}
