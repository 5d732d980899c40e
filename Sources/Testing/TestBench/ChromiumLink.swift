import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// One DevTools connection: calls with their answers, and events.
///
/// ```
/// us                                   Chromium
///  │ {"id":1,"method":"Page.enable"}  ──►
///  ◄──  {"id":1,"result":{}}             │
///  ◄──  {"method":"Page.loadEventFired"} │
/// ```
final class ChromiumLink: Sendable {
    private struct Message: Decodable {
        var id: Int?
        var method: String?
        var params: ChromiumJSON?
        var result: ChromiumJSON?
        var error: ChromiumJSON?
    }
    private struct Call: Encodable {
        var id: Int
        var method: String
        var params: ChromiumJSON
    }
    private struct State {
        var nextID = 0
        var waiting: [Int: CheckedContinuation<ChromiumJSON, any Error>] = [:]
        var channel: (any Channel)?
        var isClosed = false
    }
    /// Larger than any screenshot.
    private static let largestMessage = 1 << 27

    private let state = Mutex(State())
    private let onEvent: @Sendable (_ method: String, _ params: ChromiumJSON) -> Void

    private init(onEvent: @escaping @Sendable (String, ChromiumJSON) -> Void) { self.onEvent = onEvent }

    /// Connects to `ws://127.0.0.1:port/path`. `onEvent` is called on the connection's event loop, in order.
    static func connect(
        port: Int, path: String, onEvent: @escaping @Sendable (String, ChromiumJSON) -> Void
    ) async throws -> ChromiumLink {
        let link = ChromiumLink(onEvent: onEvent)
        let upgraded = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrader = NIOTypedWebSocketClientUpgrader<(any Channel)?>(maxFrameSize: largestMessage) {
                        channel, _ in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandlers(
                                NIOWebSocketFrameAggregator(
                                    minNonFinalFragmentSize: 0, maxAccumulatedFrameCount: .max,
                                    maxAccumulatedFrameSize: largestMessage),
                                ChromiumFrames(link: link))
                            return channel
                        }
                    }
                    let request = HTTPRequestHead(
                        version: .http1_1, method: .GET, uri: path,
                        headers: ["Host": "127.0.0.1:\(port)", "Content-Length": "0"])
                    return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                        configuration: .init(
                            upgradeConfiguration: .init(upgradeRequestHead: request, upgraders: [upgrader]) { channel in
                                channel.eventLoop.makeSucceededFuture(nil)
                            }))
                }
            }.get()
        guard let channel = upgraded else { throw BenchFailure("Chromium refused a DevTools connection to \(path).") }
        link.state.withLock { $0.channel = channel }
        return link
    }

    /// Calls `method` and returns its result. Throws ``BenchFailure`` with what Chromium said, also when it goes away.
    func call(
        _ method: String, _ params: ChromiumJSON = [:], within limit: Duration = .seconds(30)
    ) async throws -> ChromiumJSON {
        try await withTimeLimit(limit, "Chromium's answer to \(method)") { try await self.callForever(method, params) }
    }

    func close() async {
        let channel = state.withLock { $0.channel }
        try? await channel?.close()
    }

    private func callForever(_ method: String, _ params: ChromiumJSON) async throws -> ChromiumJSON {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let bytes = try JSONEncoder().encode(Call(id: id, method: method, params: params))
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<ChromiumJSON, any Error>) in
                let (channel, failure): ((any Channel)?, (any Error)?) = state.withLock { state in
                    if Task.isCancelled { return (nil, CancellationError()) }
                    guard !state.isClosed, let channel = state.channel else {
                        return (nil, BenchFailure("Chromium is gone; \(method) was not sent."))
                    }
                    state.waiting[id] = continuation
                    return (channel, nil)
                }
                if let failure { continuation.resume(throwing: failure) }
                channel?.writeAndFlush(
                    WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(bytes: bytes)),
                    promise: nil)
            }
        } onCancel: {
            self.state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }

    /// Called by ``ChromiumFrames`` for each whole message.
    func received(_ bytes: ByteBuffer) {
        guard let message = try? JSONDecoder().decode(Message.self, from: Data(bytes.readableBytesView)) else { return }
        if let id = message.id {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: id) }
            if let error = message.error {
                continuation?.resume(throwing: BenchFailure("Chromium: \(error["message"].string ?? "unknown error")"))
            } else {
                continuation?.resume(returning: message.result ?? .null)
            }
        } else if let method = message.method {
            onEvent(method, message.params ?? .null)
        }
    }

    /// Called by ``ChromiumFrames`` when the connection is over.
    func closed() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting {
            continuation.resume(throwing: BenchFailure("Chromium closed its DevTools connection."))
        }
    }
}
