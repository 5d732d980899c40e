import FoundationEssentials
import TestBench

/// The servers that stand for the platforms: one nginx-rtmp for most accounts, our own probes for a few, and on request
/// TLS before both. The same for every contender.
struct SinkFarm: Sendable {
    static let application = NginxRTMP.application
    static let mostProbes = 8
    /// More than decoder headers alone come to.
    private static let firstMedia: UInt64 = 1024

    let accounts: [SinkAccount]
    /// PEM that a client must trust; nil without TLS.
    let authorities: String?
    private let nginx: NginxRTMP
    private let probes: ProbeSinks

    static func start(on bench: Bench, accountCount: Int, secure: Bool) async throws -> SinkFarm {
        var configuration = NginxRTMP.Configuration()
        configuration.connections = accountCount + 200
        configuration.dropIdlePublisher = .seconds(30)
        let nginx = try await NginxRTMP.start(on: bench, configuration)
        let probes = try ProbeSinks.start(on: bench)
        var ports = (nginx: nginx.rtmpPort, probes: probes.port)
        var authorities: String?
        if secure {
            let fronts = [
                try await TLSFront.start(on: bench, .sound, before: ports.nginx),
                try await TLSFront.start(on: bench, .sound, before: ports.probes),
            ]
            ports = (fronts[0].port, fronts[1].port)
            let certificates = fronts.map {
                String(decoding: FileManager.default.contents(atPath: $0.authorityFile) ?? Data(), as: UTF8.self)
            }
            authorities = try bench.scratchDirectory(named: "authorities").write(certificates.joined(), to: "ca.pem")
        }
        let probed = probedPlaces(of: accountCount)
        let accounts = (0..<accountCount).map { index in
            let number = String(index + 1)
            let isProbe = probed.contains(index)
            return SinkAccount(
                name: "a" + String(repeating: "0", count: max(0, 4 - number.count)) + number, isProbe: isProbe,
                port: isProbe ? ports.probes : ports.nginx, isSecure: secure)
        }
        return SinkFarm(accounts: accounts, authorities: authorities, nginx: nginx, probes: probes)
    }

    /// Payload bytes of pictures and sound that have come, in the order of ``accounts``.
    func received() async throws -> [UInt64] {
        let counted = try await counts()
        return accounts.map { counted[$0.name] ?? 0 }
    }

    /// Waits until nothing more comes after the publisher has paused, and returns what has: at once when that is
    /// `expected`, else when nothing has changed for a second and a half (ten seconds at most).
    func settled(expecting expected: [UInt64]? = nil) async throws -> [UInt64] {
        try await Task.sleep(for: .milliseconds(500))
        var before = try await received()
        var quiet = 0
        for _ in 0..<40 where before != expected && quiet < 6 {
            try await Task.sleep(for: .milliseconds(250))
            let now = try await received()
            quiet = now == before ? quiet + 1 : 0
            before = now
        }
        return before
    }

    /// Waits until every account has had its first media; returns when that was, on ``MonotonicClock``, to about the
    /// length of one look (50 ms, more with very many accounts).
    func waitForFirstMedia(
        within limit: Duration, _ check: () throws -> Void
    ) async throws -> (first: UInt64?, last: UInt64) {
        var first: UInt64?
        let count = accounts.count
        let deadline = ContinuousClock.now + limit
        while true {
            try check()
            let asked = MonotonicClock.now
            let started = try await received().count { $0 >= Self.firstMedia }
            if started > 0, first == nil { first = asked }
            if started == count { return (first, MonotonicClock.now) }
            guard ContinuousClock.now < deadline else {
                throw BenchFailure("Only \(started) of \(count) accounts had media within \(limit).")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// What each probe saw so far.
    var arrivals: [[FrameMoment]] { probes.tallies.values.map(\.frames) }

    private func counts() async throws -> [String: UInt64] {
        let reply = try await PlainHTTP.get(port: nginx.httpPort, "/stat", within: .seconds(20))
        var result = StatPage.bytesIn(reply.body)
        for (name, tally) in probes.tallies { result[name] = tally.mediaBytes }
        return result
    }

    /// Evenly spread over all accounts, the first and the last among them.
    private static func probedPlaces(of count: Int) -> Set<Int> {
        let probes = min(mostProbes, max(1, count / 2))
        guard probes > 1 else { return [count - 1] }
        return Set((0..<probes).map { $0 * (count - 1) / (probes - 1) })
    }
}
