package import BroadcastModel
package import Logging
package import Program
import ServiceLifecycle
import Synchronization

/// Makes the feeds that show several people at once (连麦): a decoder a person, one mixer, one encoder, in ffmpeg children that get
/// feeds through pipes and know no address and no key.
///
/// What is wanted is said as a whole by ``want(_:)``; ``run()`` makes it so. Outlived by the switchboard it reads and publishes to.
package final class StudioComposites: Service {
    private struct Running {
        var plan: CompositePlan
        var composite: Composite
        var isStopping = false
    }

    private struct State {
        var wanted: [FeedID: CompositePlan] = [:]
        var running: [FeedID: Running] = [:]
    }

    private let surroundings: Composite.Surroundings
    private let state = Mutex(State())
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    /// `directory`: an absolute path for names and fonts while they are shown, made when it is not there. `read` gives a feed's log;
    /// nil: there is no such feed (yet). `publish` gives hold of a composite's own feed at its first message, and throws a ``Fault``
    /// (`streamBusy`, `notFound`) when it cannot. `format` says what a composite is encoded in; it is asked until it
    /// answers, once for as long as the composite is wanted.
    package init(
        directory: String, configuration: StudioConfiguration = StudioConfiguration(), clock: any ClockPort,
        logger: Logger, read: @escaping @Sendable (FeedID) -> MediaLog?,
        publish: @escaping @Sendable (FeedID) throws -> FeedPublisher,
        format: @escaping @Sendable (CompositePlan) -> ProgramFormat?
    ) {
        surroundings = Composite.Surroundings(
            directory: directory, configuration: configuration, clock: clock, logger: logger, read: read,
            publish: publish, format: format)
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// From now on exactly these composites are made. Returns at once; one that changed goes on in its new shape without a break, one
    /// that is no longer there is ended. May be called before ``run()``.
    package func want(_ plans: [FeedID: CompositePlan]) {
        state.withLock { state in
            state.wanted = plans
            for (feed, plan) in plans {
                guard let running = state.running[feed], !running.isStopping, running.plan != plan else { continue }
                state.running[feed]?.plan = plan
                // At once, whatever the supervisor is doing, and in the order in which it was wanted.
                running.composite.show(plan)
            }
        }
        changed.yield()
    }

    /// Begins a wanted composite anew.
    package func restart(_ feed: FeedID) {
        let composite = state.withLock { state -> Composite? in
            guard let running = state.running[feed], !running.isStopping else { return nil }
            state.running[feed]?.isStopping = true
            return running.composite
        }
        composite?.stop()
    }

    /// Of every wanted composite, and of those that are still ending.
    package func states() -> [FeedID: CompositeState] {
        let (wanted, running) = state.withLock { ($0.wanted, $0.running) }
        let waiting = wanted.mapValues { plan in
            CompositeState(
                FeedSourceState(.starting), seats: plan.seats.map { CompositeSeatState(feed: $0.feed, phase: .waiting) }
            )
        }
        return waiting.merging(running.mapValues(\.composite.report)) { $1 }
    }

    /// Process ids of a composite's children: the encoder's, and those of decoders by the feeds they decode. Nil: it does not run.
    package func processes(of feed: FeedID) -> (encoder: Int32?, decoders: [FeedID: Int32])? {
        state.withLock { $0.running[feed] }?.composite.processes
    }

    /// Returns when a graceful shutdown, or cancellation, has ended every child.
    package func run() async throws {
        SeatWorkshop.removeLeftovers(in: surroundings.directory)
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
        let (stop, start) = state.withLock { state -> ([Composite], [(FeedID, Composite)]) in
            var stop: [Composite] = []
            var start: [(FeedID, Composite)] = []
            for (feed, running) in state.running where state.wanted[feed] == nil && !running.isStopping {
                state.running[feed]?.isStopping = true
                stop.append(running.composite)
            }
            for (feed, plan) in state.wanted where state.running[feed] == nil {
                let composite = Composite(feed, plan, surroundings)
                state.running[feed] = Running(plan: plan, composite: composite)
                start.append((feed, composite))
            }
            return (stop, start)
        }
        for composite in stop { composite.stop() }
        for (feed, composite) in start {
            group.addTask {
                await composite.run()
                self.over(feed)
            }
        }
    }

    private func over(_ feed: FeedID) {
        state.withLock { $0.running[feed] = nil }
        changed.yield()
    }
}

extension StudioComposites: CustomStringConvertible {
    /// For the service group's log.
    package var description: String { "studio composites" }
}
