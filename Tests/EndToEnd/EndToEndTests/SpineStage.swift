import BroadcastModel
import ControlClient
import ControlWire
import Curl
import Foundation
import Outbound
import TestBench

/// A real daemon with a real client, as an operator has them, on ports of the kernel's choice.
struct SpineStage: Sendable {
    let bench: Bench
    let daemon: DaemonProcess
    let client: ControlClient
    let curl: CurlClient
    let data: String
    let configurationFile: String
    let ingestPort: Int
    let apiPort: Int
    let feedKey = Secret("feedkey-\(UUID().uuidString.lowercased())")

    /// Beside the test binary, where `swift build` puts it.
    static func binary(_ name: String) -> String {
        let mine = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        var directory = mine.deletingLastPathComponent()
        for _ in 0..<4 {
            let candidate = directory.appendingPathComponent(name).path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            directory.deleteLastPathComponent()
        }
        return name
    }

    /// Starts everything; `more` is added to the daemon's configuration file.
    static func start(
        on bench: Bench, data: String? = nil, more: String = "", environment: [String: String?] = [:],
        hasSlate: Bool = false, hasGate: Bool = false
    ) async throws -> SpineStage {
        let scratch = try bench.scratchDirectory(named: "spine")
        let ports = try KernelPorts.free(2)
        let data = data ?? scratch.file("data")
        let text = """
            data_directory: \(data)
            ingest: { host: 127.0.0.1, port: \(ports[0]) }
            api: { host: 127.0.0.1, port: \(ports[1]) }
            log: { level: debug }
            studio: { slate: \(hasSlate) }
            input: { gate: \(hasGate) }
            outbound: { lab_networks: ["127.0.0.0/8"] }
            \(more)
            """
        let file = try scratch.write(text, to: "lianbo.yaml")
        let daemon = try await DaemonProcess.start(
            on: bench, binary: binary("lianbod"), configurationFile: file, healthPort: ports[1],
            environment: environment, within: .seconds(30))
        let token = try String(contentsOfFile: "\(data)/admin.token", encoding: .utf8).trimmingCharacters(
            in: .whitespacesAndNewlines)
        let curl = try CurlClient(configuration: .loopback)
        bench.whenOver { curl.shutdown() }
        let client = ControlClient(base: "http://127.0.0.1:\(ports[1])", token: Secret(token), sender: curl)
        return SpineStage(
            bench: bench, daemon: daemon, client: client, curl: curl, data: data, configurationFile: file,
            ingestPort: ports[0], apiPort: ports[1])
    }

    func client(token: Secret) -> ControlClient {
        ControlClient(base: "http://127.0.0.1:\(apiPort)", token: token, sender: curl)
    }

    var ingestServer: String { "rtmp://127.0.0.1:\(ingestPort)/live" }
    /// What an encoder pastes as its stream key.
    var streamName: Secret { Secret("studio?key=\(feedKey.reveal())") }

    /// Plans a broadcast of `accounts` (id and full push address template) and gives its feed a key.
    func plan(
        _ id: String = "night", accounts: [String], cues: [String] = [], start: String = "2099-01-01T20:00:00+08:00",
        length: String = "2h", end: String = "by-hand",
        feeds: [String] = []
    ) async throws {
        let text = """
            id: \(id)
            title: 湖北之夜
            start: \(start)
            length: \(length)
            end: \(end)
            hosts: [{ id: host, name: 主持人 }]
            guests: [{ id: guest, name: 嘉宾 }]
            products: [{ id: noodles, name: 热干面, price: 29.90 }]
            feeds:
              - { id: studio, name: 演播室 }
            \(feeds.map { "  - \($0)" }.joined(separator: "\n"))
            accounts:
            \(accounts.map { "  - \($0)" }.joined(separator: "\n"))
            rundown:
            \(cues.isEmpty ? "  - { at: 0s, kind: note, title: 开场 }" : cues.map { "  - \($0)" }.joined(separator: "\n"))
            """
        _ = try await client.plan(fileName: "night.yaml", yaml: text)
        try await client.setStreamKey(of: "studio", to: feedKey)
    }

    static func account(_ id: String, push: String, status: String? = nil) -> String {
        let numbers = status.map { ", status: \"\($0)\"" } ?? ""
        return
            "{ id: \(id), name: 账号 \(id), platform: selfhosted, settings: { server: nginx-rtmp, push: \"\(push)\"\(numbers) } }"
    }

    func waitForBoard(
        _ what: String, of id: String = "night", within limit: Duration = .seconds(20), _ isReached: (BoardDTO) -> Bool
    ) async throws -> BoardDTO {
        try await eventually(what, within: limit, every: .milliseconds(100), ignoringErrors: true) {
            let board = try await client.board(of: id)
            return isReached(board) ? board : nil
        }
    }
}
