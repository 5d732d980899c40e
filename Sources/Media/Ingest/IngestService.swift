import BroadcastModel
package import Logging
package import NIOCore
import NIOPosix
package import Program
import ServiceLifecycle

/// The RTMP server: encoders publish feeds to it, monitors play feeds and programs from it.
///
/// ``run()`` listens until the service group shuts down: then it stops listening, ends every connection with last
/// words, and returns within ``IngestConfiguration/lingerTimeout`` and a little. When its task is cancelled it closes
/// at once. It throws a `Fault` when it cannot listen, or stops listening by itself. No connection can make it throw.
package final class IngestService: Service {
    private let configuration: IngestConfiguration
    private let switchboard: Switchboard
    private let logger: Logger
    private let group: any EventLoopGroup
    private let register: ConnectionRegister
    private let rosters = PlayerRosters()
    private let readers: FeedReaders?
    private let bound = Announcement<SocketAddress>()

    /// Nothing starts here. `group` is not shut down. Accepted publishers are read by whoever calls `readers`; nil: as soon
    /// as something comes.
    package init(
        configuration: IngestConfiguration, switchboard: Switchboard, readers: FeedReaders? = nil, logger: Logger,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.configuration = configuration
        self.switchboard = switchboard
        self.readers = readers
        self.logger = logger
        self.group = group
        register = ConnectionRegister(
            perAddress: configuration.connectionsPerAddress, unauthenticated: configuration.unauthenticatedConnections)
    }

    /// Waits until it listens and tells where. Throws what ``run()`` throws when it cannot.
    package func boundAddress() async throws -> SocketAddress { try await bound.value() }

    package func run() async throws {
        let server = try await listen()
        let isGraceful = await withTaskGroup(of: Bool?.self) { tasks in
            tasks.addTask {
                do { try await gracefulShutdown() } catch { return false }
                return true
            }
            tasks.addTask {
                try? await server.closeFuture.get()
                return nil
            }
            let first = await tasks.next() ?? nil
            tasks.cancelAll()
            server.close(promise: nil)
            return first
        }
        await register.closeAll(politely: isGraceful ?? false)
        guard isGraceful != nil else {
            throw Fault(.internalError, "The RTMP server stopped listening by itself.", blame: .ours)
        }
    }

    private func listen() async throws -> any Channel {
        let host = configuration.host
        let port = configuration.port
        do {
            let server = try await bootstrap().bind(host: host, port: port).get()
            guard let address = server.localAddress else { throw ChannelError.inappropriateOperationForState }
            logger.info("Listening for encoders", metadata: ["address": "\(PeerAddress(address).text)"])
            bound.tell(.success(address))
            return server
        } catch {
            let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
            let fault = Fault(
                isTaken ? .conflict : .addressInvalid,
                isTaken
                    ? "Port \(port) on \(host) is in use already; choose another RTMP port or end the other program."
                    : "The RTMP server cannot listen on \(host), port \(port).",
                blame: .operatorSide, cause: "\(error)"
            )
            bound.tell(.failure(fault))
            throw fault
        }
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 16)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 16 << 10, maximum: 256 << 10)
            )
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
            .childChannelInitializer { [configuration, switchboard, register, rosters, readers, logger] channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = PeerAddress(channel.remoteAddress)
                    if let refusal = register.enter(channel, from: peer) {
                        logger.debug(
                            "Connection refused", metadata: ["peer": "\(peer.text)", "reason": "\(refusal.rawValue)"])
                        throw refusal
                    }
                    try channel.pipeline.syncOperations.addHandler(
                        IngestHandler(
                            configuration: configuration, switchboard: switchboard, register: register,
                            rosters: rosters, readers: readers, peer: peer, logger: logger
                        )
                    )
                }
            }
    }
}

extension IngestService: CustomStringConvertible {
    /// For the service group's log.
    package var description: String { "ingest" }
}
