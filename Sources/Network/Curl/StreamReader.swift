import Outbound
import Synchronization

/// The reading end of one streamed reply; letting go of it abandons the transfer.
final class StreamReader: Sendable {
    private let thread: CurlThread
    private let request: OutboundRequest
    private let mailbox = StreamMailbox()
    private let number: UInt64
    private let hasStarted = Atomic(false)

    init(thread: CurlThread, request: OutboundRequest) {
        self.thread = thread
        self.request = request
        number = thread.number()
    }

    deinit { thread.submit(.abort(number)) }

    func next() async throws -> [UInt8]? {
        try Task.checkCancellation()
        if !hasStarted.exchange(true, ordering: .relaxed) {
            guard thread.submit(.stream(number, request, mailbox)) else { throw CurlThread.stopped }
        }
        return try await withTaskCancellationHandler {
            try await mailbox.next { thread.submit(.resume(number)) }
        } onCancel: {
            mailbox.finish(.failure(CancellationError()))
            thread.submit(.abort(number))
        }
    }
}
