import ControlWire
import Foundation
import TestBench
import Testing

/// The screen in the studio, in a real Chromium, against a daemon that follows a script.
@Suite(.serialized) struct StageInBrowserTests {
    private func use(
        stage: StageDTO?, token: String = FakeDaemon.stageToken, query: String = "?lang=en", width: Int = 1920,
        height: Int = 1080, _ body: @Sendable (ChromiumPage, FakeDaemon) async throws -> Void
    ) async throws {
        let daemon = FakeDaemon(.init(stage: stage))
        try await daemon.start()
        try await withBench { bench in
            bench.whenOver { await daemon.stop() }
            let page = try await ChromiumBrowser.start(on: bench).newPage(width: width, height: height)
            try await page.open("\(daemon.address)/stage\(query)#\(token)")
            try await body(page, daemon)
            #expect(page.consoleErrors == [])
        }
    }

    /// For whoever wants to see it: into the folder that LIANBO_PICTURES names.
    private func picture(_ page: ChromiumPage, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["LIANBO_PICTURES"] else { return }
        try await page.screenshot(to: "\(directory)/stage-\(name).png")
    }

    private func shown(_ page: ChromiumPage) async throws {
        try await page.wait("the stage", until: "document.body.dataset.view === 'stage'")
    }

    @Test func theCountdownRunsByItselfAndGoesOverInAnotherColour() async throws {
        try await use(stage: Stages.onAir(left: 61_500)) { page, daemon in
            try await shown(page)
            #expect(try await page.text("#now-title") == "蔡林记热干面")
            #expect(try await page.text("#lamp") == "ON AIR")
            #expect(try await page.text("#over") == "1:35 over")
            let first = try await page.text("#count") ?? ""
            #expect(first.hasPrefix("1:0"))
            try await page.wait(
                "the countdown to move by itself",
                until: "document.getElementById('count').textContent !== \(ChromiumPage.quoted(first))")
            let people = try await page.evaluate(
                "[...document.querySelectorAll('#people strong')].map(e => e.textContent)")
            #expect(people.strings == ["欧阳夏丹", "王晓", "连线嘉宾"])
            #expect(try await page.text("#product-more") == "¥19.90 · wave 2")
            #expect(try await page.count("#next li") == 3)
            #expect(try await page.text("#next li strong") == "十堰市副市长王晓进场")
            #expect(
                try await page.holds(
                    "getComputedStyle(document.getElementById('count')).color === 'rgb(255, 255, 255)'"))
            await daemon.send(stage: Stages.onAir(left: 1_200))
            try await page.wait("the last seconds", until: "document.getElementById('count').dataset.state === 'soon'")
            try await page.wait(
                "overtime", until: "/^\\+0:0[1-9]$/.test(document.getElementById('count').textContent)")
            #expect(try await page.text("#count-word") == "over")
            try await picture(page, "over")
            let colour = try await page.evaluate("getComputedStyle(document.getElementById('count')).color").string
            #expect(colour == "rgb(255, 91, 87)")
            await daemon.send(stage: Stages.onAir(left: nil))
            try await page.wait(
                "the time so far", until: "document.getElementById('count-word').textContent === 'so far'")
            #expect(page.networkErrors == [])
        }
    }

    @Test func aMessageAppearsWithinTwoSecondsAndGoes() async throws {
        try await use(stage: Stages.onAir(left: 100_000), query: "?lang=zh") { page, daemon in
            try await shown(page)
            #expect(try await page.holds("document.getElementById('message').hidden"))
            await daemon.send(stage: Stages.onAir(left: 100_000, message: "请收尾，超了两分钟"))
            try await page.wait(
                "the message", within: .seconds(2),
                until:
                    "document.getElementById('message-text').checkVisibility() && document.getElementById('message-text').textContent === '请收尾，超了两分钟'"
            )
            await daemon.send(stage: Stages.onAir(left: 100_000))
            try await page.wait("nothing", within: .seconds(2), until: "document.getElementById('message').hidden")
        }
    }

    @Test(arguments: ["", "ffffffffffffffffffffffffffffffff"])
    func aLinkThatOpensNothingSaysSoInTheSameWords(token: String) async throws {
        try await use(stage: Stages.onAir(left: 100_000), token: token) { page, _ in
            try await page.wait("the words", until: "document.body.dataset.view === 'gone'")
            #expect(try await page.text("#view-gone h1") == "This link opens nothing")
            #expect(try await page.holds("document.getElementById('view-stage').hidden"))
            try await picture(page, "gone")
        }
    }

    @Test func aheadOfAirItCountsDownToItAndAfterwardsItSaysThatItIsOver() async throws {
        var stage = Stages.onAir(left: nil)
        stage.phase = "ready"
        stage.programClockMilliseconds = nil
        stage.current = nil
        stage.people = []
        stage.product = nil
        stage.startsInMilliseconds = 754_000
        try await use(stage: stage, query: "?lang=zh") { [stage] page, daemon in
            try await shown(page)
            #expect(try await page.text("#count")?.hasPrefix("12:3") == true)
            #expect(try await page.text("#count-word") == "距开播")
            #expect(try await page.text("#now-title") == "谢谢你为湖北拼单")
            #expect(try await page.text("#next .at")?.contains(/^([0-9-]+ )?\d\d:\d\d$/) == true)
            try await picture(page, "ahead")
            var over = stage
            over.phase = "ended"
            over.startsInMilliseconds = nil
            over.programClockMilliseconds = 7_295_000
            await daemon.send(stage: over)
            try await page.wait("the end", until: "document.getElementById('count').textContent === '02:01:35'")
            #expect(try await page.text("#now-title") == "节目已结束")
        }
    }

    @Test func aRevokedLinkStopsWorkingOnScreensThatAreOpen() async throws {
        try await use(stage: Stages.onAir(left: 100_000)) { page, daemon in
            try await shown(page)
            await daemon.send(stage: nil)
            try await page.wait("the words", until: "document.body.dataset.view === 'gone'")
            #expect(try await page.text("#view-gone h1") == "This link opens nothing")
            #expect(try await page.holds("!document.getElementById('view-stage').checkVisibility()"))
        }
    }

    @Test func aDaemonThatGoesAwayIsSaidToBeGoneAndItsReturnIsNoticed() async throws {
        try await use(stage: Stages.onAir(left: 100_000)) { page, daemon in
            try await shown(page)
            await daemon.stop()
            try await page.wait(
                "the sign", within: .seconds(10),
                until:
                    "document.getElementById('stale').checkVisibility() && /^Old picture: \\d+ s$/.test(document.getElementById('stale-text').textContent)"
            )
            #expect(
                try await page.holds("getComputedStyle(document.querySelector('.now')).filter.includes('grayscale')"))
            try await picture(page, "stale")
            await daemon.send(stage: Stages.onAir(left: 50_000))
            try await daemon.start()
            try await page.wait(
                "the stage again", within: .seconds(15),
                until:
                    "document.getElementById('stale').hidden && document.getElementById('count').textContent.startsWith('0:')"
            )
        }
    }

    @Test func theTokenIsInNoAddressThatIsAskedFor() async throws {
        try await use(stage: Stages.onAir(left: 100_000)) { page, daemon in
            try await shown(page)
            let kept = try await page.evaluate("JSON.stringify([localStorage, sessionStorage]) + document.cookie")
            #expect(kept.string?.contains(FakeDaemon.stageToken) == false)
            let paths = daemon.script.withLock { $0.paths }
            #expect(paths.contains("/stage?lang=en") && paths.contains("/v1/stage/events"))
            #expect(!paths.contains { $0.contains(FakeDaemon.stageToken) })
        }
    }

    @Test(arguments: [(1920, 1080), (1280, 720), (390, 844)])
    func whatMattersStandsInsideThePicture(width: Int, height: Int) async throws {
        let long = "请把最后一款产品的链接再念一遍，然后请主持人走到二号机位，谢谢大家，辛苦了"
        for message in [nil, "收尾", long] {
            try await use(
                stage: Stages.onAir(left: 3_723_000, message: message), query: "?lang=zh", width: width, height: height
            ) { page, _ in
                try await shown(page)
                let outside = try await page.evaluate(
                    """
                    ['count', 'now-title', 'program', 'count-word'].filter(id => {
                        const range = document.createRange();
                        const node = document.getElementById(id);
                        range.selectNodeContents(node);
                        const box = node.getBoundingClientRect(), words = range.getBoundingClientRect();
                        return words.width === 0 || words.left < 0 || words.right > innerWidth + 1 || box.top < 0 || box.bottom > innerHeight + 1;
                    })
                    """)
                #expect(outside.strings == [], "\(width)x\(height) \(message ?? "no message")")
                #expect(try await page.holds("document.documentElement.scrollWidth <= innerWidth"))
                let name = message == nil ? "plain" : message == long ? "long" : "message"
                try await picture(page, "\(width)-\(name)")
            }
        }
    }
}
