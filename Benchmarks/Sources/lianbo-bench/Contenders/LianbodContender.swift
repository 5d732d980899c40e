import BroadcastModel
import ControlClient
import Curl
import FoundationEssentials
import Outbound
import TestBench

/// The real daemon, driven through its interface as an operator's command drives it.
struct LianbodContender: Contender {
    private static let broadcast = "bench"
    private static let key = "bench-key"

    let process: ChildProcess
    let feed: FeedTarget
    private let client: ControlClient

    static func start(on bench: Bench, _ settings: ContenderSettings, _ farm: SinkFarm) async throws -> LianbodContender
    {
        let scratch = try bench.scratchDirectory(named: "lianbod")
        let data = try scratch.directory("data")
        let ports = try KernelPorts.free(2)
        let authorities = farm.authorities.map { ", certificate_authority_file: \($0)" } ?? ""
        let file = try scratch.write(
            """
            data_directory: \(data)
            ingest: { host: 127.0.0.1, port: \(ports[0]) }
            api: { host: 127.0.0.1, port: \(ports[1]) }
            relay: { tick: \(settings.tickMilliseconds)ms, threads: \(settings.relayThreads) }
            outbound: { lab_networks: ["127.0.0.0/8"]\(authorities) }
            studio: { slate: false }

            """, to: "lianbo.yaml")
        let process = try await bench.start(
            settings.cores.onRelayCore("lianbod", settings.lianbod, ["--config", file]))
        _ = try await eventually("lianbod to be healthy", within: .seconds(30), every: .milliseconds(50)) {
            if let end = process.end { throw BenchFailure("lianbod ended (\(end)):\n\(process.output.tail())") }
            let reply = try? await PlainHTTP.get(port: ports[1], "/healthz", within: .seconds(2))
            return reply?.status == 200 ? true : nil
        }
        guard let token = ProcessFiles.text("\(data)/admin.token") else {
            throw BenchFailure("lianbod left no sign-in token.")
        }
        let sender = try CurlClient(configuration: .loopback)
        bench.whenOver { sender.shutdown() }
        let client = ControlClient(
            base: "http://127.0.0.1:\(ports[1])", token: Secret(token.filter { !$0.isWhitespace }), sender: sender)
        _ = try await client.plan(fileName: "bench.yaml", yaml: plan(farm))
        try await client.setStreamKey(of: "main", to: Secret(key))
        _ = try await client.command("prepare", broadcast: broadcast)
        _ = try await eventually("all accounts to be prepared", within: .seconds(60)) {
            try await client.broadcast(broadcast).phase == "ready" ? true : nil
        }
        return LianbodContender(
            process: process, feed: .rtmp(port: ports[0], application: "live", stream: "main?key=\(key)"),
            client: client)
    }

    func begin(_ publisher: ClipPublisher) async throws -> UInt64? {
        _ = try await eventually("the feed at lianbod", within: .seconds(15)) {
            try await client.board(of: Self.broadcast).feeds.contains { $0.id == "main" && $0.connected } ? true : nil
        }
        // The encoder has been on for a while, as on a real night.
        try await Task.sleep(for: .seconds(3))
        let began = MonotonicClock.now
        _ = try await client.command("start", broadcast: Self.broadcast)
        return began
    }

    private static func plan(_ farm: SinkFarm) -> String {
        let accounts = farm.accounts.map {
            "  - { id: \($0.name), name: \($0.name), platform: selfhosted, settings: { server: nginx-rtmp, push: \"\($0.address)\" } }"
        }
        return """
            id: \(broadcast)
            title: Bench
            start: 2099-01-01T20:00:00+00:00
            length: 12h
            end: by-hand
            feeds: [{ id: main, name: Main }]
            accounts:
            \(accounts.joined(separator: "\n"))
            rundown:
              - { at: 0s, kind: note, title: Begin }

            """
    }
}
