import CCurl

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Ends the waiting of one ``CurlLoop`` from any thread; harmless when the loop has gone.
package final class LoopWaker: Sendable {
    let descriptor: Int32

    init() throws {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw CurlSetup.fault("eventfd", errno) }
    }

    deinit { _ = close(descriptor) }

    /// Makes the present or the next ``CurlLoop/turn(waitingAtMost:)`` return; several calls may count as one.
    package func wake() { _ = eventfd_write(descriptor, 1) }

    func quieten() {
        var count: eventfd_t = 0
        _ = eventfd_read(descriptor, &count)
    }
}
