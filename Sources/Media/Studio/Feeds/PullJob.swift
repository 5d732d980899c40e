import BroadcastModel
import Program
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One ``PullSource`` as a job for a ``StudioChild``: copies what a program can hold, and learns what must be encoded anew.
final class PullJob: ChildJob {
    let policy: StudioChildLifecycle.Policy
    private let feed: FeedID
    private let source: PullSource
    private let configuration: StudioConfiguration
    private let clock: any ClockPort
    private let publish: @Sendable (FeedID) throws -> FeedPublisher
    private let transcoding = Mutex(PullScript.Transcoding())

    init(
        feed: FeedID, source: PullSource, configuration: StudioConfiguration, clock: any ClockPort,
        publish: @escaping @Sendable (FeedID) throws -> FeedPublisher
    ) {
        self.feed = feed
        self.source = source
        self.configuration = configuration
        self.clock = clock
        self.publish = publish
        policy = Self.policy(source, configuration)
    }

    func command() throws(Fault) -> StudioCommand {
        if case .file(let path, _) = source, access(path, R_OK) != 0 {
            throw Fault(.addressInvalid, "The file \(path) cannot be read.", blame: .operatorSide)
        }
        let script = try PullScript(source, transcoding: transcoding.withLock { $0 })
        var command = StudioCommand(
            "ffmpeg", executable: try InstalledTool.ffmpeg.path(configuration.ffmpeg), arguments: script.arguments,
            input: script.input)
        command.secrets = script.secrets
        return command
    }

    func makeSink() -> any ChildSink {
        FeedSink(feed: feed, clock: clock, publish: publish) { [weak self] transcoding in self?.learn(transcoding) }
    }

    func verdict(on exit: ChildExit, lines: [String]) -> (fault: Fault, relaunch: Bool) {
        let wanted = PullScript.transcoding(askedForBy: lines)
        let isNews = !wanted.isEmpty && learn(wanted)
        return (Self.fault(exit, lines: lines), isNews)
    }

    /// True when it was not known before.
    @discardableResult
    private func learn(_ wanted: PullScript.Transcoding) -> Bool {
        transcoding.withLock { known in
            defer { known.formUnion(wanted) }
            return !known.isSuperset(of: wanted)
        }
    }

    private static func policy(
        _ source: PullSource, _ configuration: StudioConfiguration
    ) -> StudioChildLifecycle.Policy {
        var policy = StudioChildLifecycle.Policy()
        policy.startTimeout = configuration.startTimeout
        policy.silenceTimeout = configuration.silenceTimeout
        policy.endingTimeout = configuration.endingTimeout
        policy.retry.cap = configuration.retryCap
        switch source {
        case .srtListener:
            policy.startTimeout = nil
            // Strangers who knock must not keep the door shut.
            policy.retry.cap = min(configuration.retryCap, .seconds(2))
        case .pull: break
        case .file(_, let loop): policy.endsWithSuccess = !loop
        }
        return policy
    }

    /// What ffmpeg said last, as a fault. Its words decide only what a person reads and how soon it tries again.
    private static func fault(_ exit: ChildExit, lines: [String]) -> Fault {
        let text = lines.suffix(12).joined(separator: "\n")
        let last = lines.last
        func says(_ words: String) -> Bool { text.contains(words) }
        if says("404 Not Found") {
            return Fault(.notFound, "The source answers that there is no such stream.", blame: .network, cause: last)
        }
        if says("401 Unauthorized") || says("403 Forbidden") {
            return Fault(.keyRefused, "The source refuses its key.", blame: .operatorSide, cause: last)
        }
        if says("Address already in use") {
            return Fault(.conflict, "The port is taken by another program.", blame: .operatorSide, cause: last)
        }
        if says("Connection refused") {
            return Fault(.connectRefused, "The source refuses the connection.", blame: .network, cause: last)
        }
        if says("Failed to resolve hostname") {
            return Fault(.nameUnresolved, "The source's host name is not known.", blame: .network, cause: last)
        }
        if says("timed out") {
            return Fault(.connectTimedOut, "The source does not answer.", blame: .network, cause: last)
        }
        switch exit {
        case .exited(0): return Fault(.closedByPeer, "The source ended.", blame: .network, cause: last)
        case .exited(let code):
            return Fault(.internalError, "ffmpeg ended with code \(code).", blame: .ours, cause: last)
        case .signalled(let signal):
            return Fault(.internalError, "ffmpeg was ended by signal \(signal).", blame: .ours, cause: last)
        case .notLaunched(let fault): return fault
        }
    }
}
