import ControlWire
import Foundation
import Testing

@testable import lianbo

@Suite struct StageCommandTests {
    private static let link = StageLinkDTO(
        id: "link-1a", name: "Main stage", createdAt: 1_000, createdBy: "otto", expiresAt: 9_000, expired: false)
    private static let links = "/v1/broadcasts/tonight/stage-links"

    @Test func `a link is made here, sent once, and shown with its address`() async throws {
        let bench = CommandBench()
        bench.answer("POST \(Self.links)", Self.link, status: 201)
        #expect(await bench.run("stage", "link", "create", "ton", "Main stage", "--expires", "12h") == .done)
        let sent = try #require(bench.changes.first)
        let request = try JSONDecoder().decode(StageLinkRequest.self, from: Data(sent.body.utf8))
        #expect(request.name == "Main stage" && request.lifetimeMilliseconds == 43_200_000)
        #expect(request.token.count == 64)
        #expect(bench.out.contains("Main stage (link-1a) opens the stage of tonight until @9."))
        #expect(bench.out.hasSuffix("http://127.0.0.1:8080/stage#\(request.token)\n"))
        let other = CommandBench()
        other.answer("POST \(Self.links)", Self.link, status: 201)
        #expect(
            await other.run("stage", "link", "create", "tonight", "x", "--address", "https://studio.example.com/")
                == .done)
        #expect(other.out.contains("\nhttps://studio.example.com/stage#"))
        #expect(other.changes.first?.body.contains("lifetime") == false)
    }

    @Test func `a link may go to a file of its owner instead of the screen`() async throws {
        let bench = CommandBench()
        bench.answer("POST \(Self.links)", Self.link, status: 201)
        let file = FileManager.default.temporaryDirectory.appending(path: "link-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(await bench.run("stage", "link", "create", "tonight", "x", "--link-file", file) == .done)
        let written = try String(contentsOfFile: file, encoding: .utf8)
        #expect(written.hasPrefix("http://127.0.0.1:8080/stage#"))
        #expect(!bench.out.contains("stage#"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `what cannot be is misuse`() async {
        for arguments in [
            ["--expires", "30s"], ["--expires", "soon"], ["--expires", "400d"], ["--address", "studio.example.com"],
        ] {
            let bench = CommandBench()
            #expect(
                await bench.run("stage", "link", "create", "tonight", "x", arguments[0], arguments[1]) == .misuse)
            #expect(bench.asked.isEmpty)
        }
    }

    @Test func `links are listed and taken back by id or name, after a question`() async {
        let bench = CommandBench()
        let links = [
            Self.link,
            StageLinkDTO(
                id: "link-2b", name: "手机", createdAt: 2_000, createdBy: "li.na", expiresAt: nil, expired: false),
            StageLinkDTO(
                id: "link-3c", name: "old", createdAt: 2_000, createdBy: "li.na", expiresAt: 3_000, expired: true),
        ]
        bench.answer("GET \(Self.links)", links)
        bench.answerNothing("DELETE \(Self.links)/link-2b")
        bench.answerNothing("DELETE \(Self.links)/link-1a")
        #expect(await bench.run("stage", "link", "list", "tonight") == .done)
        #expect(bench.out.contains("link-1a") && bench.out.contains("手机") && bench.out.contains("expired"))
        #expect(await bench.run("stage", "link", "revoke", "tonight", "手机") == .misuse)
        #expect(bench.changes.isEmpty)
        #expect(await bench.run("stage", "link", "revoke", "tonight", "手机", "--yes") == .done)
        #expect(await bench.run("stage", "link", "revoke", "tonight", "link-1", "-y") == .done)
        #expect(bench.changes.map(\.line) == ["DELETE \(Self.links)/link-2b", "DELETE \(Self.links)/link-1a"])
        #expect(await bench.run("stage", "link", "revoke", "tonight", "nobody", "-y") != .done)
    }

    @Test func `a message is said and taken away`() async {
        let bench = CommandBench()
        let path = "/v1/broadcasts/tonight/stage-message"
        bench.answer("PUT \(path)", StageMessageDTO(text: "Wrap up", at: 1, by: "otto"))
        bench.answerNothing("DELETE \(path)")
        #expect(await bench.run("stage", "say", "tonight", "Wrap up") == .done)
        #expect(bench.out.contains("reads: Wrap up"))
        #expect(await bench.run("stage", "clear", "tonight") == .done)
        #expect(bench.changes.map(\.line) == ["PUT \(path)", "DELETE \(path)"])
        #expect(bench.changes.first?.body == #"{"text":"Wrap up"}"#)
    }

    @Test func `a report writes the timeline where it is told`() async throws {
        let bench = CommandBench()
        bench.answer("GET /v1/broadcasts/tonight/report", Samples.report)
        bench.answer("GET /v1/broadcasts/tonight/timeline.svg?lang=zh", "picture")
        let file = FileManager.default.temporaryDirectory.appending(path: "night-\(UUID().uuidString).svg").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect(await bench.run("broadcast", "report", "tonight", "--svg", file, "--language", "zh") == .done)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "\"picture\"")
        #expect(await bench.run("broadcast", "report", "tonight", "--language", "zh") == .misuse)
        #expect(await bench.run("broadcast", "report", "tonight", "--svg", file, "--language", "fr") == .misuse)
    }
}
