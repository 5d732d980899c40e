import NIOCore
import NIOPosix
import RTMPWire
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// An RTMP server that behaves badly in one way, on a loopback port of the kernel's choice. It ends with its ``Bench``.
package final class BadPeer: Sendable {
    package enum Behaviour: Hashable, Sendable {
        /// Takes the connection and never reads a byte.
        case neverReads
        /// Lets the publisher in and never reads again.
        case wedges
        /// Lets the publisher in and takes no more than that many bytes a second.
        case readsSlowly(bytesPerSecond: Int)
        /// Refuses every publisher: `NetStream.Publish.BadName`, `NetStream.Publish.Denied`.
        case refuses(code: String)
        /// Lets the publisher in and resets the connection that long afterwards, again and again.
        case resets(after: Duration)
        /// Sends the first half of its handshake and falls silent.
        case halfHandshake
        /// Answers the first bytes with bytes that mean nothing, then ends the connection.
        case garbage
        /// Sends the first half of its handshake and closes.
        case closesInHandshake
        /// Answers `connect` with another address.
        case redirects(to: String)
        /// Answers `connect` with a value that is cut short.
        case malformedAMF
        /// Answers `connect` with the largest chunk size there is, and one endless message.
        case oversizeChunks
        /// Lets the publisher in, takes all there is, and sends pings without end.
        case floodsPings
        /// Closes each connection as soon as it is made.
        case hangsUp
        /// Behaves: takes all there is. To show that a test's failure is the behaviour's doing.
        case takesEverything
    }

    /// What it has seen so far.
    package struct Tally: Hashable, Sendable {
        package var connections = 0
        package var publishes = 0
        package var mediaMessages = 0
        package var bytesRead = 0
    }

    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    package let port: Int
    package let behaviour: Behaviour
    private let state = Mutex(Tally())

    private init(port: Int, behaviour: Behaviour) {
        self.port = port
        self.behaviour = behaviour
    }

    /// `rtmp://127.0.0.1:port/live/<stream>`
    package func address(of stream: String) -> String { "rtmp://127.0.0.1:\(port)/live/\(stream)" }
    package var tally: Tally { state.withLock { $0 } }

    /// Listens. Throws when no port can be had.
    package static func start(on bench: Bench, _ behaviour: Behaviour) async throws -> BadPeer {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Little room in the kernel, so that what is not read is felt soon.
            .serverChannelOption(.socketOption(.so_rcvbuf), value: 32 << 10)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Connection(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2))
                    )
                }
            }
        guard let port = server.channel.localAddress?.port else { throw BenchFailure("A bad peer has no port.") }
        let peer = BadPeer(port: port, behaviour: behaviour)
        let serving = Task { await peer.serve(server) }
        bench.whenOver {
            serving.cancel()
            await serving.value
        }
        return peer
    }

    /// Waits until it has seen what `isEnough` asks for.
    @discardableResult
    package func waitFor(
        _ what: String, within limit: Duration, _ isEnough: @Sendable (Tally) -> Bool
    ) async throws -> Tally {
        try await eventually(what, within: limit, every: .milliseconds(20)) { isEnough(tally) ? tally : nil }
    }

    private func serve(_ server: NIOAsyncChannel<Connection, Never>) async {
        // Ends by cancellation; what a connection throws is that connection's affair.
        try? await server.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in inbound {
                    state.withLock { $0.connections += 1 }
                    group.addTask { try? await self.attend(connection) }
                }
            }
        }
    }

    private func attend(_ connection: Connection) async throws {
        try await connection.executeThenClose { inbound, outbound in
            switch behaviour {
            case .hangsUp: return
            case .neverReads: try await forever()
            case .garbage:
                var bytes = inbound.makeAsyncIterator()
                guard let first = try await bytes.next() else { return }
                state.withLock { $0.bytesRead += first.readableBytes }
                try await outbound.write(ByteBuffer(bytes: (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) }))
            case .halfHandshake:
                try await outbound.write(ByteBuffer(bytes: [3] + [UInt8](repeating: 0, count: 700)))
                for try await part in inbound { state.withLock { $0.bytesRead += part.readableBytes } }
            case .closesInHandshake:
                try await outbound.write(ByteBuffer(bytes: [3] + [UInt8](repeating: 0, count: 700)))
            case .resets(let delay): try await converse(connection.channel, inbound, outbound, resettingAfter: delay)
            case .wedges, .readsSlowly, .refuses, .takesEverything, .redirects, .malformedAMF, .oversizeChunks,
                .floodsPings:
                try await converse(connection.channel, inbound, outbound)
            }
        }
    }

    private func converse(
        _ channel: any Channel, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>,
        resettingAfter delay: Duration? = nil
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            var session = IngestSession(random: [UInt8](repeating: 0x5A, count: Handshake.randomLength))
            var isPublishing = false
            var isOver = false
            for try await part in inbound {
                state.withLock { $0.bytesRead += part.readableBytes }
                // A flood leaves no room for answers: nothing is understood any more, only taken.
                guard !isOver, !(isPublishing && behaviour == .floodsPings) else { continue }
                var (reply, events) = try part.withUnsafeReadableBytes { try session.receive($0) }
                if session.isHandshakeComplete, let answer = RawAnswer.bytes(of: behaviour) {
                    // What has come holds `connect`: it gets this instead of its answer.
                    try await outbound.write(ByteBuffer(bytes: answer))
                    isOver = true
                    continue
                }
                while let event = events.first {
                    events.removeFirst()
                    switch event {
                    case .publishRequested:
                        state.withLock { $0.publishes += 1 }
                        if case .refuses(let code) = behaviour {
                            reply += session.refusePublish(code: code, description: "Refused by a bad peer.")
                            try await outbound.write(ByteBuffer(bytes: reply))
                            return
                        }
                        reply += session.acceptPublish()
                        isPublishing = true
                        let rest = try session.receive(UnsafeRawBufferPointer(start: nil, count: 0))
                        reply += rest.reply
                        events += rest.events
                        if case .floodsPings = behaviour {
                            let flood = ByteBuffer(bytes: RawAnswer.pings(1000))
                            group.addTask { while true { try await outbound.write(flood) } }
                        }
                        if let delay {
                            group.addTask {
                                try await Task.sleep(for: delay)
                                try await Self.reset(channel)
                            }
                        }
                    case .playRequested: return
                    case .media: state.withLock { $0.mediaMessages += 1 }
                    case .ended: return
                    }
                }
                if !reply.isEmpty { try await outbound.write(ByteBuffer(bytes: reply)) }
                guard isPublishing else { continue }
                switch behaviour {
                case .wedges: try await forever()
                case .readsSlowly(let rate):
                    try await Task.sleep(
                        for: .nanoseconds(Int64(part.readableBytes) * 1_000_000_000 / Int64(max(1, rate))))
                default: break
                }
            }
        }
    }

    /// Closes with a reset instead of an end.
    private static func reset(_ channel: any Channel) async throws {
        if let options = channel as? any SocketOptionProvider {
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
    }

    private func forever() async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
}
