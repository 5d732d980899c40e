import BroadcastModel
import ControlClient
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `The dashboard of a real daemon` {
    @Test(.timeLimit(.minutes(2)))
    func `shows the night live in Chromium, takes commands, and says when the daemon is gone`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            let nginx = try await NginxRTMP.start(on: bench)
            let refusing = try await BadPeer.start(on: bench, .refuses(code: "NetStream.Publish.BadName"))
            let accounts =
                (1...30).map { SpineStage.account("a\($0)", push: nginx.address(of: "{account}")) } + [
                    SpineStage.account("refusing", push: refusing.address(of: "x"))
                ]
            try await stage.plan(
                accounts: accounts,
                cues: ["{ at: 0s, kind: note, title: 开场 }", "{ at: 30m, kind: product, product: noodles }"])
            _ = try await FfmpegEncoder.start(on: bench, to: stage.ingestServer, key: stage.streamName)
            let token = try String(contentsOfFile: "\(stage.data)/admin.token", encoding: .utf8).trimmingCharacters(
                in: .whitespacesAndNewlines)

            let browser = try await ChromiumBrowser.start(on: bench)
            let page = try await browser.newPage(width: 1280, height: 800, language: "zh")
            try await page.open("http://127.0.0.1:\(stage.apiPort)/?broadcast=night&lang=zh")
            try await page.type(token, into: "#token")
            try await page.press("Enter")
            try await page.wait(
                "the broadcast is shown", within: .seconds(10), until: "document.body.innerText.includes('湖北之夜')")
            _ = try await stage.client.command("start", broadcast: "night")
            try await page.wait(
                "it says that it is on air", within: .seconds(10), until: "document.body.innerText.includes('直播中')")
            try await page.wait(
                "30 are live and the refusing one stands first", within: .seconds(20),
                until: """
                    document.body.innerText.includes('账号 refusing') && document.body.innerText.includes('被拒绝') && /(^|\\D)30(\\D|$)/.test(document.body.innerText)
                    """)
            let wide = try await page.holds("document.documentElement.scrollWidth <= innerWidth")
            #expect(wide)
            #expect(page.consoleErrors.isEmpty, "\(page.consoleErrors)")

            await stage.daemon.kill()
            try await page.wait(
                "it says that the daemon is silent", within: .seconds(20),
                until:
                    "document.body.innerText.includes('没有') || document.body.innerText.includes('无消息') || document.querySelector('[role=alert]')?.offsetParent != null"
            )
            try await stage.daemon.restart()
            try await page.wait(
                "it is back by itself", within: .seconds(30),
                until: "document.body.innerText.includes('直播中') && document.body.innerText.includes('实时')")
            #expect(page.consoleErrors.isEmpty, "\(page.consoleErrors)")
        }
    }
}
