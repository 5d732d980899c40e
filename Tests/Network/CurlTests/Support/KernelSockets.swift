import Foundation

/// The kernel's table of TCP over IPv4: what a test may know about sockets without touching them.
enum KernelSockets {
    /// `String(contentsOfFile:)` would stop after the first page of a file in `/proc`.
    private static func rows() -> [[Substring]] {
        let table = FileHandle(forReadingAtPath: "/proc/net/tcp")?.readDataToEndOfFile() ?? Data()
        return String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst().map {
            $0.split(separator: " ")
        }
    }

    /// How many sockets are connecting or connected to `port` and not yet closed by their owner. Unlike a count of our
    /// own descriptors it does not see what other tests do meanwhile.
    static func connections(to port: Int) -> Int {
        let remote = String(format: ":%04X", port)
        return rows().count { $0.count > 3 && $0[2].hasSuffix(remote) && ["01", "02", "08"].contains($0[3]) }
    }

    /// Waits ten seconds at most: a child that another test is just starting holds copies of everything until it runs.
    static func settle(on count: Int, to port: Int) -> Bool {
        let deadline = Date().addingTimeInterval(10)
        while connections(to: port) != count {
            guard Date() < deadline else { return false }
            usleep(10_000)
        }
        return true
    }

    static func isListening(_ port: Int) -> Bool {
        let local = String(format: ":%04X", port)
        return rows().contains { $0.count > 3 && $0[1].hasSuffix(local) && $0[3] == "0A" }
    }
}
