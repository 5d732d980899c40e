import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves the files of one directory over HTTP on a loopback port, to those who show the right query. For playlists.
final class FileServer: Sendable {
    let port: Int
    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel

    /// Only paths with `?query` behind them, or segments, are answered.
    init(_ directory: String, query: String) async throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(directory: directory, query: query))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func end() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        let directory: String
        let query: String

        init(directory: String, query: String) {
            self.directory = directory
            self.query = query
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            let parts = head.uri.split(separator: "?", maxSplits: 1).map(String.init)
            let name = parts[0].split(separator: "/").last.map(String.init) ?? ""
            let isAllowed = name.hasSuffix(".ts") || (parts.count == 2 && parts[1] == query)
            let body = isAllowed ? FileManager.default.contents(atPath: "\(directory)/\(name)") : nil
            let status: HTTPResponseStatus = isAllowed ? (body == nil ? .notFound : .ok) : .forbidden
            var headers = HTTPHeaders([("content-length", "\(body?.count ?? 0)")])
            headers.add(name: "connection", value: "close")
            context.write(
                wrapOutboundOut(.head(.init(version: .http1_1, status: status, headers: headers))), promise: nil)
            if let body {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: Array(body))))), promise: nil)
            }
            let channel = context.channel
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
