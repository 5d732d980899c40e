import BroadcastModel
import Logging
import Program
import Studio
import TestBench

/// A switchboard with feeds and a Studio that publishes to it, run for the length of `body`.
final class FeedStage: Sendable {
    static let limit: Duration = .seconds(30)
    let board = Switchboard(clock: SystemClock())
    let studio: StudioFeeds

    private init(_ feeds: [FeedID], _ configuration: StudioConfiguration) {
        let board = board
        for feed in feeds { board.openFeed(feed, key: Secret("k")) }
        board.setMonitorToken(Secret("t"))
        studio = StudioFeeds(configuration: configuration, clock: SystemClock(), logger: Self.quiet) { feed in
            try board.beginPublish(application: "live", streamName: Secret("\(feed)?key=k"), peer: "studio")
        }
    }

    static let quiet = Logger(label: "studio", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Cancels the Studio afterwards, and checks that it leaves no process behind.
    static func with(
        _ feeds: [FeedID], _ change: (inout StudioConfiguration) -> Void = { _ in },
        body: @escaping @Sendable (FeedStage) async throws -> Void
    ) async throws {
        var configuration = StudioConfiguration()
        configuration.silenceTimeout = .seconds(4)
        configuration.endingTimeout = .seconds(1)
        configuration.retryCap = .milliseconds(300)
        change(&configuration)
        let stage = FeedStage(feeds, configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stage.studio.run() }
            do {
                try await body(stage)
            } catch {
                let reports = stage.studio.reports()
                group.cancelAll()
                throw BenchFailure("\(error)\nChildren: \(reports)")
            }
            group.cancelAll()
        }
    }

    func log(_ feed: FeedID) throws -> MediaLog {
        try board.beginPlay(application: "live", streamName: Secret("\(feed)?token=t"))
    }

    func report(_ feed: FeedID) -> StudioChildReport? { studio.reports()[feed] }

    /// Waits until the child of `feed` runs and both pictures and sound have come since `sequence`.
    @discardableResult
    func waitForMedia(_ feed: FeedID, after sequence: UInt64 = 0) async throws -> [LogEntry] {
        let log = try log(feed)
        return try await eventually("pictures and sound of \(feed)", within: Self.limit) {
            guard case .running = self.studio.statuses()[feed] else { return nil }
            let entries = log.read(from: sequence, limit: 100_000).entries
            let kinds = Set(entries.filter { !$0.message.traits.contains(.header) }.map(\.message.kind))
            return kinds.isSuperset(of: [.video, .audio]) ? entries : nil
        }
    }

    func waitForProcess(_ feed: FeedID, otherThan old: Int32? = nil) async throws -> Int32 {
        try await eventually("a process for \(feed)", within: Self.limit) {
            self.report(feed)?.processID.flatMap { $0 == old ? nil : $0 }
        }
    }
}
