import NIOCore
import NIOPosix
import RTMPWire
import Synchronization

/// An RTMP server that takes every publisher and writes down each message with its moment, session by session.
///
/// It listens on a loopback port of the kernel's choice, takes any stream name, and ends with its ``Bench``. How it
/// treats its publishers may be changed while it runs. Moments are those at which bytes came out of the socket.
package final class WitnessSink: Sendable {
    /// One message of media.
    package struct Arrival: Hashable, Sendable {
        /// 8 (audio), 9 (video) or 18 (data).
        package var typeID: UInt8
        /// Milliseconds, as on the wire.
        package var timestamp: UInt32
        /// A decoder configuration.
        package var isHeader: Bool
        /// A coded picture, or sound; neither a header nor an end mark.
        package var isFrame: Bool
        package var isKeyframe: Bool
        /// ``WitnessSink/hash(of:)`` of the payload.
        package var hash: Int
        package var at: ContinuousClock.Instant

        package var isPicture: Bool { typeID == MessageType.video && isFrame }
        package var isSound: Bool { typeID == MessageType.audio && isFrame }
    }

    /// What came between the answer to one `publish` and the end of its connection.
    package struct Session: Hashable, Sendable {
        package var stream: String
        package var began: ContinuousClock.Instant
        package var arrivals: [Arrival] = []
        /// The publisher said that it ends.
        package var isEndedPolitely = false
        package var isOver = false
    }

    /// How publishers are treated. A change holds for what happens after it.
    package struct Conduct: Hashable, Sendable {
        package enum Drop: Hashable, Sendable {
            case never
            /// Resets the connection after so many messages.
            case after(messages: Int)
            /// Resets the connection that long after `publish` was answered.
            case afterTime(Duration)
        }
        /// Wait before `publish` is answered.
        package var answersPublishAfter: Duration = .zero
        package var drop = Drop.never
        /// Bytes taken a second; nil: as they come.
        package var bytesPerSecond: Int?
        /// Pings are sent that often while a session lasts; nil: never.
        package var pingsEvery: Duration?
        package init() {}
        package init(drop: Drop) { self.drop = drop }
    }

    private struct State {
        var conduct: Conduct
        var sessions: [Session] = []
    }

    package let port: Int
    private let state: Mutex<State>

    private init(port: Int, state: consuming Mutex<State>) {
        self.port = port
        self.state = state
    }

    /// `rtmp://127.0.0.1:port/live/<stream>`
    package func address(of stream: String) -> String { "rtmp://127.0.0.1:\(port)/live/\(stream)" }
    package func set(_ conduct: Conduct) { state.withLock { $0.conduct = conduct } }

    /// All sessions of a stream so far, oldest first.
    package func sessions(of stream: String) -> [Session] {
        state.withLock { $0.sessions.filter { $0.stream == stream } }
    }

    /// How many sessions of a stream there were, the present one among them.
    package func count(of stream: String) -> Int {
        state.withLock { state in state.sessions.count { $0.stream == stream } }
    }

    /// Sessions that have ended, of all streams.
    package var endedSessions: Int { state.withLock { state in state.sessions.count(where: \.isOver) } }

    /// Of a payload, as ``FLVRecording`` has it; to be compared within one process only.
    package static func hash(of payload: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: payload)
        return hasher.finalize()
    }

    /// Listens. Throws when no port can be had.
    package static func start(on bench: Bench, _ conduct: Conduct = Conduct()) async throws -> WitnessSink {
        let ports = Mutex<WitnessSink?>(nil)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_rcvbuf), value: 128 << 10)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let sink = ports.withLock({ $0 }) else { throw ChannelError.ioOnClosedChannel }
                    try channel.pipeline.syncOperations.addHandler(WitnessHandler(sink))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = server.localAddress?.port else { throw BenchFailure("A witness has no port.") }
        let sink = WitnessSink(port: port, state: Mutex(State(conduct: conduct)))
        ports.withLock { $0 = sink }
        bench.whenOver {
            try? await server.close()
            ports.withLock { $0 = nil }
        }
        return sink
    }

    fileprivate var conduct: Conduct { state.withLock { $0.conduct } }

    fileprivate func begin(_ stream: String) -> Int {
        state.withLock { state in
            state.sessions.append(Session(stream: stream, began: .now))
            return state.sessions.count - 1
        }
    }

    /// Returns how many messages the session has now.
    fileprivate func note(_ arrival: Arrival, in session: Int) -> Int {
        state.withLock { state in
            state.sessions[session].arrivals.append(arrival)
            return state.sessions[session].arrivals.count
        }
    }

    fileprivate func end(_ session: Int, politely: Bool) {
        state.withLock { state in
            if politely { state.sessions[session].isEndedPolitely = true }
            if !politely { state.sessions[session].isOver = true }
        }
    }
}

/// One connection; belongs to its event loop.
private final class WitnessHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let sink: WitnessSink
    private var session = IngestSession(random: [UInt8](repeating: 0x5A, count: Handshake.randomLength))
    private var number: Int?
    private var isDropped = false

    init(_ sink: WitnessSink) { self.sink = sink }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = ContinuousClock.now
        let bytes = unwrapInboundIn(data)
        if let rate = sink.conduct.bytesPerSecond, number != nil {
            rest(for: .nanoseconds(Int64(bytes.readableBytes) * 1_000_000_000 / Int64(max(1, rate))), context)
        }
        bytes.withUnsafeReadableBytes { take($0, now, context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let number { sink.end(number, politely: false) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func take(_ bytes: UnsafeRawBufferPointer, _ now: ContinuousClock.Instant, _ context: ChannelHandlerContext)
    {
        do {
            let (reply, events) = try session.receive(bytes)
            send(reply, context)
            for event in events { note(event, now, context) }
        } catch { context.close(promise: nil) }
    }

    private func note(_ event: IngestSession.Event, _ now: ContinuousClock.Instant, _ context: ChannelHandlerContext) {
        switch event {
        case .publishRequested(_, let name):
            let wait = sink.conduct.answersPublishAfter
            guard wait > .zero else { return accept(name, context) }
            later(wait, context) { $0.accept(name, $1) }
        case .playRequested: context.close(promise: nil)
        case .media(let typeID, let timestamp, let payload):
            guard let number, !isDropped else { return }
            let count = sink.note(Self.arrival(typeID, timestamp, payload, now), in: number)
            if case .after(let messages) = sink.conduct.drop, count >= messages { reset(context) }
        case .ended: if let number { sink.end(number, politely: true) }
        }
    }

    private func accept(_ name: String, _ context: ChannelHandlerContext) {
        number = sink.begin(name)
        send(session.acceptPublish(), context)
        if case .afterTime(let time) = sink.conduct.drop { later(time, context) { $0.reset($1) } }
        if let interval = sink.conduct.pingsEvery { ping(every: interval, context) }
        take(UnsafeRawBufferPointer(start: nil, count: 0), .now, context)
    }

    private func ping(every interval: Duration, _ context: ChannelHandlerContext) {
        send(session.ping(timestamp: 0), context)
        later(interval, context) { $0.ping(every: interval, $1) }
    }

    private func rest(for time: TimeAmount, _ context: ChannelHandlerContext) {
        context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
        later(.nanoseconds(time.nanoseconds), context) { _, context in
            context.channel.setOption(.autoRead, value: true).whenFailure { _ in }
        }
    }

    private func reset(_ context: ChannelHandlerContext) {
        isDropped = true
        let channel = context.channel
        guard let options = channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        options.setSoLinger(.init(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard !bytes.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    /// Does `work` after `time` on the connection's loop, if the connection is still there.
    private func later(
        _ time: Duration, _ context: ChannelHandlerContext,
        _ work: @escaping (WitnessHandler, ChannelHandlerContext) -> Void
    ) {
        let loop = context.eventLoop.assumeIsolated()
        loop.scheduleTask(in: TimeAmount(time)) { if context.channel.isActive { work(self, context) } }
    }

    private static func arrival(
        _ typeID: UInt8, _ timestamp: UInt32, _ payload: [UInt8], _ now: ContinuousClock.Instant
    ) -> WitnessSink.Arrival {
        let second = payload.count > 1 ? payload[1] : 0xFF
        // FLV 1.0, annex E.4.2 and E.4.3: AVC packet type, AAC packet type.
        let (isHeader, isFrame) =
            switch typeID {
            case MessageType.video: (second == 0, second == 1)
            case MessageType.audio where payload[0] >> 4 == 10: (second == 0, second == 1)
            case MessageType.audio: (false, true)
            default: (false, false)
            }
        return WitnessSink.Arrival(
            typeID: typeID, timestamp: timestamp, isHeader: isHeader, isFrame: isFrame,
            isKeyframe: typeID == MessageType.video && isFrame && payload[0] >> 4 == 1,
            hash: payload.withUnsafeBytes { WitnessSink.hash(of: $0) }, at: now)
    }
}
