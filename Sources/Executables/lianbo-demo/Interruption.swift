import Dispatch
import Synchronization
import TestBench

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Ctrl-C and its relatives: the first asks for a polite end, the second ends everything at once.
final class Interruption: Sendable {
    private struct State {
        var hasCome = false
        var listeners: [AsyncStream<Void>.Continuation] = []
    }
    private let state = Mutex(State())

    /// The end of a pipe that the signal handler writes to; set once, before the handler is.
    nonisolated(unsafe) private static var wakeEnd: Int32 = -1

    init(bench: Bench) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else {
            throw BenchFailure("No pipe can be made: \(String(cString: strerror(errno)))")
        }
        let readEnd = ends[0]
        Self.wakeEnd = ends[1]
        // A handler, not an ignored signal: children would inherit the latter.
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in
                let saved = errno
                var byte: UInt8 = 1
                _ = write(Interruption.wakeEnd, &byte, 1)
                errno = saved
            }
        }
        signal(SIGPIPE, SIG_IGN)
        DispatchQueue(label: "interruption").async { [weak self] in
            var byte: UInt8 = 0
            while true {
                let count = read(readEnd, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1, let self else { return }
                guard !self.come() else { continue }
                bench.endAtOnce()
                print("\nStopped at once.")
                fflush(nil)
                _exit(130)
            }
        }
    }

    var hasCome: Bool { state.withLock { $0.hasCome } }

    /// Throws `CancellationError` once the first interruption has come.
    func check() throws {
        if hasCome { throw CancellationError() }
    }

    /// One element when the first interruption comes, at once if it has.
    func events() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let hasCome = state.withLock { state in
            if !state.hasCome { state.listeners.append(continuation) }
            return state.hasCome
        }
        if hasCome {
            continuation.yield()
            continuation.finish()
        }
        return stream
    }

    /// Runs `body`, and cancels it when the first interruption comes; throws `CancellationError` then.
    func cancelling<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in self.events() {}
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    /// True for the first.
    private func come() -> Bool {
        let (isFirst, listeners) = state.withLock { state in
            defer {
                state.hasCome = true
                state.listeners = []
            }
            return (!state.hasCome, state.listeners)
        }
        for listener in listeners {
            listener.yield()
            listener.finish()
        }
        return isFirst
    }
}
