import BroadcastModel
import ControlClient
import Foundation
import TestBench
import Testing

/// Plants known secrets, uses the whole product, then looks for them everywhere.
@Suite(.serialized) struct `Secrets` {
    struct Haystack {
        var logs: String
        var replies: String
        var files: [String: Data]
    }

    @Test(.timeLimit(.minutes(2)))
    func
        `stay out of every log line, reply, page and file, which a search proves that first finds them without redaction`()
        async throws
    {
        let canaries = (0..<6).map { _ in "canary\(UUID().uuidString.filter(\.isHexDigit).lowercased())" }
        // The search itself is tried first: without redaction it must find the planted secrets.
        let open = try await evening(canaries, environment: ["LIANBO_DEBUG_SHOW_SECRETS": "1"])
        #expect(canaries.contains { open.logs.contains($0) }, "the search finds nothing, so it proves nothing")
        let closed = try await evening(canaries, environment: [:])
        #expect(!closed.logs.isEmpty && !closed.replies.isEmpty && closed.files.count >= 2)
        for canary in canaries {
            for needle in Self.forms(canary) {
                let isInLogs = closed.logs.contains(needle)
                let isInReplies = closed.replies.contains(needle)
                let places = closed.files.filter { $0.value.range(of: Data(needle.utf8)) != nil }.keys.sorted()
                #expect(!isInLogs, "a log line holds \(needle)")
                #expect(!isInReplies, "a reply holds \(needle)")
                #expect(places.isEmpty, "a file holds \(needle)")
            }
        }
    }

    /// As it is, its beginning, in base64, in hexadecimal.
    static func forms(_ canary: String) -> [String] {
        let bytes = Data(canary.utf8)
        return [
            canary, String(canary.prefix(14)), bytes.base64EncodedString(),
            bytes.map { String(format: "%02x", $0) }.joined(),
        ]
    }

    private func evening(_ canaries: [String], environment: [String: String?]) async throws -> Haystack {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench, environment: environment)
            let nginx = try await NginxRTMP.start(on: bench)
            try await stage.plan(accounts: [
                "{ id: m1, name: a, platform: manual }", "{ id: m2, name: b, platform: manual }",
            ])
            let client = stage.client
            try await client.setStreamKey(of: "studio", to: Secret(canaries[0]))
            try await client.setPushAddress(of: "m1", to: Secret(nginx.address(of: "m1?secret=\(canaries[1])")))
            try await client.setPushAddress(of: "m2", to: Secret("rtmp://127.0.0.1:9/live/\(canaries[2])"))
            _ = try await client.setUser("li", role: "operator", token: Secret(canaries[3]))
            // Feeds that ffmpeg children bring in: one listens with a passphrase, one pulls an address with a key.
            let port = try KernelPorts.free()
            let inputs = """
                id: inputs
                title: Inputs
                start: 2099-01-01T20:00:00+08:00
                length: 1h
                feeds: [{ id: far, source: srt, port: \(port) }, { id: pulled, source: pull }]
                """
            _ = try await client.plan(fileName: "inputs.yaml", yaml: inputs)
            try await client.setStreamKey(of: "far", to: Secret(canaries[4]))
            try await client.setPullAddress(of: "pulled", to: Secret(nginx.address(of: "nothing?key=\(canaries[5])")))
            _ = try await client.command("prepare", broadcast: "inputs")
            let name = Secret("studio?key=\(canaries[0])")
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: name)
            let refused = try await FfmpegEncoder.start(
                on: bench, to: stage.ingestServer, key: Secret("studio?key=\(canaries[0])x"))
            _ = try await refused.process.waitForEnd(within: .seconds(10))
            _ = try await client.command("start", broadcast: "night")
            _ = try await stage.waitForBoard("one is live, one fails") {
                $0.counts.live == 1 && $0.destinations.contains { $0.lastFault != nil }
            }
            _ = try await stage.waitForBoard("a pull fails", of: "inputs") { board in
                board.feeds.contains { $0.id == "pulled" && $0.sourceFault != nil }
            }
            let operatorClient = stage.client(token: Secret(canaries[3]))
            _ = try? await operatorClient.destination("retry", account: "m2", in: "night")
            _ = try? await operatorClient.setPushAddress(of: "m1", to: Secret("http://bad/\(canaries[1])"))

            var replies = ""
            for path in [
                "/", "/openapi.json", "/metrics", "/v1/status", "/v1/broadcasts", "/v1/broadcasts/night",
                "/v1/broadcasts/night/board", "/v1/broadcasts/night/report",
                "/v1/broadcasts/inputs/board", "/v1/broadcasts/night/as-run", "/v1/broadcasts/night/destinations",
                "/v1/feeds", "/v1/accounts",
                "/v1/users", "/v1/audit", "/v1/nothing?x=\(canaries[0])",
            ] {
                let token = try String(contentsOfFile: "\(stage.data)/admin.token", encoding: .utf8).trimmingCharacters(
                    in: .whitespacesAndNewlines)
                let reply = try await stage.curl.send(
                    .init(
                        .get, "http://127.0.0.1:\(stage.apiPort)\(path)",
                        headers: [("authorization", "Bearer \(token)")]))
                replies += "\(path.prefix { $0 != "?" }) \(reply.status)\n\(reply.text)\n"
            }
            do { try await client.setPushAddress(of: "m1", to: Secret("http://bad/\(canaries[1])")) } catch {
                replies += "\(error)"
            }
            _ = try await client.command("end", broadcast: "night")
            _ = try await stage.waitForBoard("the broadcast ends") { $0.broadcast.phase == "ended" }
            var files: [String: Data] = [:]
            for file in try FileManager.default.contentsOfDirectory(atPath: stage.data) {
                files[file] = FileManager.default.contents(atPath: "\(stage.data)/\(file)")
            }
            await stage.daemon.terminate()
            for file in try FileManager.default.contentsOfDirectory(atPath: stage.data) {
                files["\(file) after the end"] = FileManager.default.contents(atPath: "\(stage.data)/\(file)")
            }
            return Haystack(logs: await stage.daemon.lines.joined(separator: "\n"), replies: replies, files: files)
        }
    }
}
