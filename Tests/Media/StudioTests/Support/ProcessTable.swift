import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What anybody on this machine can read of a process.
enum ProcessTable {
    static func exists(_ id: Int32) -> Bool { kill(id, 0) == 0 || errno == EPERM }

    /// `/proc/self/status`.
    static func status() -> String {
        String(decoding: FileManager.default.contents(atPath: "/proc/self/status") ?? Data(), as: UTF8.self)
    }

    /// `cmdline` and `environ`, with their zero bytes as spaces.
    static func open(_ id: Int32) -> String {
        ["cmdline", "environ"].map { name in
            let bytes = FileManager.default.contents(atPath: "/proc/\(id)/\(name)") ?? Data()
            return String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
        }.joined(separator: "\n")
    }
}
