import BroadcastModel
import Logging
import Program
import Synchronization

/// One composite while it is wanted: its seats, its beat and its encoder.
///
/// ```
/// feed's log ─► ffmpeg ─► SeatLine ─┐
/// feed's log ─► ffmpeg ─► SeatLine ─┼─► CompositeMixer ─► MixQueue ─► ffmpeg ─► the composite's feed
/// cards ──────────────────────────┘        (MixThread)
/// ```
/// Any of these children may die or hang: a person is then replaced by a card, or the feed breaks for as long as its encoder needs to
/// come back, and nothing else stops.
final class Composite: Sendable {
    /// What a composite is given by whoever wants it.
    struct Surroundings: Sendable {
        var directory: String
        var configuration: StudioConfiguration
        var clock: any ClockPort
        var logger: Logger
        var read: @Sendable (FeedID) -> MediaLog?
        var publish: @Sendable (FeedID) throws -> FeedPublisher
        var format: @Sendable (CompositePlan) -> ProgramFormat?
    }

    /// What exists once the format is known.
    private struct Works: Sendable {
        var format: CompositeFormat
        var mixer: MixerBox
        var queue: MixQueue
        var delays: DelayMeter
        var encoder: StudioChild
    }

    private struct State {
        var plan: CompositePlan
        var works: Works?
        var runners: [SeatKey: SeatRunner] = [:]
        /// Those that end, until they have.
        var leaving: [SeatKey: Int] = [:]
        var isStopping = false
    }

    private static let tick: Duration = .milliseconds(50)

    private let feed: FeedID
    private let surroundings: Surroundings
    private let state: Mutex<State>

    init(_ feed: FeedID, _ plan: CompositePlan, _ surroundings: Surroundings) {
        self.feed = feed
        self.surroundings = surroundings
        state = Mutex(State(plan: plan))
    }

    /// Shows this from now on, without a break in what comes out.
    func show(_ plan: CompositePlan) {
        state.withLock { state in
            state.plan = plan
            if let works = state.works { show(plan, with: works) }
        }
    }

    /// ``run()`` returns soon. May be called before it.
    func stop() { state.withLock { $0.isStopping = true } }

    private var isOver: Bool { Task.isCancelled || state.withLock { $0.isStopping } }

    /// Returns after ``stop()`` or cancellation, when every child is gone. Called once.
    func run() async {
        guard let format = await waitForFormat() else { return }
        let works = self.works(format)
        state.withLock { state in
            state.works = works
            show(state.plan, with: works)
        }
        let beat = MixThread(
            works.mixer, format: format, queue: works.queue, delays: works.delays, clock: surroundings.clock)
        await withDiscardingTaskGroup { group in
            group.addTask { await beat.run() }
            group.addTask { await works.encoder.run() }
            while !isOver {
                reconcile(works, &group)
                await pause()
            }
            beat.stop()
            works.encoder.stop()
            for runner in state.withLock({ Array($0.runners.values) }) { runner.stop() }
        }
    }

    private func waitForFormat() async -> CompositeFormat? {
        while !isOver {
            if let format = surroundings.format(state.withLock { $0.plan }) { return CompositeFormat(format) }
            await pause()
        }
        return nil
    }

    private func works(_ format: CompositeFormat) -> Works {
        let (queue, delays) = (MixQueue(format), DelayMeter(format))
        var logger = surroundings.logger
        logger[metadataKey: "feed"] = "\(feed)"
        let job = EncoderJob(
            feed, format: format, queue: queue, delays: delays, configuration: surroundings.configuration,
            clock: surroundings.clock, publish: surroundings.publish)
        return Works(
            format: format, mixer: MixerBox(CompositeMixer(format)), queue: queue, delays: delays,
            encoder: StudioChild(job, clock: surroundings.clock, logger: logger))
    }

    private func show(_ plan: CompositePlan, with works: Works) {
        let scene = CompositeScene(plan, width: works.format.width, height: works.format.height)
        works.mixer.use { $0.show(scene, now: surroundings.clock.monotonicTime()) }
    }

    private func pause() async {
        let clock = surroundings.clock
        try? await clock.sleep(until: clock.monotonicTime() + Self.tick)
    }

    // MARK: Seats

    /// Starts the decoders that the mixer needs, and ends the others.
    private func reconcile(_ works: Works, _ group: inout DiscardingTaskGroup) {
        let needed = works.mixer.use { $0.neededKeys }
        let (stop, start) = state.withLock { state -> ([SeatRunner], [SeatRunner]) in
            var stop: [SeatRunner] = []
            var start: [SeatRunner] = []
            for (key, runner) in state.runners where !needed.contains(key) {
                state.runners[key] = nil
                state.leaving[key, default: 0] += 1
                stop.append(runner)
            }
            // One that comes back waits for its former self: both would feed one line.
            for key in needed where state.runners[key] == nil && state.leaving[key] == nil {
                let runner = self.runner(key, works)
                state.runners[key] = runner
                start.append(runner)
            }
            return (stop, start)
        }
        for runner in stop { runner.stop() }
        for runner in start {
            group.addTask {
                await runner.run()
                self.left(runner.key)
            }
        }
    }

    private func left(_ key: SeatKey) {
        state.withLock { state in
            guard let count = state.leaving[key] else { return }
            state.leaving[key] = count > 1 ? count - 1 : nil
        }
    }

    private func runner(_ key: SeatKey, _ works: Works) -> SeatRunner {
        var logger = surroundings.logger
        logger[metadataKey: "feed"] = "\(feed)"
        return SeatRunner(
            key, format: works.format, mixer: works.mixer, directory: surroundings.directory,
            configuration: surroundings.configuration, clock: surroundings.clock, logger: logger,
            read: surroundings.read)
    }

    // MARK: Reports

    var report: CompositeState {
        let (plan, works, runners) = state.withLock { ($0.plan, $0.works, $0.runners) }
        guard let works else {
            return CompositeState(
                FeedSourceState(.starting), seats: plan.seats.map { CompositeSeatState(feed: $0.feed, phase: .waiting) }
            )
        }
        let seats = plan.seats.map { seat in
            let phase = works.mixer.use { $0.phase(of: seat.feed) }
            let fault = runners.first { $0.key.feed == seat.feed && $0.value.lastFault != nil }?.value.lastFault
            let delay = phase == .on ? works.delays.delay(of: seat.feed)?.milliseconds : nil
            return CompositeSeatState(feed: seat.feed, phase: phase, addedDelayMilliseconds: delay, fault: fault)
        }
        return CompositeState(
            FeedSourceState(works.encoder.report), seats: seats, picturesLeftOut: works.queue.picturesLeftOut)
    }

    /// Process ids of the children that run, for those who look after processes: the encoder's, and a decoder's by its feed.
    var processes: (encoder: Int32?, decoders: [FeedID: Int32]) {
        let (works, runners) = state.withLock { ($0.works, $0.runners) }
        var decoders: [FeedID: Int32] = [:]
        for (key, runner) in runners { decoders[key.feed] = runner.processID ?? decoders[key.feed] }
        return (works?.encoder.report.processID, decoders)
    }
}
