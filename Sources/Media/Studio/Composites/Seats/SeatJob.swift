import BroadcastModel
import Program
import Synchronization

/// The decoder of one seat as a job for a ``StudioChild``, for as long as its feed comes in one way.
final class SeatJob: ChildJob {
    let policy: StudioChildLifecycle.Policy
    private let recipe: SeatRecipe
    private let workshop: SeatWorkshop
    private let log: MediaLog
    /// No start of a session below it is of use.
    private let floor: UInt64
    private let mixer: MixerBox
    private let configuration: StudioConfiguration
    private let clock: any ClockPort
    private let latest = Mutex<(supply: SeatSupply, arrivals: SeatArrivals)?>(nil)

    init(
        _ recipe: SeatRecipe, workshop: SeatWorkshop, log: MediaLog, floor: UInt64, mixer: MixerBox,
        configuration: StudioConfiguration, clock: any ClockPort
    ) {
        self.recipe = recipe
        self.workshop = workshop
        self.log = log
        self.floor = floor
        self.mixer = mixer
        self.configuration = configuration
        self.clock = clock
        var policy = StudioChildLifecycle.Policy()
        // Whoever owns it ends it when the feed is silent, so silence means that it hangs.
        policy.startTimeout = .seconds(8)
        policy.silenceTimeout = .seconds(5)
        policy.endingTimeout = .milliseconds(500)
        policy.retry.base = .milliseconds(100)
        policy.retry.cap = min(configuration.retryCap, .seconds(2))
        policy.retry.provenAfter = .seconds(2)
        self.policy = policy
    }

    /// Where the next one may begin at the earliest: not in front of headers that this one stopped at.
    var nextFloor: UInt64 { latest.withLock { $0 }?.supply.nextFloor ?? 0 }
    /// The feed changed in a way that needs another launch.
    var isOutdated: Bool { latest.withLock { $0 }?.supply.isOutdated ?? false }

    func command() throws(Fault) -> StudioCommand {
        guard let start = log.newestStart, start >= floor, let tracks = SeatTracks(log, from: start) else {
            throw Fault(.stalled, "The feed has no picture and no sound to begin with.", blame: .network)
        }
        var command = StudioCommand(
            "ffmpeg", executable: try InstalledTool.ffmpeg.path(configuration.ffmpeg),
            arguments: recipe.decoding(tracks, hasFont: workshop.hasFont), workingDirectory: workshop.path)
        let arrivals = SeatArrivals()
        let supply = SeatSupply(log, from: start, tracks: tracks, arrivals: arrivals)
        latest.withLock { $0 = (supply, arrivals) }
        command.supply = supply
        return command
    }

    func makeSink() -> any ChildSink {
        SeatSink(
            recipe.key, mixer: mixer, sampleRate: recipe.format.sampleRate,
            arrivals: latest.withLock { $0 }?.arrivals ?? SeatArrivals(), clock: clock)
    }

    func verdict(on exit: ChildExit, lines: [String]) -> (fault: Fault, relaunch: Bool) {
        (CompositeFaults.ended("The decoder of \(recipe.key.feed)", exit, lines), false)
    }
}
