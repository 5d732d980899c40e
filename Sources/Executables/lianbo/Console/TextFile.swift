#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Whole small files, by name.
enum TextFile {
    private static let limit = 4 << 20

    /// Throws a ``CommandFailure`` that names the file and why.
    static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = systemRead(descriptor, &piece, piece.count)
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { break }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw CommandFailure("\(path) is larger than 4 MiB.", .misuse) }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("\(path) is not UTF-8 text.", .misuse)
        }
        return text
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes or replaces a file that only its owner can read.
    static func writePrivate(_ text: String, to path: String) throws {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("write", path) }
        let bytes = Array(text.utf8)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let synced = fsync(descriptor)
        close(descriptor)
        guard written == bytes.count, synced == 0, rename(temporary, path) == 0 else {
            let problem = failure("write", path)
            unlink(temporary)
            throw problem
        }
    }

    private static func failure(_ verb: String, _ path: String) -> CommandFailure {
        CommandFailure("Cannot \(verb) \(path): \(String(cString: strerror(errno))).", .misuse)
    }
}
