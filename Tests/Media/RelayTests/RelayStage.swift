import BroadcastModel
import FoundationEssentials
import Logging
import Program
import RTMPWire
import Relay
import ServiceLifecycle
import Synchronization
import TestBench

/// A running relay with one program, and a clip that is played into it at its own pace.
final class RelayStage: Sendable {
    let board: Switchboard
    let relay: RelayService
    /// A second relay on the same program, to compare with at the same moments.
    let quiet: RelayService
    let log: MediaLog
    let broadcast = BroadcastID("night")
    /// When each picture was pushed, by ``WitnessSink/hash(of:)``.
    private let pushes = Mutex<[Int: ContinuousClock.Instant]>([:])
    private let clip: [FLVTag]

    /// Runs `body` beside the relay, then ends the relay gracefully. `configure` may change times.
    static func run(
        clip: String, configure: (inout RelayConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (RelayStage) async throws -> Void
    ) async throws {
        var configuration = RelayConfiguration()
        configuration.outbound = .loopback
        configure(&configuration)
        let stage = try RelayStage(clip: clip, configuration: configuration)
        let group = ServiceGroup(
            services: [stage.relay, stage.quiet], logger: Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do { try await body(stage) } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private init(clip path: String, configuration: RelayConfiguration) throws {
        board = Switchboard(clock: SystemClock())
        board.openFeed(FeedID("studio"), key: Secret("k"))
        log = board.openProgram(of: broadcast, feed: FeedID("studio"))
        let logger = Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() }
        relay = RelayService(configuration: configuration, clock: SystemClock(), logger: logger)
        quiet = RelayService(configuration: configuration, clock: SystemClock(), logger: logger)
        clip = try Self.tags(of: path)
    }

    static func tags(of path: String) throws -> [FLVTag] {
        guard let data = FileManager.default.contents(atPath: path) else { throw BenchFailure("no clip at \(path)") }
        var reader = FLVTagReader()
        data.withUnsafeBytes { reader.append($0) }
        var tags: [FLVTag] = []
        while let tag = try reader.next() { tags.append(tag) }
        return tags
    }

    func destination(_ name: String) -> DestinationID { DestinationID(broadcast: broadcast, account: AccountID(name)) }

    func attach(_ name: String, _ address: String) throws {
        relay.attach(destination(name), to: try PushAddress(Secret(address)), from: log)
    }

    /// To the second relay.
    func attachQuietly(_ name: String, _ address: String) throws {
        quiet.attach(destination(name), to: try PushAddress(Secret(address)), from: log)
    }

    var pushedAt: [Int: ContinuousClock.Instant] { pushes.withLock { $0 } }

    func status(_ name: String) -> DestinationStatus? { relay.statuses(of: broadcast)[AccountID(name)] }

    func wait(
        for name: String, within limit: Duration = .seconds(15), _ what: String,
        _ isReached: (DestinationStatus) -> Bool
    ) async throws -> DestinationStatus {
        try await eventually(
            "\(name) \(what); it is \(status(name).map { "\($0)" } ?? "unknown")", within: limit,
            every: .milliseconds(20)
        ) {
            status(name).flatMap { isReached($0) ? $0 : nil }
        }
    }

    /// Waits until nginx has accepted `streams`; before any media.
    func waitForSessions(_ streams: Set<String>, at nginx: NginxRTMP) async throws {
        _ = try await eventually("\(streams.count) sessions at nginx", within: .seconds(10)) {
            let live = try await nginx.status().streams.filter(\.isPublishing)
            return streams.isSubset(of: live.map(\.name)) ? true : nil
        }
    }

    /// Plays the clip, or another one, once, as an encoder would; returns after its last message.
    func play(_ other: String? = nil) async throws {
        let clip = try other.map { try Self.tags(of: $0) } ?? clip
        let publisher = try board.beginPublish(application: "live", streamName: Secret("studio?key=k"), peer: "test")
        defer { publisher.end() }
        let start = ContinuousClock.now
        for tag in clip {
            try await Task.sleep(until: start + .milliseconds(Int64(tag.timestamp)), clock: .continuous)
            guard let kind = MediaKind(rawValue: tag.typeID) else { continue }
            tag.payload.withUnsafeBytes { bytes in
                if kind == .video {
                    let hash = WitnessSink.hash(of: bytes)
                    pushes.withLock { $0[hash] = .now }
                }
                publisher.push(kind, timestamp: tag.timestamp, bytes: bytes)
            }
        }
    }
}
