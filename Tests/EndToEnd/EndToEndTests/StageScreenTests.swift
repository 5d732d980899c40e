import BroadcastModel
import ControlClient
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `The stage's screen of a real daemon` {
    @Test(.timeLimit(.minutes(2)))
    func `counts down, says what it is told within 2 s, outlives a kill, and goes dark for a link that is taken back`()
        async throws
    {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            try await stage.plan(
                accounts: ["{ id: m1, name: a, platform: manual }"],
                cues: [
                    "{ at: 0s, kind: product, product: noodles, length: 20m }", "{ at: 30m, kind: note, title: 结束语 }",
                ])
            let token = Secret((0..<4).map { _ in UUID().uuidString.filter(\.isHexDigit).lowercased() }.joined())
            let link = try await stage.client.makeStageLink("主舞台", token: token, of: "night")
            let browser = try await ChromiumBrowser.start(on: bench)
            let page = try await browser.newPage(width: 1920, height: 1080, language: "zh")
            try await page.open("\(stage.client.stageAddress(token: token).reveal())")
            try await page.wait("the stage", until: "document.body.dataset.view === 'stage'")
            _ = try await stage.client.command("start", broadcast: "night")
            try await page.wait(
                "the running cue's countdown",
                until:
                    "document.body.dataset.phase === 'on-air' && document.getElementById('count').textContent.startsWith('19:')"
            )
            #expect(try await page.text("#now-title") == "热干面")
            #expect(try await page.text("#people strong") == "主持人")
            let count = try await page.text("#count") ?? ""
            try await page.wait(
                "the countdown to move",
                until: "document.getElementById('count').textContent !== \(ChromiumPage.quoted(count))")

            _ = try await stage.client.say("请收尾", onStageOf: "night")
            try await page.wait(
                "the message", within: .seconds(2), until: "document.getElementById('message').checkVisibility()")
            #expect(try await page.text("#message-text") == "请收尾")
            try await stage.client.clearStage(of: "night")
            try await page.wait("no message", within: .seconds(2), until: "document.getElementById('message').hidden")

            let stranger = try await browser.newPage(width: 1280, height: 720, language: "zh")
            try await stranger.open(
                "\(stage.client.stageAddress(token: Secret(String(token.reveal().reversed()))).reveal())")
            try await stranger.wait("the refusal", until: "document.body.dataset.view === 'gone'")

            await stage.daemon.kill()
            try await page.wait(
                "the sign of old news", within: .seconds(15),
                until: "document.getElementById('stale').checkVisibility()")
            try await stage.daemon.restart()
            try await page.wait(
                "fresh news", within: .seconds(20), until: "document.getElementById('stale').hidden")

            let desk = try await browser.newPage(width: 1280, height: 800, language: "zh")
            let admin = try String(contentsOfFile: "\(stage.data)/admin.token", encoding: .utf8)
            try await desk.open("http://127.0.0.1:\(stage.apiPort)/director?broadcast=night&lang=zh")
            try await desk.type(admin.filter { !$0.isWhitespace }, into: "#token")
            try await desk.press("Enter")
            try await desk.wait(
                "the director's countdown",
                until: "document.getElementById('director-count').textContent.startsWith('19:')")
            try await desk.click("#open-record")
            try await desk.wait("the timeline", until: "document.getElementById('timeline').naturalWidth > 0")
            if let directory = ProcessInfo.processInfo.environment["LIANBO_PICTURES"] {
                try await desk.screenshot(to: "\(directory)/record.png")
            }
            #expect(desk.consoleErrors.isEmpty, "\(desk.consoleErrors)")

            try await stage.client.revokeStageLink(link.id, of: "night")
            try await page.wait(
                "the link's end", within: .seconds(10), until: "document.body.dataset.view === 'gone'")
            let lines = await stage.daemon.lines
            #expect(lines.count > 5 && !lines.contains { $0.contains(token.reveal()) }, "a log line holds the token")
            for name in try FileManager.default.contentsOfDirectory(atPath: stage.data) {
                let file = FileManager.default.contents(atPath: "\(stage.data)/\(name)") ?? Data()
                #expect(file.range(of: Data(token.reveal().utf8)) == nil, "\(name) holds the token")
            }
        }
    }
}
