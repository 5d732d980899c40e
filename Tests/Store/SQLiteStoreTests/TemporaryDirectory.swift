import FoundationEssentials
import Glibc

/// A folder of the test's own, removed with everything inside when the value goes.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/lianbo-store-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Refused(call: "mkdtemp", error: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    struct Refused: Error {
        let call: String
        let error: Int32
    }
}

/// The permission bits of a file.
func mode(of path: String) throws -> mode_t {
    var status = stat()
    guard stat(path, &status) == 0 else { throw TemporaryDirectory.Refused(call: "stat \(path)", error: errno) }
    return status.st_mode & 0o7777
}

/// All bytes of a file; nil where there is none.
func contents(of path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 { all += buffer.prefix(count) }
    return all
}

func put(_ text: String, into path: String, mode: mode_t = 0o600) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw TemporaryDirectory.Refused(call: "open \(path)", error: errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fchmod(descriptor, mode) == 0 else {
        throw TemporaryDirectory.Refused(call: "write \(path)", error: errno)
    }
}

extension [UInt8] {
    func contains(_ needle: String) -> Bool {
        let needle = [UInt8](needle.utf8)
        guard let first = needle.first, count >= needle.count else { return false }
        return indices.dropLast(needle.count - 1).contains { start in
            self[start] == first && self[start..<start + needle.count].elementsEqual(needle)
        }
    }
}
