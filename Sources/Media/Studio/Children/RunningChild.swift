import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The process id of a child while it runs; the process group has the same.
final class RunningChild: Sendable {
    private let process = Mutex<Int32?>(nil)

    var id: Int32? { process.withLock { $0 } }
    func began(_ id: Int32) { process.withLock { $0 = id } }
    func ended() { process.withLock { $0 = nil } }

    /// To the whole group; nothing once it has ended.
    func signal(_ number: Int32) {
        process.withLock { process in
            guard let process else { return }
            if kill(-process, number) != 0 { _ = kill(process, number) }
        }
    }
}
