import Curl
import Glibc

/// Where a link's bytes leave: a plain socket takes vectors, an encrypted one a buffer of its own.
///
/// OpenSSL wants a write that it could not finish repeated with the same bytes at the same address; so an encrypted
/// outlet copies into one buffer and offers that until it is gone.
final class Outlet {
    static let secureBufferBytes = 64 << 10

    let socket: DialedSocket
    private var buffer: UnsafeMutableRawBufferPointer?
    private var begin = 0
    private var end = 0

    init(socket: DialedSocket) {
        self.socket = socket
        if socket.isSecure { buffer = .allocate(byteCount: Self.secureBufferBytes, alignment: 16) }
    }

    deinit { buffer?.deallocate() }

    /// Nothing taken is still waiting for the socket.
    var isDrained: Bool { begin == end }

    /// Takes a prefix of `pieces`; `.moved(0)` never comes back for a non-empty vector.
    func write(_ pieces: UnsafeBufferPointer<iovec>) -> DialedSocket.Outcome {
        guard let buffer else { return socket.send(pieces) }
        if case .some(let outcome) = drain() { return outcome }
        var taken = 0
        for piece in pieces where taken < buffer.count {
            let count = min(piece.iov_len, buffer.count - taken)
            guard count > 0, let base = piece.iov_base else { continue }
            (buffer.baseAddress! + taken).copyMemory(from: base, byteCount: count)
            taken += count
        }
        (begin, end) = (0, taken)
        switch drain() {
        case .none, .again: return .moved(taken)
        case .some(let failure): return failure
        }
    }

    /// Offers what is left; nil when all is gone.
    func drain() -> DialedSocket.Outcome? {
        guard let buffer else { return nil }
        while begin < end {
            switch socket.send(UnsafeRawBufferPointer(rebasing: buffer[begin..<end])) {
            case .moved(let count): begin += count
            case let other: return other
            }
        }
        (begin, end) = (0, 0)
        return nil
    }
}
