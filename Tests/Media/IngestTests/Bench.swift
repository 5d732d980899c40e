import BroadcastModel
import Foundation
import Ingest
import Program
import ServiceLifecycle
import Synchronization
import Testing

/// A running server with one feed, `host`, whose key is `k-host-1`; the monitor token is `m-token-1`.
struct Bench: Sendable {
    static let feed = FeedID("host")
    static let key = "k-host-1"
    static let token = "m-token-1"
    static let broadcast = BroadcastID("night")

    let switchboard: Switchboard
    let logs: LogCollector
    /// Whoever is handed over; nil: nobody is.
    let readers: FeedReaders?
    let service: IngestService
    let group: ServiceGroup
    let port: Int

    /// What the program of the feed holds so far.
    var program: MediaLog { switchboard.openProgram(of: Self.broadcast, feed: Self.feed) }

    /// Starts the server, runs `body`, shuts the server down gracefully and waits for it.
    ///
    /// With `handsOver` a thread reads publishers every other millisecond.
    static func run(
        handsOver: Bool = false, _ change: (inout IngestConfiguration) -> Void = { _ in },
        _ body: (Bench) async throws -> Void
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
        let readers = handsOver ? FeedReaders() : nil
        let drum = readers.map { Drum($0) }
        defer { drum?.stop() }
        let service = IngestService(
            configuration: configuration, switchboard: switchboard, readers: readers, logger: logs.logger)
        let group = ServiceGroup(services: [service], logger: logs.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(try await service.boundAddress().port)
            let bench = Bench(
                switchboard: switchboard, logs: logs, readers: readers, service: service, group: group, port: port)
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

/// Calls the readers, as the relay's thread does.
private final class Drum: Sendable {
    private static let period: TimeInterval = 0.002
    private let isOver = Atomic(false)

    init(_ readers: FeedReaders) {
        Thread { [self] in
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
            defer { buffer.deallocate() }
            while !isOver.load(ordering: .acquiring) {
                readers.readAll(into: buffer)
                Thread.sleep(forTimeInterval: Self.period)
            }
        }.start()
    }

    func stop() { isOver.store(true, ordering: .releasing) }
}
