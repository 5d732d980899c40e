import BroadcastModel
package import Outbound
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Sends HTTP requests by libcurl, on one thread of its own.
///
/// Whoever makes it owns it and calls ``shutdown()`` once, after the last user: the thread then ends, and requests under
/// way end with a `shuttingDown` fault. Letting go of the client does the same. `https` with verification always, to
/// public addresses and declared lab networks; plain `http` to lab networks only, and never by a proxy. What counts is
/// the address that is really connected to. No redirects, no cookies, no user's configuration files.
///
///     caller                     thread
///       │ submit(job), wake ───────►│ perform
///       │◄─ promise or mailbox ─────│
package final class CurlClient: HTTPSender {
    private let thread: CurlThread
    private let handle: Mutex<pthread_t?>

    /// Starts the thread. Throws `malformed` for a lab network or a proxy that is none, `internalError` when there are no resources.
    package init(configuration: OutboundConfiguration) throws {
        let thread = try CurlThread(configuration: configuration)
        var started = pthread_t()
        let context = Unmanaged.passRetained(thread)
        let error = pthread_create(
            &started, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<CurlThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        guard error == 0 else {
            context.release()
            throw CurlSetup.fault("pthread_create", error)
        }
        self.thread = thread
        handle = Mutex(started)
    }

    deinit { shutdown() }

    /// Ends the thread and waits for that, milliseconds as a rule. The first call waits, later ones do nothing.
    package func shutdown() {
        let running = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        guard let running else { return }
        thread.stop()
        pthread_join(running, nil)
    }

    package func send(_ request: OutboundRequest) async throws -> OutboundReply {
        try Task.checkCancellation()
        let number = thread.number()
        let promise = ReplyPromise()
        return try await withTaskCancellationHandler {
            guard thread.submit(.send(number, request, promise)) else { throw CurlThread.stopped }
            return try await promise.value()
        } onCancel: {
            promise.settle(.failure(CancellationError()))
            thread.submit(.abort(number))
        }
    }

    /// The request is sent when the first piece is asked for. A reply other than 2xx is a fault; `timeout` counts up to
    /// the reply's head. A slow reader holds the peer up (256 KiB wait at most); nothing is dropped.
    package func stream(_ request: OutboundRequest) -> AsyncThrowingStream<[UInt8], any Error> {
        let reader = StreamReader(thread: thread, request: request)
        return AsyncThrowingStream { try await reader.next() }
    }
}
