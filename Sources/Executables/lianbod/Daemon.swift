import AdapterKit
import BroadcastModel
import ControlAPI
import ControlRoom
import Curl
import Glibc
import Ingest
import Logging
import ManualAdapter
import Persistence
import Program
import Relay
import SQLiteStore
import Sealing
import SelfHostedAdapter
import ServiceLifecycle
import Studio
import Synchronization

/// Puts the daemon together and runs it as one service group.
///
/// Order of start: relay, studio, control room, ingest, API. They stop in reverse, so that nobody commands a room that is
/// closing, and sessions end last and politely.
struct Daemon {
    static let version = "0.1.0"

    let configuration: DaemonConfiguration

    func run() async throws {
        hardenProcess()
        let clock = SystemClock()
        let log = ControlLog(format: configuration.log.format == .json ? .json : .text, level: configuration.logLevel)
        let logger = log.logger("lianbod")
        logger.notice("Starting", metadata: ["version": "\(Self.version)", "data": "\(configuration.dataDirectory)"])

        let lock = try DataDirectoryLock(directory: configuration.dataDirectory)
        defer { withExtendedLifetime(lock) {} }
        let vault = try FileKeyVault(keyFile: configuration.secretKeyFile)
        let store = try SQLiteStore(directory: configuration.dataDirectory)

        let client = try CurlClient(configuration: configuration.outboundConfiguration)
        defer { client.shutdown() }
        let adapters: [any PlatformAdapter] = [ManualAdapter(), SelfHostedAdapter(sender: client)]

        let switchboard = Switchboard(clock: clock, programLimits: configuration.programLimits)
        let readers = FeedReaders()
        let relay = RelayService(
            configuration: configuration.relayConfiguration, clock: clock, readers: readers,
            logger: log.logger("relay"))
        let feeds = StudioFeeds(clock: clock, logger: log.logger("studio")) { feed in
            try switchboard.beginBringing(feed, peer: "studio")
        }
        let composites = StudioComposites(
            directory: (absolutePath(configuration.dataDirectory) ?? "/tmp") + "/composites", clock: clock,
            logger: log.logger("studio"), read: { switchboard.log(of: $0) },
            publish: { try switchboard.beginBringing($0, peer: "studio") },
            // The first seat is the host's, whose picture the program has been.
            format: { plan in plan.seats.first.flatMap { switchboard.format(of: $0.feed) } })
        let previews = FeedPreviews(clock: clock) { switchboard.log(of: $0) }
        let egress = try EgressCheck(configuration.outboundConfiguration)
        let room = ControlRoom(
            store: store, vault: vault, relay: relay, switchboard: switchboard,
            bringer: StudioBringer(feeds: feeds, composites: composites),
            previewer: { try await previews.picture(of: $0) },
            checkPull: { try await egress.check(pull: $0) },
            adapters: Dictionary(uniqueKeysWithValues: adapters.map { ($0.platform, $0) }),
            clock: clock, configuration: configuration.controlRoomConfiguration, hash: { TokenHash.sha256($0) },
            logger: log.logger("control-room")
        )
        try await FirstAdministrator(directory: configuration.dataDirectory, logger: logger).ensure(in: room)
        try await room.recover()

        let ingest = IngestService(
            configuration: configuration.ingestConfiguration, switchboard: switchboard, readers: readers,
            logger: log.logger("ingest"))
        let ingestAddress = IngestAddress(
            host: configuration.ingest.publicHost ?? configuration.ingest.host, port: configuration.ingest.port)
        let api = ControlAPIService(
            configuration: configuration.apiConfiguration, desk: room,
            daemon: DaemonFacts(
                version: Self.version, startedAt: clock.wallTime(), ingestAddress: { ingestAddress.text }),
            logLevel: LogLevelSwitch(get: { log.level }, set: { log.level = $0 }),
            sessionSeal: SessionSeal(vault: vault), clock: clock, logger: log.logger("api")
        )

        var group = ServiceGroupConfiguration(
            services: [
                .init(
                    service: relay, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: MasterClock(switchboard: switchboard),
                    successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: feeds, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: composites, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: room, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: ingest, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: api, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup),
                .init(
                    service: Announcer(
                        ingest: ingest, address: ingestAddress, api: api, host: configuration.api.host, logger: logger),
                    successTerminationBehavior: .ignore, failureTerminationBehavior: .ignore),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: log.logger("services")
        )
        if configuration.studio.slate, let directory = absolutePath(configuration.dataDirectory) {
            let slates = SlateKeeper(
                switchboard: switchboard, renderer: SlateRenderer(directory: directory + "/slates", clock: clock),
                clock: clock, logger: log.logger("studio"))
            group.services.append(
                .init(service: slates, successTerminationBehavior: .ignore, failureTerminationBehavior: .ignore))
        }
        group.maximumGracefulShutdownDuration = configuration.shutdownTimeout
        group.maximumCancellationDuration = .seconds(2)
        try await ServiceGroup(configuration: group).run()
        logger.notice("Ended")
    }

    /// No core dumps, which would hold keys; files for us alone; a peer that hangs up is an error, not a signal.
    private func hardenProcess() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
        raiseDescriptorLimit()
        #if DEBUG
        if getenv("LIANBO_DEBUG_SHOW_SECRETS") != nil { SecretRedaction.switchOff() }
        #endif
    }

    /// Children are started elsewhere; they need the whole path.
    private func absolutePath(_ path: String) -> String? {
        guard let whole = realpath(path, nil) else { return nil }
        defer { free(whole) }
        return String(cString: whole)
    }

    /// A thousand accounts need more descriptors than a shell's usual 1,024.
    private func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// Where encoders publish, as they write it; known once the kernel has given the port.
final class IngestAddress: Sendable {
    private let host: String
    private let port: Mutex<Int>

    init(host: String, port: Int) {
        self.host = host
        self.port = Mutex(port)
    }

    /// An IPv6 address stands in brackets before a port (RFC 3986, section 3.2.2).
    var text: String { "\(host.contains(":") ? "[\(host)]" : host):\(port.withLock { $0 })" }
    func settle(port bound: Int) { port.withLock { $0 = bound } }
}

/// Says in one line that the daemon is ready, once everything listens.
struct Announcer: Service {
    let ingest: IngestService
    let address: IngestAddress
    let api: ControlAPIService
    let host: String
    let logger: Logger

    func run() async throws {
        address.settle(port: try await ingest.boundAddress().port ?? 0)
        let port = try await api.boundPort
        logger.notice("Ready", metadata: ["ingest": "\(address.text)", "dashboard": "http://\(host):\(port)/"])
        try await gracefulShutdown()
    }
}
