import Glibc
import TestBench

/// A blocking TCP connection to a port of this machine; letting go of it closes it.
final class LoopbackSocket {
    let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { Glibc.close(descriptor) }

    /// Tries for `patience` nanoseconds while nobody listens.
    static func connect(to port: Int, patience: UInt64) throws -> LoopbackSocket {
        let deadline = MonotonicClock.now + patience
        while true {
            let socket = LoopbackSocket(
                descriptor: Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0))
            var address = SocketAddress.loopback(port)
            let result = SocketAddress.withGeneral(&address) { Glibc.connect(socket.descriptor, $0, $1) }
            if result == 0 {
                var on: Int32 = 1
                setsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
                var room: Int32 = 4 << 20
                setsockopt(socket.descriptor, SOL_SOCKET, SO_SNDBUF, &room, 4)
                return socket
            }
            let reason = errno
            guard reason == ECONNREFUSED, MonotonicClock.now < deadline else {
                throw BenchFailure("port \(port) cannot be reached: \(String(cString: strerror(reason)))")
            }
            MonotonicClock.sleep(until: MonotonicClock.now + 20_000_000)
        }
    }

    /// Sends all of it.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BenchFailure("the connection broke: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }

    /// Nil: nothing there now. 0: the peer has ended.
    func receive(into buffer: inout [UInt8], waiting: Bool) throws -> Int? {
        while true {
            let count = recv(descriptor, &buffer, buffer.count, waiting ? 0 : Int32(MSG_DONTWAIT))
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: return nil
            default: throw BenchFailure("the connection broke: \(String(cString: strerror(errno)))")
            }
        }
    }
}
