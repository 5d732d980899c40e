import FoundationEssentials
import Glibc

/// On what it was measured.
struct MachineFacts: Codable, Sendable {
    var kernel: String
    var processor: String
    var cores: Int
    var nginx: String
    var ffmpeg: String
    var openssl: String
    var srs: String
    /// The kernel's `tcp_congestion_control`: one that paces (bbr) costs senders of large batches timers.
    var congestionControl: String
    /// Whether publisher and probes may run before all others of their core.
    var measuresInRealTime: Bool
    var relayCore: Int
    var otherCores: [Int]
    var loadAtStart: Double
    var at: String

    static func gather(_ cores: Cores) async -> MachineFacts {
        let processor = ProcessFiles.text("/proc/cpuinfo")?.split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.trimmed }
        let srs = Programs.find("srs")
        return MachineFacts(
            kernel: ProcessFiles.text("/proc/sys/kernel/osrelease").map { Substring($0).trimmed } ?? "unknown",
            processor: processor ?? "unknown", cores: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            nginx: await version("nginx", ["-v"]), ffmpeg: await version("ffmpeg", ["-version"]),
            openssl: await version("openssl", ["version"]), srs: srs ?? "not installed",
            congestionControl: ProcessFiles.text("/proc/sys/net/ipv4/tcp_congestion_control")
                .map { Substring($0).trimmed } ?? "unknown",
            measuresInRealTime: mayPrefer(), relayCore: cores.relay, otherCores: cores.others,
            loadAtStart: ProcessFiles.loadAverage, at: Date().formatted(.iso8601))
    }

    var lines: [String] {
        [
            "\(processor), \(cores) cores, Linux \(kernel), TCP \(congestionControl); load at start \(Shown.plain(loadAtStart))",
            "relay on core \(relayCore), everything else on \(otherCores.map(String.init).joined(separator: ", ")); "
                + "publisher and probes \(measuresInRealTime ? "in" : "NOT in") real time",
            "\(nginx); \(ffmpeg); \(openssl); SRS: \(srs)",
        ]
    }

    private static func version(_ name: String, _ arguments: [String]) async -> String {
        guard let path = Programs.find(name) else { return "\(name): not installed" }
        let line = await Programs.firstLine(of: path, arguments) ?? "\(name): unknown"
        return line.components(separatedBy: " Copyright").first ?? line
    }

    /// Asked on a thread that ends with the question.
    private static func mayPrefer() -> Bool {
        var answer: UnsafeMutableRawPointer?
        var thread = pthread_t()
        guard
            pthread_create(
                &thread, nil, { _ in Cores.preferThisThread() ? UnsafeMutableRawPointer(bitPattern: 1) : nil }, nil)
                == 0
        else { return false }
        pthread_join(thread, &answer)
        return answer != nil
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
