import BroadcastModel
import Ingest
import Program
import ServiceLifecycle
import Testing

/// A running server with one feed, `host`, whose key is `k-host-1`; the monitor token is `m-token-1`.
struct Bench: Sendable {
    static let feed = FeedID("host")
    static let key = "k-host-1"
    static let token = "m-token-1"
    static let broadcast = BroadcastID("night")

    let switchboard: Switchboard
    let logs: LogCollector
    let service: IngestService
    let group: ServiceGroup
    let port: Int

    /// What the program of the feed holds so far.
    var program: MediaLog { switchboard.openProgram(of: Self.broadcast, feed: Self.feed) }

    /// Starts the server, runs `body`, shuts the server down gracefully and waits for it.
    static func run(
        _ change: (inout IngestConfiguration) -> Void = { _ in }, _ body: (Bench) async throws -> Void
    ) async throws {
        var configuration = IngestConfiguration()
        configuration.port = 0
        configuration.lingerTimeout = .milliseconds(500)
        change(&configuration)
        let switchboard = Switchboard(clock: SystemClock())
        switchboard.openFeed(feed, key: Secret(key))
        switchboard.setMonitorToken(Secret(token))
        _ = switchboard.openProgram(of: broadcast, feed: feed)
        let logs = LogCollector()
        let service = IngestService(configuration: configuration, switchboard: switchboard, logger: logs.logger)
        let group = ServiceGroup(services: [service], logger: logs.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(try await service.boundAddress().port)
            let bench = Bench(switchboard: switchboard, logs: logs, service: service, group: group, port: port)
            do {
                try await body(bench)
            } catch {
                tasks.cancelAll()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        for line in logs.lines {
            #expect(!"\(line)".contains(key) && !"\(line)".contains(token), "a secret in a log line")
        }
    }
}
