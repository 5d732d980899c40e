import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A directory of our own below the system's directory for temporary files, mode 0700. ``Bench/scratchDirectory(named:)`` makes
/// and removes it.
package struct ScratchDirectory: Sendable {
    package let path: String

    init(named name: String) throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(parent)/lianbo-\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw BenchFailure("No directory can be made in \(parent): \(String(cString: strerror(errno)))")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Absolute path of `name` inside.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes a directory inside and returns its absolute path.
    package func directory(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }

    /// Writes a file inside, mode 0600, and returns its absolute path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let path = file(name)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw BenchFailure("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else {
                throw BenchFailure("\(path) cannot be written: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(written)
        }
        return path
    }

    /// A program that was killed a moment ago may still have written: a few tries.
    static func remove(_ path: String) {
        for _ in 0..<5 {
            try? FileManager.default.removeItem(atPath: path)
            guard FileManager.default.fileExists(atPath: path) else { return }
            usleep(20_000)
        }
    }
}
