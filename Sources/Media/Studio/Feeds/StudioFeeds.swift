package import BroadcastModel
package import Logging
package import Program
import ServiceLifecycle
import Synchronization

/// Brings in the feeds that nobody publishes: one ffmpeg child a source, whose FLV becomes messages of the feed.
///
/// What is wanted is said as a whole by ``want(_:)``; ``run()`` makes it so. A child that breaks is a feed that is lost for a
/// while, as when a publisher is gone. Outlived by the switchboard it publishes to.
package final class StudioFeeds: Service {
    private struct Running {
        var source: PullSource
        var child: StudioChild
        var isStopping = false
        /// Its task is done, and it is still wanted as it was: a file that was played to its end.
        var isOver = false
    }

    private struct State {
        var wanted: [FeedID: PullSource] = [:]
        var running: [FeedID: Running] = [:]
    }

    private let configuration: StudioConfiguration
    private let clock: any ClockPort
    private let logger: Logger
    private let publish: @Sendable (FeedID) throws -> FeedPublisher
    private let state = Mutex(State())
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    /// `publish` gives hold of a feed at its first message, and throws a ``Fault`` (`streamBusy`, `notFound`) when it cannot.
    package init(
        configuration: StudioConfiguration = StudioConfiguration(), clock: any ClockPort, logger: Logger,
        publish: @escaping @Sendable (FeedID) throws -> FeedPublisher
    ) {
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        self.publish = publish
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// From now on exactly these sources are brought in. Returns at once; a source that stays the same is not disturbed, one that is
    /// no longer there is ended, one that changed is replaced. May be called before ``run()``.
    package func want(_ sources: [FeedID: PullSource]) {
        state.withLock { $0.wanted = sources }
        changed.yield()
    }

    /// Begins a wanted source anew: a file from its beginning, one that waits or has failed at once.
    package func restart(_ feed: FeedID) {
        let child = state.withLock { state -> StudioChild? in
            guard let running = state.running[feed], !running.isStopping else { return nil }
            guard !running.isOver else {
                state.running[feed] = nil
                return nil
            }
            state.running[feed]?.isStopping = true
            return running.child
        }
        child?.stop()
        changed.yield()
    }

    /// Of every wanted feed, and of those that are still ending.
    package func statuses() -> [FeedID: StudioChildStatus] {
        let (wanted, running) = state.withLock { ($0.wanted, $0.running) }
        return wanted.mapValues { _ in .starting }.merging(running.mapValues(\.child.status)) { $1 }
    }

    package func states() -> [FeedID: FeedSourceState] {
        let (wanted, running) = state.withLock { ($0.wanted, $0.running) }
        var states = wanted.mapValues { _ in FeedSourceState(.starting) }
        for (feed, entry) in running { states[feed] = FeedSourceState(entry.child.report) }
        return states
    }

    /// Of every child that was started.
    package func reports() -> [FeedID: StudioChildReport] {
        state.withLock { $0.running }.mapValues(\.child.report)
    }

    /// Returns when a graceful shutdown, or cancellation, has ended every child.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.supervise() }
        state.withLock { $0.running = [:] }
    }

    private func supervise() async {
        await withDiscardingTaskGroup { group in
            reconcile(&group)
            for await _ in changes { reconcile(&group) }
            group.cancelAll()
        }
    }

    private func reconcile(_ group: inout DiscardingTaskGroup) {
        let (stop, start) = state.withLock { state -> ([StudioChild], [(FeedID, StudioChild)]) in
            var stop: [StudioChild] = []
            var start: [(FeedID, StudioChild)] = []
            for (feed, running) in state.running where state.wanted[feed] != running.source {
                if running.isOver {
                    state.running[feed] = nil
                } else if !running.isStopping {
                    state.running[feed]?.isStopping = true
                    stop.append(running.child)
                }
            }
            for (feed, source) in state.wanted where state.running[feed] == nil {
                let child = self.child(feed, source)
                state.running[feed] = Running(source: source, child: child)
                start.append((feed, child))
            }
            return (stop, start)
        }
        for child in stop { child.stop() }
        for (feed, child) in start {
            group.addTask {
                await child.run()
                self.over(feed)
            }
        }
    }

    private func over(_ feed: FeedID) {
        state.withLock { state in
            guard let running = state.running[feed] else { return }
            if running.isStopping {
                state.running[feed] = nil
            } else {
                state.running[feed]?.isOver = true
            }
        }
        changed.yield()
    }

    private func child(_ feed: FeedID, _ source: PullSource) -> StudioChild {
        var logger = logger
        logger[metadataKey: "feed"] = "\(feed)"
        let job = PullJob(
            feed: feed, source: source, configuration: configuration, clock: clock, publish: publish)
        return StudioChild(job, clock: clock, logger: logger)
    }
}

extension StudioFeeds: CustomStringConvertible {
    /// For the service group's log.
    package var description: String { "studio feeds" }
}

extension FeedSourceState {
    init(_ report: StudioChildReport) {
        switch report.status {
        case .starting: self.init(.starting, fault: report.lastFault)
        case .running: self.init(.running, fault: nil)
        case .waiting: self.init(.waiting, fault: report.lastFault)
        case .failed(let fault): self.init(.failed, fault: fault)
        case .ended: self.init(.ended)
        }
    }
}
