import BroadcastModel
import Program

/// The encoder of a composite as a job for a ``StudioChild``: raw pictures and sound in, the composite's feed out.
final class EncoderJob: ChildJob {
    let policy: StudioChildLifecycle.Policy
    private let feed: FeedID
    private let format: CompositeFormat
    private let queue: MixQueue
    private let delays: DelayMeter
    private let configuration: StudioConfiguration
    private let clock: any ClockPort
    private let publish: @Sendable (FeedID) throws -> FeedPublisher

    init(
        _ feed: FeedID, format: CompositeFormat, queue: MixQueue, delays: DelayMeter,
        configuration: StudioConfiguration, clock: any ClockPort,
        publish: @escaping @Sendable (FeedID) throws -> FeedPublisher
    ) {
        self.feed = feed
        self.format = format
        self.queue = queue
        self.delays = delays
        self.configuration = configuration
        self.clock = clock
        self.publish = publish
        var policy = StudioChildLifecycle.Policy()
        policy.startTimeout = .seconds(10)
        policy.silenceTimeout = .seconds(2)
        policy.endingTimeout = .milliseconds(500)
        policy.retry.base = .milliseconds(100)
        policy.retry.cap = min(configuration.retryCap, .seconds(2))
        policy.retry.provenAfter = .seconds(2)
        self.policy = policy
    }

    func command() throws(Fault) -> StudioCommand {
        var command = StudioCommand(
            "ffmpeg", executable: try InstalledTool.ffmpeg.path(configuration.ffmpeg),
            arguments: EncoderRecipe(format).arguments)
        command.supply = EncoderSupply(queue, format: format)
        return command
    }

    func makeSink() -> any ChildSink {
        let (delays, clock) = (delays, clock)
        return FeedSink(feed: feed, clock: clock, publish: publish) { _ in
            // It is told to write what a program can hold.
        } delivered: { kind, timestamp in
            if kind == .video { delays.delivered(Int64(timestamp), at: clock.monotonicTime()) }
        }
    }

    func verdict(on exit: ChildExit, lines: [String]) -> (fault: Fault, relaunch: Bool) {
        (CompositeFaults.ended("The encoder of \(feed)", exit, lines), false)
    }
}
