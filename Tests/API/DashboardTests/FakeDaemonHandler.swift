import NIOCore
import NIOHTTP1

/// One connection to a ``FakeDaemon``.
final class FakeDaemonHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let daemon: FakeDaemon
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(daemon: FakeDaemon) { self.daemon = daemon }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part): body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            let cookie = head.headers["Cookie"].joined(separator: "; ")
            let authorization = head.headers["Authorization"].first ?? ""
            answer(
                daemon.answer(
                    method: head.method.rawValue, path: head.uri, cookie: cookie, authorization: authorization,
                    body: body), context)
        }
    }

    private func answer(_ answer: FakeDaemon.Answer, _ context: ChannelHandlerContext) {
        switch answer {
        case .reply(let status, let type, let bytes, let extra):
            var headers = HTTPHeaders(extra)
            headers.add(name: "Content-Length", value: "\(bytes.count)")
            if !type.isEmpty { headers.add(name: "Content-Type", value: type) }
            headers.add(name: "X-Content-Type-Options", value: "nosniff")
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .events, .stage:
            let headers: HTTPHeaders = ["Content-Type": "text/event-stream", "Cache-Control": "no-store"]
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil
            )
            if case .stage = answer {
                daemon.followStage(context.channel)
            } else {
                daemon.follow(context.channel)
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
