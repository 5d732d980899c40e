import Foundation
import Synchronization

/// Accepts connections on a loopback port of the kernel's choosing and gives each to `serve` on a thread of its own.
final class LoopbackListener: Sendable {
    let port: Int
    private let descriptor: Int32
    private let accepted = Mutex(0)
    private let isOver = DispatchSemaphore(value: 0)

    var acceptedCount: Int { accepted.withLock { $0 } }

    /// `serve` gets a blocking socket, which is closed when it returns.
    init(serve: @escaping @Sendable (Int32) -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 512) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRINUSE) }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let peer = accept(descriptor, nil, nil)
                guard peer >= 0 else {
                    isOver.signal()
                    return
                }
                accepted.withLock { $0 += 1 }
                Thread.detachNewThread {
                    serve(peer)
                    close(peer)
                }
            }
        }
    }

    /// Called once. The number must not be free, for the next listener to get, while the thread may still accept by it.
    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        isOver.wait()
        close(descriptor)
    }

    /// A port on which nothing listens: bound by the kernel a moment ago and let go.
    static func freePort() throws -> Int {
        let listener = try LoopbackListener { _ in }
        listener.stop()
        return listener.port
    }

    /// Reads until `end` shows up or the peer hangs up.
    static func read(_ descriptor: Int32, until end: String) -> String {
        var text = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 65536)
        while text.count < 16 << 20, !end.isEmpty, !String(decoding: text, as: UTF8.self).contains(end) {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func write(_ descriptor: Int32, _ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Returns when the peer has closed, with how: 0 for an end, else the error number.
    static func waitForClose(_ descriptor: Int32) -> Int32 {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count == 0 { return 0 }
            if count < 0 { return errno }
        }
    }
}
