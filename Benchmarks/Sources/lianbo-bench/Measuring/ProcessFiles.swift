import FoundationEssentials
import Glibc

/// What the kernel says in `/proc` (proc(5)).
enum ProcessFiles {
    static func text(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    static func threads(of pid: Int32) -> [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []).compactMap { Int32($0) }
    }

    /// The number behind `name:` in `/proc/<pid>/status`; KiB for memory.
    static func status(_ name: String, of pid: Int32) -> Int? {
        text("/proc/\(pid)/status")?.split(separator: "\n").first { $0.hasPrefix("\(name):") }?
            .split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
    }

    /// The beginning of what it was started with; no contender is given a secret there.
    static func commandLine(of pid: Int32) -> String {
        let whole = (text("/proc/\(pid)/cmdline") ?? "").split(separator: "\0").joined(separator: " ")
        return whole.count > 400 ? "\(whole.prefix(400)) ..." : whole
    }

    static var loadAverage: Double {
        text("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) } ?? 0
    }
}
