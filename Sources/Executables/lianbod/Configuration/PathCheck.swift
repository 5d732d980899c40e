#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Why a path cannot be used; reads on after the key.
struct PathProblem: Error, Hashable {
    let message: String
    init(_ message: String) { self.message = message }
}

/// Looks at paths before anything is started. Changes nothing.
enum PathCheck {
    /// Nil when `path` is a directory that this process may write to, or can be made into one.
    static func directoryToKeep(_ path: String) -> PathProblem? {
        switch attributes(path) {
        case .success(let found):
            guard found.isDirectory else { return PathProblem("names \(path), which is not a directory") }
            guard access(path, W_OK | X_OK | R_OK) == 0 else {
                return PathProblem("names \(path), which this user may not write to")
            }
            return nil
        case .failure(let code) where code == ENOENT:
            guard let parent = parent(path) else {
                return PathProblem("names \(path), which cannot be made: \(text(code))")
            }
            return directoryToKeep(parent).map { _ in
                PathProblem("names \(path), which cannot be made: \(reason(parent))")
            }
        case .failure(let code):
            return PathProblem("names \(path), which cannot be used: \(text(code))")
        }
    }

    /// Nil when `path` is a file that this process may read.
    static func readableFile(_ path: String) -> PathProblem? {
        unreadable(path).map { PathProblem("names \(path), which \($0)") }
    }

    private static func unreadable(_ path: String) -> String? {
        switch attributes(path) {
        case .success(let found):
            guard !found.isDirectory else { return "is a directory" }
            return access(path, R_OK) == 0 ? nil : "may not be read by this user"
        case .failure(let code):
            return "cannot be read: \(text(code))"
        }
    }

    /// Nil when `path` is a regular file for its owner alone, or can be made. Its directory is made at first start only
    /// when it is the data directory; any other one has to exist.
    static func secretFile(_ path: String, besideDataDirectory dataDirectory: String) -> PathProblem? {
        switch attributes(path) {
        case .success(let found):
            guard found.isRegular else { return PathProblem("names \(path), which is not a regular file") }
            guard found.mode & 0o077 == 0 else {
                return PathProblem(
                    "names \(path), which others may read or write (mode \(octal(found.mode))); run `chmod 600 \(path)`"
                )
            }
            guard access(path, R_OK) == 0 else {
                return PathProblem("names \(path), which may not be read by this user")
            }
            return nil
        case .failure(let code) where code == ENOENT:
            guard let parent = parent(path) else {
                return PathProblem("names \(path), which cannot be made: \(text(code))")
            }
            // The data directory has a fault of its own when it cannot be made.
            if trimmed(parent) == trimmed(dataDirectory) { return nil }
            guard case .success(let found) = attributes(parent), found.isDirectory else {
                return PathProblem("names \(path), but there is no directory \(parent); make it first")
            }
            guard access(parent, W_OK | X_OK) == 0 else {
                return PathProblem("names \(path), but this user may not write to \(parent)")
            }
            return nil
        case .failure(let code):
            return PathProblem("names \(path), which cannot be used: \(text(code))")
        }
    }

    /// The whole of a text file of at most `limit` bytes.
    static func text(of path: String, limit: Int) throws(PathProblem) -> String {
        if let reason = unreadable(path) { throw PathProblem(reason) }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw PathProblem("cannot be opened: \(text(errno))") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw PathProblem("cannot be read: \(text(errno))")
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw PathProblem("is larger than \(limit) bytes") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw PathProblem("is not UTF-8 text") }
        return text
    }

    private struct Attributes {
        var mode: mode_t
        var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
        var isRegular: Bool { mode & S_IFMT == S_IFREG }
    }

    private enum Lookup {
        case success(Attributes)
        case failure(Int32)
    }

    private static func attributes(_ path: String) -> Lookup {
        var found = stat()
        return stat(path, &found) == 0 ? .success(Attributes(mode: found.st_mode)) : .failure(errno)
    }

    /// The directory above; nil above `/`.
    private static func parent(_ path: String) -> String? {
        let path = trimmed(path)
        guard path != "/", path != "." else { return nil }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func trimmed(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }

    /// Why nothing can be made below `path`.
    private static func reason(_ path: String) -> String {
        switch attributes(path) {
        case .success(let found):
            return found.isDirectory ? "this user may not write to \(path)" : "\(path) is not a directory"
        case .failure(let code) where code == ENOENT:
            return parent(path).map(reason) ?? text(code)
        case .failure(let code):
            return text(code)
        }
    }

    private static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
    private static func octal(_ mode: mode_t) -> String { "0" + String(mode & 0o777, radix: 8) }
}
