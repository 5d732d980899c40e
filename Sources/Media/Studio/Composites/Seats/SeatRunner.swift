import BroadcastModel
import Logging
import Program
import Synchronization

/// Keeps one seat in pictures and sound: a decoder while its feed comes, none while it does not, and a card for the meantime.
final class SeatRunner: Sendable {
    private struct State {
        var child: StudioChild?
        var lastFault: Fault?
        var isStopping = false
    }

    private static let tick: Duration = .milliseconds(50)
    /// A feed that brings nothing for longer is silent; a shorter break needs no other decoder.
    private static let silence: Duration = .milliseconds(3_500)
    /// Tracks are looked for over this long before a decoder is launched for them.
    private static let looking: Duration = .milliseconds(200)

    let key: SeatKey
    private let format: CompositeFormat
    private let mixer: MixerBox
    private let directory: String
    private let configuration: StudioConfiguration
    private let clock: any ClockPort
    private let logger: Logger
    private let read: @Sendable (FeedID) -> MediaLog?
    private let state = Mutex(State())

    init(
        _ key: SeatKey, format: CompositeFormat, mixer: MixerBox, directory: String,
        configuration: StudioConfiguration, clock: any ClockPort, logger: Logger,
        read: @escaping @Sendable (FeedID) -> MediaLog?
    ) {
        self.key = key
        self.format = format
        self.mixer = mixer
        self.directory = directory
        self.configuration = configuration
        self.clock = clock
        var logger = logger
        logger[metadataKey: "seat"] = "\(key.feed)"
        self.logger = logger
        self.read = read
    }

    /// Why the decoder broke last; nil while it never did.
    var lastFault: Fault? { state.withLock { $0.child?.report.lastFault ?? $0.lastFault } }
    /// Of the decoder that runs.
    var processID: Int32? { state.withLock { $0.child }?.report.processID }

    /// The seat is no longer needed; ``run()`` returns soon.
    func stop() {
        let child = state.withLock { state in
            state.isStopping = true
            return state.child
        }
        child?.stop()
    }

    private var isOver: Bool { Task.isCancelled || state.withLock { $0.isStopping } }

    /// Returns after ``stop()`` or cancellation, when the decoder is gone. Called once.
    func run() async {
        let recipe = SeatRecipe(key: key, format: format)
        while !isOver {
            do {
                let workshop = try SeatWorkshop(recipe, in: directory)
                await withDiscardingTaskGroup { group in
                    group.addTask { await self.makeCard(recipe, workshop) }
                    await self.follow(recipe, workshop)
                    group.cancelAll()
                }
            } catch {
                state.withLock { $0.lastFault = error }
                logger.warning("A seat of a composite cannot be prepared", metadata: ["fault": "\(error)"])
                await pause(.seconds(5))
            }
        }
    }

    // MARK: The feed

    private func follow(_ recipe: SeatRecipe, _ workshop: SeatWorkshop) async {
        // What the log holds when the seat begins may be begun with; after a silence only what came since.
        var floor: UInt64 = 0
        while !isOver {
            guard let log = read(key.feed), isFresh(log), await hasTracks(log, floor) else {
                await pause(Self.tick)
                continue
            }
            let job = SeatJob(
                recipe, workshop: workshop, log: log, floor: floor, mixer: mixer, configuration: configuration,
                clock: clock)
            let wasSilent = await decode(job, log)
            floor = wasSilent ? log.end : job.nextFloor
        }
    }

    private func isFresh(_ log: MediaLog) -> Bool {
        guard log.end > 0, let last = log.writtenAt(of: log.end - 1) else { return false }
        return clock.monotonicTime() - last < Self.silence
    }

    /// Sound begins a little after the first picture, or the other way round.
    private func hasTracks(_ log: MediaLog, _ floor: UInt64) async -> Bool {
        guard let start = log.newestStart, start >= floor, let begun = log.writtenAt(of: start) else { return false }
        let seen = clock.monotonicTime() - begun
        if seen < Self.looking { await pause(Self.looking - seen) }
        return true
    }

    /// Runs a decoder until the feed is silent (true) or needs another one, or the seat is over.
    private func decode(_ job: SeatJob, _ log: MediaLog) async -> Bool {
        let child = StudioChild(job, clock: clock, logger: logger)
        let isWanted = state.withLock { state in
            guard !state.isStopping else { return false }
            state.child = child
            return true
        }
        guard isWanted else { return false }
        let wasSilent = await withTaskGroup(of: Void.self, returning: Bool.self) { group in
            group.addTask { await child.run() }
            var wasSilent = false
            while !isOver, !job.isOutdated, !wasSilent {
                await pause(Self.tick)
                wasSilent = !isFresh(log)
            }
            child.stop()
            return wasSilent
        }
        state.withLock { state in
            state.lastFault = child.report.lastFault ?? state.lastFault
            state.child = nil
        }
        return wasSilent
    }

    private func pause(_ duration: Duration) async {
        try? await clock.sleep(until: clock.monotonicTime() + duration)
    }

    // MARK: The card

    private func makeCard(_ recipe: SeatRecipe, _ workshop: SeatWorkshop) async {
        let limit = RawPicture.byteCount(width: key.width, height: key.height)
        let bytes = Mutex<[UInt8]>([])
        do {
            let command = StudioCommand(
                "ffmpeg", executable: try InstalledTool.ffmpeg.path(configuration.ffmpeg),
                arguments: recipe.card(hasFont: workshop.hasFont), workingDirectory: workshop.path)
            _ = try await ToolRun(command, within: configuration.renderTimeout, clock: clock).whole { piece in
                bytes.withLock { bytes in
                    bytes.append(contentsOf: piece.prefix(limit + 1 - bytes.count))
                    return bytes.count <= limit
                }
            }
            if let card = RawPicture(width: key.width, height: key.height, bytes: bytes.withLock { $0 }) {
                mixer.use { $0.set(card: card, for: key) }
            }
        } catch is CancellationError {
            // The seat is over before its card was needed.
        } catch {
            // The seat is dark instead.
            logger.warning("The card of a seat cannot be made", metadata: ["fault": "\(error)"])
        }
    }
}
