import BroadcastModel
import Glibc

/// Keeps a second daemon away from the same data directory.
///
/// The daemon takes it before it opens anything inside, and holds it for its life. The kernel releases it when the
/// object goes or the process ends, however it ends; the file stays, with the number of its last owner.
package final class DataDirectoryLock: Sendable {
    package static let fileName = "lianbod.lock"

    private let descriptor: Int32

    /// Makes the directory where it is missing and takes the lock, or throws at once.
    ///
    /// Throws `conflict`, naming the directory and the other process, when another one holds it; `storageFailed` or
    /// `storageFull` when the directory cannot be used.
    package init(directory: String) throws {
        let folder = try DataDirectory(directory)
        let descriptor = open(folder.file(Self.fileName), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw DataDirectory.refusal(directory, doing: "locked", errno) }
        do {
            try Self.take(descriptor, in: directory)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        // Unlocked by name: a child that is between fork and exec still has the descriptor.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func take(_ descriptor: Int32, in directory: String) throws {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: throw inUse(directory, by: owner(descriptor))
            default: throw DataDirectory.refusal(directory, doing: "locked", errno)
            }
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw DataDirectory.refusal(directory, doing: "locked", errno)
        }
    }

    /// The process number in the file; nil while its new owner has not written it yet.
    private static func owner(_ descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self))
    }

    private static func inUse(_ directory: String, by owner: Int?) -> Fault {
        let who = owner.map { "Process \($0)" } ?? "Another process"
        return Fault(
            .conflict,
            "\(who) is running on the data directory \(directory) already. Stop it first, or give this daemon a directory of its own.",
            blame: .operatorSide, place: directory
        )
    }
}
