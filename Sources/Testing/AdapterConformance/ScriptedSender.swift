import BroadcastModel
package import Outbound
import Synchronization

/// A sender that answers by a script and remembers what it was asked.
package final class ScriptedSender: HTTPSender {
    private let answer: @Sendable (OutboundRequest) async throws -> OutboundReply
    private let asked = Mutex<[OutboundRequest]>([])

    package init(_ answer: @escaping @Sendable (OutboundRequest) async throws -> OutboundReply) { self.answer = answer }

    /// Answers everything alike.
    package convenience init(status: Int = 200, _ body: String) {
        self.init { _ in OutboundReply(status: status, body: Array(body.utf8)) }
    }

    /// Never answers; ends only by cancellation.
    package static func hanging() -> ScriptedSender {
        ScriptedSender { _ in
            while true { try await Task.sleep(for: .seconds(3600)) }
        }
    }

    package var requests: [OutboundRequest] { asked.withLock { $0 } }

    package func send(_ request: OutboundRequest) async throws -> OutboundReply {
        asked.withLock { $0.append(request) }
        return try await answer(request)
    }

    package func stream(_ request: OutboundRequest) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { [self] in try await send(request).body }
    }
}
