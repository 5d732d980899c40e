#if canImport(Glibc)
package import Glibc
#else
package import Musl
#endif

/// A connection that libcurl opened and we speak on. Belongs to its loop's thread; letting go of it closes it.
package final class DialedSocket {
    /// How one call on the socket ended.
    package enum Outcome: Equatable, Sendable {
        case moved(Int)
        /// Nothing could be moved now; watch the descriptor and try later.
        case again
        /// The peer ended its side.
        case closed
        /// The connection is broken. On TLS an `errno` that comes near (`EIO`, `ECONNRESET`).
        case failed(errno: Int32)
    }

    /// To watch with ``CurlLoop/watch(_:_:_:)``; -1 after ``close(abruptly:)``.
    package private(set) var descriptor: Int32
    /// True when bytes travel inside TLS, the peer's or an `https` proxy's: then only contiguous sends are possible,
    /// and after readiness ``receive(into:)`` must be called until `.again`, because TLS reads ahead.
    package let isSecure: Bool

    /// Nil for a plain socket.
    private var carrier: CarriedConnection?
    private let ledger: SocketLedger
    private weak var loop: CurlLoop?

    /// `descriptor` stands in `ledger`, so that libcurl leaves its closing to us.
    init(descriptor: Int32, carrier: CarriedConnection?, ledger: SocketLedger, loop: CurlLoop) {
        self.descriptor = descriptor
        self.carrier = carrier
        self.ledger = ledger
        self.loop = loop
        isSecure = carrier != nil
    }

    deinit { close(abruptly: false) }

    /// Plain sockets only (`EOPNOTSUPP` otherwise): one vectored write of at most `IOV_MAX` pieces, without SIGPIPE.
    package func send(_ pieces: UnsafeBufferPointer<iovec>) -> Outcome {
        guard !isSecure else { return .failed(errno: EOPNOTSUPP) }
        guard descriptor >= 0 else { return .failed(errno: EBADF) }
        var message = msghdr()
        message.msg_iov = UnsafeMutablePointer(mutating: pieces.baseAddress)
        message.msg_iovlen = min(pieces.count, 1024)
        return outcome { sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL)) }
    }

    /// Plain or TLS: one contiguous write, of 16 KiB at most on TLS. After `.again` on TLS the same bytes at the same
    /// address, and at least as many, must be offered again.
    package func send(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        guard descriptor >= 0 else { return .failed(errno: EBADF) }
        guard !bytes.isEmpty else { return .moved(0) }
        if let carrier { return carrier.send(bytes) }
        return outcome { systemSend(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Reads what is there, up to the buffer's size, which must not be zero.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        guard descriptor >= 0 else { return .failed(errno: EBADF) }
        if let carrier { return carrier.receive(into: buffer) }
        let result = outcome { recv(descriptor, buffer.baseAddress, buffer.count, 0) }
        return result == .moved(0) ? .closed : result
    }

    /// Closes; `abruptly` resets the connection (`SO_LINGER` 0) instead of ending it. Idempotent; ends the watch too.
    package func close(abruptly: Bool) {
        guard descriptor >= 0 else { return }
        loop?.unwatch(descriptor)
        if abruptly {
            var linger = linger(l_onoff: 1, l_linger: 0)
            _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        }
        carrier = nil
        ledger.adopted.remove(descriptor)
        systemClose(descriptor)
        descriptor = -1
    }

    private func outcome(_ call: () -> Int) -> Outcome {
        while true {
            let moved = call()
            if moved >= 0 { return .moved(moved) }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: return .again
            case let error: return .failed(errno: error)
            }
        }
    }
}
