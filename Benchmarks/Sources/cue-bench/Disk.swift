import Glibc

/// What lies under every transaction.
enum Disk {
    struct Refused: Error {
        let call: String
        let error: Int32
    }

    /// Milliseconds of appending 16 KiB to a file and synchronising it, 300 times.
    static func syncs(in directory: String) throws -> [Double] {
        let path = "\(directory)/lianbo-cue-bench-\(getpid()).sync"
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Refused(call: "open", error: errno) }
        defer {
            close(file)
            unlink(path)
        }
        let bytes = [UInt8](repeating: 1, count: 16_384)
        return try (0..<300).map { _ in
            let start = Usage.wallMilliseconds
            guard write(file, bytes, bytes.count) == bytes.count, fdatasync(file) == 0 else {
                throw Refused(call: "write", error: errno)
            }
            return Usage.wallMilliseconds - start
        }
    }
}
