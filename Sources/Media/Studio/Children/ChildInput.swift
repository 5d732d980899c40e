import BroadcastModel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What a child reads on its standard input: written into a pipe before it starts, so that a child which dies without
/// reading leaves nobody who still writes to it.
///
/// swift-subprocess traps ("FileDescriptor … was not closed") when its own writer fails; with a whole pipe there is none.
final class ChildInput {
    /// The longest input: below what a pipe holds at least (PIPE_BUF of pipe(7), 64 KiB on Linux).
    static let limit = 16 << 10

    /// Closed with this object, which must outlive the launch.
    let readEnd: Int32

    /// Throws `tooLarge` beyond ``limit``, and `internalError` when no pipe can be had.
    init(_ input: Secret) throws(Fault) {
        let bytes = Array(input.reveal().utf8)
        guard bytes.count <= Self.limit else {
            throw Fault(.tooLarge, "A child takes no more than \(Self.limit >> 10) KiB of input.", blame: .ours)
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw Fault(
                .internalError, "No pipe can be had for a child.", blame: .ours, cause: String(cString: strerror(errno))
            )
        }
        // Other children are started by swift-subprocess, which hands on no descriptor but those it is told to.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        readEnd = ends[0]
        defer { close(ends[1]) }
        guard bytes.isEmpty || write(ends[1], bytes, bytes.count) == bytes.count else {
            close(readEnd)
            throw Fault(.internalError, "A child's input cannot be written.", blame: .ours)
        }
    }

    deinit { close(readEnd) }
}
