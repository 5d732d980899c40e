package import BroadcastModel
package import ControlRoom
import Hummingbird
package import Logging
import ServiceLifecycle

/// Serves the control room's HTTP interface, its events and the dashboard.
///
/// `run()` listens until graceful shutdown: event streams are ended at once, requests under way are finished. It throws a
/// ``Fault`` when the address cannot be used.
package struct ControlAPIService: Service {
    /// At most this many connections are open; further ones wait in the kernel's queue.
    static let connectionLimit = 512
    /// A connection without a request under way is closed after this long.
    private static let idleSeconds: Int64 = 75

    private let configuration: ControlAPIConfiguration
    private let responder: ControlResponder
    private let port = BoundPort()
    private let logger: Logger

    package init(
        configuration: ControlAPIConfiguration, desk: any ControlDesk, daemon: DaemonFacts, logLevel: LogLevelSwitch,
        sessionSeal: SessionSeal, clock: any ClockPort = SystemClock(), logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        responder = ControlResponder(
            surroundings: Surroundings(
                desk: desk, daemon: daemon, logLevel: logLevel, clock: clock, configuration: configuration,
                sessions: SessionBook(lifetime: configuration.sessionLifetime, seal: sessionSeal, clock: clock),
                attempts: AttemptLimiter(clock: clock), stageAttempts: AttemptLimiter(clock: clock), logger: logger
            )
        )
    }

    /// The port it listens on; waits until it does, throws when it never will.
    package var boundPort: Int {
        get async throws { try await port.value }
    }

    package func run() async throws {
        do {
            try configuration.check()
            try await application.run()
            port.settle(.failure(Fault(.shuttingDown, "The API has stopped.", blame: .ours)))
        } catch let fault as Fault {
            port.settle(.failure(fault))
            throw fault
        } catch {
            let fault = Fault(
                .internalError,
                "The API cannot listen on \(configuration.host):\(configuration.port). Is another lianbod running, or another program on that port?",
                blame: .operatorSide, cause: "\(error)"
            )
            port.settle(.failure(fault))
            throw fault
        }
    }

    /// The server without its surroundings, as tests run it.
    var application: Application<ControlResponder> {
        Application(
            responder: responder,
            server: .http1(configuration: .init(idleTimeout: .seconds(Self.idleSeconds))),
            configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { [port, logger, configuration] channel in
                let bound = channel.localAddress?.port ?? configuration.port
                logger.info("API listens", metadata: ["host": "\(configuration.host)", "port": "\(bound)"])
                port.settle(.success(bound))
            },
            logger: logger
        )
    }
}
