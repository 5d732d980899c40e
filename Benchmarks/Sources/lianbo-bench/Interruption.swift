import Foundation
import Glibc
import Synchronization
import TestBench

/// Ctrl-C and a polite end from outside: what the present run started is ended, and so are we.
enum Interruption {
    private static let current = Mutex<Bench?>(nil)
    nonisolated(unsafe) private static var wakeEnd: Int32 = -1

    static func watch() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchFailure("No pipe can be had.") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let readEnd = ends[0]
        wakeEnd = ends[1]
        // A handler, not an ignored signal: children would inherit the latter.
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in
                var byte: UInt8 = 1
                _ = write(Interruption.wakeEnd, &byte, 1)
            }
        }
        signal(SIGPIPE, SIG_IGN)
        let thread = Thread {
            var byte: UInt8 = 0
            while read(readEnd, &byte, 1) < 0, errno == EINTR {}
            current.withLock { $0?.endAtOnce() }
            _exit(130)
        }
        thread.start()
    }

    /// `body` with a bench of its own, which is ended before this returns, and at once when we are interrupted.
    static func withBench<Result: Sendable>(_ body: @Sendable (Bench) async throws -> Result) async throws -> Result {
        try await TestBench.withBench { bench in
            current.withLock { $0 = bench }
            return try await body(bench)
        }
    }
}
