import FoundationEssentials
import Subprocess
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One running program in a session of its own, so that a Ctrl-C at the terminal reaches it only through its owner.
///
/// A ``Bench`` starts and ends it. When this process dies first, the kernel kills the child: it is started through
/// `setpriv --pdeathsig KILL` where that exists, by a thread of swift-subprocess that lives as long as the process.
package final class ChildProcess: Sendable {
    package let label: String
    /// Process id, and id of its process group.
    package let pid: Int32
    /// Standard output and standard error together, line by line.
    package let output: OutputLog
    private let whole: Task<ChildEnd, Never>
    private let finished: EndBox

    private init(label: String, pid: Int32, output: OutputLog, whole: Task<ChildEnd, Never>, finished: EndBox) {
        self.label = label
        self.pid = pid
        self.output = output
        self.whole = whole
        self.finished = finished
    }

    /// Returns once the program is started. Throws what the system said when it could not be.
    static func start(_ command: ChildCommand) async throws -> ChildProcess {
        let output = OutputLog()
        let finished = EndBox()
        let (started, report) = AsyncThrowingStream<Int32, any Error>.makeStream()
        let whole = Task {
            let end: ChildEnd
            do {
                end = try await run(command, output: output) { pid in
                    report.yield(pid)
                    report.finish()
                }
            } catch {
                report.finish(
                    throwing: BenchFailure("\(command.label) could not be started from \(command.executable): \(error)")
                )
                end = .signalled(SIGKILL)
            }
            finished.set(end)
            output.close()
            return end
        }
        for try await pid in started {
            return ChildProcess(label: command.label, pid: pid, output: output, whole: whole, finished: finished)
        }
        throw BenchFailure("\(command.label) could not be started.")
    }

    /// How it ended; nil while it runs.
    package var end: ChildEnd? { finished.end }
    package var isRunning: Bool { end == nil }

    /// Sends a signal to the child and what it started; nothing once it has ended.
    package func signal(_ number: Int32) {
        finished.whileRunning { if Glibc.kill(-pid, number) != 0 { _ = Glibc.kill(pid, number) } }
    }

    /// Kills it at once (`SIGKILL`) and waits until it is gone.
    package func kill() async {
        signal(SIGKILL)
        _ = await whole.value
    }

    /// Asks it to end (`SIGTERM`), kills it when `grace` is over, and returns how it ended. May be called again.
    @discardableResult
    package func end(grace: Duration = .seconds(5)) async -> ChildEnd {
        signal(SIGTERM)
        if let end = try? await waitForEnd(within: grace) { return end }
        signal(SIGKILL)
        return await whole.value
    }

    /// Waits until it ends by itself. Throws ``TimeLimitExceeded`` when it does not.
    package func waitForEnd(within limit: Duration) async throws -> ChildEnd {
        try await finished.wait(within: limit, label: label)
    }

    /// Waits for a line that `isWanted` accepts; lines that were printed before count. Throws when the child ends
    /// first, with its last lines, or when the limit is over.
    @discardableResult
    package func waitForLine(
        within limit: Duration, _ what: String, _ isWanted: @escaping @Sendable (String) -> Bool
    ) async throws -> String {
        do {
            return try await output.waitForLine(within: limit, what, isWanted)
        } catch OutputLog.Closed.closed {
            throw BenchFailure(
                "\(label) ended before \(what) (\(await whole.value)). Its last lines:\n\(output.tail())")
        }
    }

    private static func run(
        _ command: ChildCommand, output: OutputLog, started: @escaping @Sendable (Int32) -> Void
    ) async throws -> ChildEnd {
        let result = try await Subprocess.run(
            GuardedLaunch(command).configuration, input: .none, output: .sequence, error: .combinedWithOutput
        ) { execution in
            started(execution.processIdentifier.value)
            for try await line in execution.standardOutput.strings(bufferingPolicy: .unbounded) { output.append(line) }
        }
        return ChildEnd(result.terminationStatus)
    }
}
