import BroadcastModel
import Crypto
import FoundationEssentials
import Glibc

/// A file with one key: 32 random bytes as base64 on one line, for its owner's eyes alone.
struct KeyFile: Sendable {
    static let keyLength = 32

    let path: String

    func readOrMake() throws -> [UInt8] {
        var status = stat()
        if lstat(path, &status) != 0 {
            guard errno == ENOENT else { throw refusal("cannot be looked at: \(Self.words(errno))") }
            try make()
        }
        return try read()
    }

    private func read() throws -> [UInt8] {
        // O_NONBLOCK: a pipe put in the file's place must not hang the start.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ELOOP {
                throw refusal("is a symbolic link. Put the file itself there, or name the place it really is")
            }
            throw refusal("cannot be read: \(Self.words(errno))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw refusal("cannot be looked at: \(Self.words(errno))") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw refusal("is not a plain file") }
        guard status.st_uid == geteuid() else {
            throw refusal(
                "belongs to user number \(status.st_uid), and the daemon runs as \(geteuid()). Run `chown \(geteuid())` on it"
            )
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o7777, radix: 8)
            throw refusal(
                "is open to other users (mode \(mode)). Run `chmod 600` on it; if others could read it, make new stream keys too"
            )
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw refusal("cannot be read: \(Self.words(errno))") }
        let line = bytes.prefix(count).prefix { $0 != 0x0A && $0 != 0x0D }
        let rest = bytes[line.count..<count]
        guard
            rest.allSatisfy({ $0 == 0x0A || $0 == 0x0D }),
            let key = Data(base64Encoded: Data(line)), key.count == Self.keyLength
        else {
            throw refusal(
                "does not hold a key: 32 bytes as base64 on one line. Put the right file back; a new key opens nothing that was sealed before"
            )
        }
        return Array(key)
    }

    /// Writes a new key beside the place, then links it there: a kill leaves a whole key or none, and a file that
    /// appeared meanwhile stays.
    private func make() throws {
        let draft = "\(path).new-\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 16))"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotMake(errno) }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let line = Array("\(key.base64EncodedString())\n".utf8)
        let written = write(descriptor, line, line.count)
        guard written == line.count else { throw cannotMake(written < 0 ? errno : ENOSPC) }
        guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else { throw cannotMake(errno) }
        guard link(draft, path) == 0 || errno == EEXIST else { throw cannotMake(errno) }
        try synchronizeFolder()
    }

    private func synchronizeFolder() throws {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotMake(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw cannotMake(errno) }
    }

    private func cannotMake(_ error: Int32) -> Fault {
        guard error != ENOSPC && error != EDQUOT else {
            return Fault(
                .storageFull, "There is no room to make the key file \(path). Free some space, then start again.",
                blame: .ours, place: path, cause: Self.words(error)
            )
        }
        return refusal(
            "cannot be made: \(Self.words(error)). Check that its directory is there and belongs to the user who runs the daemon"
        )
    }

    private func refusal(_ what: String) -> Fault {
        Fault(.storageFailed, "The key file \(path) \(what).", blame: .operatorSide, place: path)
    }

    private static func words(_ error: Int32) -> String { String(cString: strerror(error)) }
}
