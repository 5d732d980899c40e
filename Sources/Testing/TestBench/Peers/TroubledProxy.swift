import NIOCore
import NIOPosix
import Synchronization

/// A network that behaves badly, between a client and a server on loopback. It ends with its ``Bench``.
///
/// TCP hides loss and shows it as standstill; so a lost packet is a pause of one round trip, and one in ten of a
/// retransmission time-out. While the network is away nothing passes in either direction, ends of connections
/// included; connections made meanwhile get through when it is back.
package final class TroubledProxy: Sendable {
    package struct Trouble: Hashable, Sendable {
        /// Added in each direction.
        package var delay: Duration = .zero
        /// Most that passes in each direction.
        package var bytesPerSecond: Int?
        /// Share of packets that are lost, 0 to 1.
        package var loss = 0.0
        package var isAway = false
        package init() {}
        package init(delay: Duration) { self.delay = delay }
        package init(bytesPerSecond: Int) { self.bytesPerSecond = bytesPerSecond }
        package init(loss: Double) { self.loss = loss }
        package static let away: Trouble = {
            var trouble = Trouble()
            trouble.isAway = true
            return trouble
        }()
    }

    private struct State {
        var trouble: Trouble
        var targetPort: Int
        /// Raised to end every connection that is open.
        var era = 0
    }

    package let port: Int
    private let state: Mutex<State>

    private init(port: Int, state: consuming Mutex<State>) {
        self.port = port
        self.state = state
    }

    /// `rtmp://127.0.0.1:port/live/<stream>`
    package func address(of stream: String) -> String { "rtmp://127.0.0.1:\(port)/live/\(stream)" }
    package func set(_ trouble: Trouble) { state.withLock { $0.trouble = trouble } }

    /// Resets every connection; new ones go to `port`.
    package func lead(to port: Int) {
        state.withLock {
            $0.targetPort = port
            $0.era += 1
        }
    }

    /// Listens before the server at `port`. Throws when no port can be had.
    package static func start(
        on bench: Bench, before port: Int, _ trouble: Trouble = Trouble()
    ) async throws -> TroubledProxy {
        let itself = Mutex<TroubledProxy?>(nil)
        // All of one proxy lives on one loop.
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let server = try await ServerBootstrap(group: loop)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socketOption(.so_rcvbuf), value: ProxyLane.kernelBuffer)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_sndbuf), value: ProxyLane.kernelBuffer)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let proxy = itself.withLock({ $0 }) else { throw ChannelError.ioOnClosedChannel }
                    let link = ProxyLink(proxy, near: channel)
                    try channel.pipeline.syncOperations.addHandler(ProxyEnd(link, isNear: true))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let own = server.localAddress?.port else { throw BenchFailure("A proxy has no port.") }
        let proxy = TroubledProxy(port: own, state: Mutex(State(trouble: trouble, targetPort: port)))
        itself.withLock { $0 = proxy }
        bench.whenOver {
            try? await server.close()
            proxy.set(Trouble())
            proxy.lead(to: port)
            itself.withLock { $0 = nil }
        }
        return proxy
    }

    fileprivate var trouble: Trouble { state.withLock { $0.trouble } }
    fileprivate var targetPort: Int { state.withLock { $0.targetPort } }
    fileprivate var era: Int { state.withLock { $0.era } }
}

/// One client and its connection to the server; belongs to its event loop.
private final class ProxyLink {
    static let period = TimeAmount.milliseconds(4)

    private let proxy: TroubledProxy
    private let era: Int
    private let near: any Channel
    private var far: (any Channel)?
    private var isConnecting = false
    private var up = ProxyLane()
    private var down = ProxyLane()
    private var isLost = false
    private var isOver = false

    init(_ proxy: TroubledProxy, near: any Channel) {
        self.proxy = proxy
        self.near = near
        era = proxy.era
    }

    func begin() {
        near.read()
        turn()
    }

    func took(_ bytes: ByteBuffer, fromNear: Bool) {
        let due = NIODeadline.now() + TimeAmount(proxy.trouble.delay)
        if fromNear { up.take(bytes, due: due) } else { down.take(bytes, due: due) }
    }

    func readEnded(fromNear: Bool) {
        if fromNear { up.isInputOver = true } else { down.isInputOver = true }
    }

    /// A connection is gone, cleanly or not.
    func lost() { isLost = true }

    private func turn() {
        guard !isOver else { return }
        let trouble = proxy.trouble
        if proxy.era != era { return end() }
        if !trouble.isAway {
            connect()
            if let far {
                up.move(from: near, to: far, trouble)
                down.move(from: far, to: near, trouble)
            }
            if isLost || up.isOver && down.isOver { return end() }
        }
        near.eventLoop.assumeIsolated().scheduleTask(in: Self.period) { self.turn() }
    }

    private func connect() {
        guard far == nil, !isConnecting else { return }
        isConnecting = true
        let bound = NIOLoopBound(self, eventLoop: near.eventLoop)
        ClientBootstrap(group: near.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_sndbuf), value: ProxyLane.kernelBuffer)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ProxyEnd(bound.value, isNear: false))
                }
            }
            .connect(host: "127.0.0.1", port: proxy.targetPort)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel):
                    self.far = channel
                    channel.read()
                    if self.isOver { self.reset(channel) }
                case .failure: self.isLost = true
                }
            }
    }

    /// Ends both sides: with a reset, unless both have said their last.
    private func end() {
        isOver = true
        let isClean = up.isOver && down.isOver
        for channel in [near, far].compactMap({ $0 }) where channel.isActive {
            if isClean { channel.close(promise: nil) } else { reset(channel) }
        }
    }

    private func reset(_ channel: any Channel) {
        guard let options = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        options.setSoLinger(.init(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }
}

/// What is under way in one direction.
private struct ProxyLane {
    private static let packet = 1448
    private static let most = 128 << 10
    /// Little, so that a server that stops reading is felt through the proxy as it would be without.
    static let kernelBuffer: SocketOptionValue = 32 << 10

    private var queue = CircularBuffer<(due: NIODeadline, bytes: ByteBuffer)>()
    private var queued = 0
    private var isReading = true
    private var credit = 0.0
    private var movedAt = NIODeadline.now()
    private var heldUntil = NIODeadline.now()
    private var isOutputOver = false
    var isInputOver = false

    var isOver: Bool { isInputOver && isOutputOver }

    mutating func take(_ bytes: ByteBuffer, due: NIODeadline) {
        queue.append((due, bytes))
        queued += bytes.readableBytes
        isReading = false
    }

    mutating func move(from input: any Channel, to output: any Channel, _ trouble: TroubledProxy.Trouble) {
        let now = NIODeadline.now()
        if let rate = trouble.bytesPerSecond {
            let seconds = Double((now - movedAt).nanoseconds) / 1_000_000_000
            credit = min(credit + seconds * Double(rate), max(Double(Self.packet), Double(rate) / 20))
        }
        movedAt = now
        var hasMoved = false
        while let first = queue.first, first.due <= now, heldUntil <= now, output.isWritable {
            if trouble.bytesPerSecond != nil, credit < Double(min(Self.packet, first.bytes.readableBytes)) { break }
            guard
                let piece = queue[queue.startIndex].bytes.readSlice(length: min(Self.packet, first.bytes.readableBytes))
            else { break }
            if queue[queue.startIndex].bytes.readableBytes == 0 { queue.removeFirst() }
            queued -= piece.readableBytes
            credit -= Double(piece.readableBytes)
            output.write(piece, promise: nil)
            hasMoved = true
            if trouble.loss > 0, Double.random(in: 0..<1) < trouble.loss {
                heldUntil = now + (Int.random(in: 0..<10) == 0 ? .milliseconds(250) : .milliseconds(40))
            }
        }
        if hasMoved { output.flush() }
        if !isReading, !isInputOver, queued < Self.most {
            isReading = true
            input.read()
        }
        if isInputOver, queue.isEmpty, !isOutputOver {
            isOutputOver = true
            output.close(mode: .output, promise: nil)
        }
    }
}

/// The handler at either side of a link.
private final class ProxyEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let link: ProxyLink
    private let isNear: Bool

    init(_ link: ProxyLink, isNear: Bool) {
        self.link = link
        self.isNear = isNear
    }

    func channelActive(context: ChannelHandlerContext) {
        if isNear { link.begin() }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        link.took(unwrapInboundIn(data), fromNear: isNear)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { link.readEnded(fromNear: isNear) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        link.lost()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        link.lost()
        context.close(promise: nil)
    }
}
