import BroadcastModel

/// Passes a reply's body on while it arrives; a reply that is no success becomes a fault instead.
final class StreamSink: ExchangeSink {
    let isEndless = true
    private let mailbox: StreamMailbox
    private let peer: String
    private let ended: () -> Void
    private var refusal: Fault?

    init(mailbox: StreamMailbox, peer: String, ended: @escaping () -> Void) {
        self.mailbox = mailbox
        self.peer = peer
        self.ended = ended
    }

    func begin(status: Int, headers: [(name: String, value: String)]) {
        guard !(200..<300).contains(status) else { return }
        let code: Fault.Code =
            switch status {
            case 401: .unauthenticated
            case 403: .forbidden
            case 404: .notFound
            case 500...: .platformError
            default: .platformRefused
            }
        refusal = Fault(code, "\(peer) answered with HTTP status \(status) instead of a stream.", blame: .platform)
    }

    func accept(_ bytes: UnsafeRawBufferPointer) -> ExchangeSinkAnswer {
        if refusal != nil { return .enough }
        return mailbox.offer(bytes) ? .taken : .later
    }

    func end(_ result: Result<Void, Fault>) {
        ended()
        if let refusal { return mailbox.finish(.failure(refusal)) }
        mailbox.finish(result.mapError { $0 })
    }
}
