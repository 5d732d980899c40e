import NIOCore
import NIOPosix
import RTMPWire

/// One TCP connection to the server, driven by a test. Used by one task.
final class TestPeer {
    private let channel: any Channel
    private var chunks: AsyncStream<[UInt8]>.Iterator

    private init(channel: any Channel, chunks: AsyncStream<[UInt8]>) {
        self.channel = channel
        self.chunks = chunks.makeAsyncIterator()
    }

    /// With `reads` false nothing is read until ``setReading(_:)``. A small `window` keeps the system from buffering much.
    static func connect(port: Int, reads: Bool = true, window: Int = 1 << 20) async throws -> TestPeer {
        let (chunks, continuation) = AsyncStream<[UInt8]>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelOption(.socketOption(.so_rcvbuf), value: window)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return TestPeer(channel: channel, chunks: chunks)
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(channel.allocator.buffer(bytes: bytes)).get()
    }

    /// What came next; nil when the server closed the connection.
    func receive() async -> [UInt8]? { await chunks.next() }

    func receiveUntilClosed() async -> [UInt8] {
        var all: [UInt8] = []
        while let chunk = await receive() { all += chunk }
        return all
    }

    func setReading(_ reads: Bool) async throws { try await channel.setOption(.autoRead, value: reads).get() }

    func close() async { try? await channel.close().get() }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<[UInt8]>.Continuation

        init(_ continuation: AsyncStream<[UInt8]>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
        }

        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
