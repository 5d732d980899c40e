import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A `lianbod` binary run with a configuration file of its own, as an operator runs it.
///
/// It ends with its ``Bench``. ``kill()`` and ``restart()`` are for the tests of recovery: the data directory stays.
package actor DaemonProcess {
    private let bench: Bench
    private let binary: String
    private let arguments: [String]
    private let healthPort: Int
    private let environment: [String: String?]
    private var process: ChildProcess
    private var earlierLines: [String] = []

    private init(
        bench: Bench, binary: String, arguments: [String], healthPort: Int, environment: [String: String?],
        process: ChildProcess
    ) {
        self.bench = bench
        self.binary = binary
        self.arguments = arguments
        self.healthPort = healthPort
        self.environment = environment
        self.process = process
    }

    /// Starts `binary --config configurationFile` and returns when `GET /healthz` on `healthPort` answers 200. Throws
    /// ``BenchFailure`` with the daemon's last lines when it ends first, ``TimeLimitExceeded`` when it does neither within `limit`.
    package static func start(
        on bench: Bench, binary: String, configurationFile: String, healthPort: Int,
        environment: [String: String?] = [:],
        within limit: Duration = .seconds(20)
    ) async throws -> DaemonProcess {
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            throw BenchFailure("There is no daemon at \(binary). Build it with: make build")
        }
        let arguments = ["--config", configurationFile]
        let process = try await bench.start(
            ChildCommand("lianbod", executable: binary, arguments: arguments, environment: environment))
        let daemon = DaemonProcess(
            bench: bench, binary: binary, arguments: arguments, healthPort: healthPort, environment: environment,
            process: process)
        try await daemon.waitUntilHealthy(within: limit)
        return daemon
    }

    package var pid: Int32 { process.pid }
    package var isRunning: Bool { process.isRunning }
    /// Everything it logged, over all its starts.
    package var lines: [String] { earlierLines + process.output.lines }
    /// The last lines it logged, for an error message.
    package var tail: String { process.output.tail() }

    /// Asks it to end (`SIGTERM`) and returns how it did; kills it when `grace` is over.
    @discardableResult
    package func terminate(grace: Duration = .seconds(10)) async -> ChildEnd { await process.end(grace: grace) }

    /// `kill -9`: it gets no chance to save anything.
    package func kill() async { await process.kill() }

    /// Sends it a signal.
    package func signal(_ number: Int32) { process.signal(number) }

    /// Starts it again over the same data, after ``terminate(grace:)`` or ``kill()``; returns when it is healthy.
    package func restart(within limit: Duration = .seconds(20)) async throws {
        await process.end()
        earlierLines += process.output.lines
        process = try await bench.start(
            ChildCommand("lianbod", executable: binary, arguments: arguments, environment: environment))
        try await waitUntilHealthy(within: limit)
    }

    /// Waits for a log line of the present start.
    @discardableResult
    package func waitForLine(
        within limit: Duration, _ what: String, _ isWanted: @escaping @Sendable (String) -> Bool
    ) async throws -> String {
        try await process.waitForLine(within: limit, what, isWanted)
    }

    private func waitUntilHealthy(within limit: Duration) async throws {
        let process = process
        _ = try await eventually("lianbod to be healthy", within: limit, every: .milliseconds(50)) {
            if let end = process.end {
                throw BenchFailure(
                    "lianbod ended before it was ready (\(end)). Its last lines:\n\(process.output.tail())")
            }
            let reply = try? await PlainHTTP.get(port: healthPort, "/healthz", within: .seconds(2))
            return reply?.status == 200 ? true : nil
        }
    }
}
