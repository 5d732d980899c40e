import BroadcastModel
import Outbound

/// Gathers a whole reply, up to the request's limit, and settles a promise with it.
final class ReplyCollector: ExchangeSink {
    let isEndless = false
    private let promise: ReplyPromise
    private let limit: Int
    private let ended: () -> Void
    private var reply = OutboundReply(status: 0)

    init(promise: ReplyPromise, limit: Int, ended: @escaping () -> Void) {
        self.promise = promise
        self.limit = limit
        self.ended = ended
    }

    func begin(status: Int, headers: [(name: String, value: String)]) {
        reply.status = status
        reply.headers = headers
    }

    func accept(_ bytes: UnsafeRawBufferPointer) -> ExchangeSinkAnswer {
        guard reply.body.count + bytes.count <= limit else { return .tooMuch }
        reply.body.append(contentsOf: bytes)
        return .taken
    }

    func end(_ result: Result<Void, Fault>) {
        ended()
        switch result {
        case .success: promise.settle(.success(reply))
        case .failure(let fault): promise.settle(.failure(fault))
        }
    }
}
