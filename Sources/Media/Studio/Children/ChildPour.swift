import BroadcastModel
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Pours a ``ChildSupply`` into a child's standard input, on a thread of its own: a child that reads slowly, or not at all, keeps
/// nobody waiting but that thread, and one that is gone raises no signal.
///
/// The child's input is one end of a pair of local sockets, which a program reads as it reads a pipe.
final class ChildPour: Sendable {
    private let supply: any ChildSupply
    /// The child's end, open until this object goes.
    let readEnd: Int32
    private let writeEnd: Int32
    /// Bytes in it wake the thread.
    private let bell: (ring: Int32, hear: Int32)
    private let isOver = Atomic(false)

    /// Throws `internalError` when no sockets can be had.
    init(_ supply: any ChildSupply) throws(Fault) {
        self.supply = supply
        var ends: [Int32] = [-1, -1]
        let stream = Int32(SOCK_STREAM.rawValue)
        guard socketpair(AF_UNIX, stream | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { throw Self.fault() }
        var bells: [Int32] = [-1, -1]
        let kind = stream | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &bells) == 0 else {
            let fault = Self.fault()
            for end in ends { close(end) }
            throw fault
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
        bell = (bells[0], bells[1])
        // As much as the system lets us: a picture is a few megabytes.
        var room: Int32 = 1 << 20
        setsockopt(writeEnd, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { for end in [readEnd, writeEnd, bell.ring, bell.hear] { close(end) } }

    /// Pours until the supply is over, the child reads no more, or ``stop()``. Returns when the thread has ended. Called once.
    func run() async {
        await withCheckedContinuation { continuation in
            let thread = Thread { [self] in
                supply.begin { [weak self] in self?.wake() }
                pour()
                // What the child has not read by now, it need not.
                shutdown(writeEnd, Int32(SHUT_WR))
                supply.end()
                continuation.resume()
            }
            thread.name = "studio-pour"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    /// The child is gone, or soon will be; the thread ends at once.
    func stop() {
        isOver.store(true, ordering: .releasing)
        wake()
    }

    private func wake() {
        var byte: UInt8 = 1
        send(bell.ring, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }

    private func pour() {
        while !isOver.load(ordering: .acquiring) {
            guard let pieces = supply.next() else {
                shutdown(writeEnd, Int32(SHUT_WR))
                return
            }
            for piece in pieces where !write(piece) { return }
            if pieces.isEmpty { wait(for: POLLIN, on: bell.hear) }
            var heard = [UInt8](repeating: 0, count: 256)
            while recv(bell.hear, &heard, heard.count, Int32(MSG_DONTWAIT)) > 0 {}
        }
    }

    /// False when the child reads no more, or is to get no more.
    private func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            guard !isOver.load(ordering: .acquiring) else { return false }
            let count = bytes.withUnsafeBytes {
                send(
                    writeEnd, $0.baseAddress! + sent, bytes.count - sent,
                    Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                wait(for: POLLOUT, on: writeEnd)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// At most a fifth of a second, so that an end that nobody announces is noticed.
    private func wait(for events: Int32, on descriptor: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        poll(&entry, 1, 200)
    }

    private static func fault() -> Fault {
        Fault(.internalError, "No pipe can be had for a child.", blame: .ours, cause: String(cString: strerror(errno)))
    }
}
