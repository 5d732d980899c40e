import BroadcastModel
import Glibc

/// The folder that the daemon keeps its state in: ours alone, mode 0700.
struct DataDirectory: Sendable {
    let path: String

    /// Makes the directory, with its parents, or checks the one that is there.
    ///
    /// One that others may enter is closed to them when everything inside it is ours by name, and refused with
    /// `storageFailed` when something else is inside: closing `/tmp` would help nobody.
    init(_ path: String) throws {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw Fault(
                .storageFailed, "The data directory has no name. Name a directory in the configuration.",
                blame: .operatorSide)
        }
        self.path = path
        var status = stat()
        if stat(path, &status) != 0 {
            guard errno == ENOENT else { throw Self.refusal(path, doing: "looked at", errno) }
            try Self.make(path)
            guard stat(path, &status) == 0 else { throw Self.refusal(path, doing: "looked at", errno) }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Fault(
                .storageFailed, "The data directory \(path) is a file. Name a directory in the configuration.",
                blame: .operatorSide, place: path)
        }
        guard status.st_mode & 0o077 != 0 else { return }
        guard try Self.holdsOnlyOurs(path) else {
            let mode = String(status.st_mode & 0o7777, radix: 8)
            throw Fault(
                .storageFailed,
                "The data directory \(path) is open to other users (mode \(mode)) and holds files that are not Lianbo's. Run `chmod 700 \(path)`, or name a directory that is Lianbo's alone.",
                blame: .operatorSide, place: path
            )
        }
        guard chmod(path, 0o700) == 0 else { throw Self.refusal(path, doing: "closed to other users", errno) }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Creates the file empty with mode 0600 where it is missing, and takes others' rights away where it is there.
    func makePrivateFile(_ name: String) throws {
        let descriptor = open(file(name), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.refusal(path, doing: "written to", errno) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw Self.refusal(path, doing: "closed to other users", errno) }
    }

    /// Puts the names inside the directory on the disk, so that a new file is still there after a power cut.
    func synchronize() throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.refusal(path, doing: "opened", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Self.refusal(path, doing: "written to", errno) }
    }

    static func refusal(_ path: String, doing what: String, _ error: Int32) -> Fault {
        let cause = String(cString: strerror(error))
        guard error != ENOSPC && error != EDQUOT else { return .storageFull(directory: path, cause: cause) }
        return Fault(
            .storageFailed,
            "The data directory \(path) cannot be \(what): \(cause). Check that it exists and belongs to the user who runs the daemon.",
            blame: .ours, place: path, cause: cause
        )
    }

    private static func make(_ path: String) throws {
        let parts = path.split(separator: "/")
        var made = path.hasPrefix("/") ? "" : "."
        for (index, part) in parts.enumerated() {
            made += "/\(part)"
            let isLast = index == parts.count - 1
            guard mkdir(made, isLast ? 0o700 : 0o755) == 0 || errno == EEXIST else {
                throw refusal(path, doing: "made", errno)
            }
        }
    }

    private static func holdsOnlyOurs(_ path: String) throws -> Bool {
        guard let listing = opendir(path) else { throw refusal(path, doing: "listed", errno) }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name == "." || name == ".." || name.hasPrefix("lianbo") else { return false }
        }
        return true
    }
}
