import ControlWire
import Foundation
import TestBench
import Testing

/// The director's page, and what it shares with the broadcast's.
extension DashboardInBrowserTests {
    private static func evening() -> BoardDTO {
        var board = Boards.onAir()
        board.leftMilliseconds = 103_400
        board.rundown.remainingMilliseconds = 103_400
        board.rundown.overMilliseconds = 95_000
        board.rundown.expectedEndMilliseconds = 7_295_000
        board.rundown.cues[3].expectedStartMilliseconds += 95_000
        board.rundown.guests = [
            GuestDTO(
                id: "wang", name: "王晓", role: "十堰市副市长", stage: "checking", missing: "something", needsConsent: true,
                needsAgeCheck: false, consentBy: nil, ageBy: nil, arrivedAt: 1, feed: nil,
                arrivesMilliseconds: 1_000_000,
                expectedMilliseconds: 2_640_000)
        ]
        return board
    }

    func picture(_ page: ChromiumPage, _ name: String) async throws {
        guard let directory = ProcessInfo.processInfo.environment["LIANBO_PICTURES"] else { return }
        try await page.screenshot(to: "\(directory)/\(name).png")
    }

    @Test func theDirectorSeesTheRunningCueLargeAndTheNextThree() async throws {
        try await use(board: Self.evening(), path: "/director", width: 1920, height: 1080) { page, _ in
            #expect(try await page.text("#director-now") == "十堰市副市长王晓进场")
            let count = try await page.text("#director-count") ?? ""
            #expect(count.hasPrefix("1:4"))
            try await page.wait(
                "the countdown to move",
                until: "document.getElementById('director-count').textContent !== \(ChromiumPage.quoted(count))")
            #expect(try await page.text("#director-over") == "1:35 over")
            #expect(try await page.text("#director-end")?.hasPrefix("ends ") == true)
            let next = try await page.evaluate(
                "[...document.querySelectorAll('.director-title')].map(e => e.textContent)")
            #expect(next.strings == ["红薯粉", "口播：下单方式", "结束语"])
            #expect(try await page.text(".director-late") == "1:35 later")
            #expect(try await page.holds("document.getElementById('guests').checkVisibility()"))
            #expect(try await page.holds("!document.getElementById('accounts').checkVisibility()"))
            #expect(try await page.text("#director-trouble") == "5 accounts in trouble")
            #expect(try await page.holds("document.documentElement.scrollWidth <= innerWidth"))
            try await picture(page, "director-1920")
            #expect(page.networkErrors == [])
        }
    }

    /// An evening goes on past midnight, and its times stay as short as they were.
    @Test func aMomentOfThisNightHasNoDate() async throws {
        try await use(board: Self.evening(), path: "/director") { (page, _) async throws in
            for hours in [-11.9, -1, 0, 1, 11.9] {
                let moment = "import('/assets/format.js').then(f => f.moment(Date.now() + \(hours) * 3600000))"
                #expect(try await page.holds("\(moment).then(text => /^[0-9:]{5}$/.test(text))"), "\(hours) h")
            }
            let later = "import('/assets/format.js').then(f => f.moment(Date.now() + 25 * 3600000))"
            #expect(try await page.holds("\(later).then(text => /^[0-9]{4}-/.test(text))"))
        }
    }

    @Test func theKeyboardGoesOnAndShiftsOnTheDirectorsPage() async throws {
        try await use(board: Self.evening(), path: "/director") { page, daemon in
            let base = "/v1/broadcasts/hubei-0412"
            let steps: [(String, String, String)] = [
                ("N", "\(base)/cues/c3/fire", "{\"revision\":41}"),
                ("+", "\(base)/rundown/shift", "{\"milliseconds\":30000,\"revision\":41}"),
                ("-", "\(base)/rundown/shift", "{\"milliseconds\":-30000,\"revision\":41}"),
                ("H", "\(base)/rundown/hold", "{\"revision\":41}"),
                ("S", "\(base)/cues/c3/skip", "{\"revision\":41}"),
                ("B", "\(base)/rundown/back", "{\"revision\":41}"),
            ]
            for (key, path, body) in steps {
                try await page.press(key)
                _ = try await eventually(path, within: .seconds(5)) {
                    daemon.commands.last == .init(method: "POST", path: path, body: body) ? true : nil
                }
            }
            try await page.click("[data-command='fire']")
            _ = try await eventually("a click", within: .seconds(5)) { daemon.commands.count == 7 ? true : nil }
            try await picture(page, "director-1280")
        }
    }

    @Test func theDirectorSpeaksToTheStageAndTakesItAway() async throws {
        try await use(board: Self.evening(), path: "/director") { page, daemon in
            #expect(try await page.text("#said") == "nothing")
            #expect(try await page.holds("document.getElementById('say-clear').disabled"))
            try await page.press("m")
            try await page.type("Wrap up", into: "#say-text")
            try await page.press("Enter")
            _ = try await eventually("the message", within: .seconds(5)) {
                daemon.commands.last
                    == .init(
                        method: "PUT", path: "/v1/broadcasts/hubei-0412/stage-message", body: "{\"text\":\"Wrap up\"}")
                    ? true : nil
            }
            try await page.wait("an empty field", until: "document.getElementById('say-text').value === ''")
            var board = Self.evening()
            board.stageMessage = StageMessageDTO(text: "Wrap up", at: Boards.now(), by: "first-desk")
            daemon.send(board)
            try await page.wait("what is said", until: "document.getElementById('said').textContent === 'Wrap up'")
            try await page.click("#say-clear")
            _ = try await eventually("the end of it", within: .seconds(5)) {
                daemon.commands.last?.method == "DELETE" ? true : nil
            }
        }
    }

    @Test func aLinkIsMadeShownOnceAndRevoked() async throws {
        let link = StageLinkDTO(
            id: "link-7", name: "Main stage", createdAt: 1, createdBy: "first-desk", expiresAt: nil, expired: false)
        try await use(.init(links: [link]), board: Self.evening(), path: "/director") { page, daemon in
            try await page.click("#say-links")
            try await page.wait(
                "the list", until: "document.querySelector('#links-list strong')?.textContent === 'Main stage'")
            try await page.type("Phone", into: "#link-name")
            try await page.press("Enter")
            try await page.wait("the address", until: "document.getElementById('made').checkVisibility()")
            let address = try await page.text("#made-address") ?? ""
            let token = address.split(separator: "#").last.map(String.init) ?? ""
            #expect(address.hasPrefix("\(daemon.address)/stage#") && token.count == 64)
            let made = daemon.commands.last
            #expect(made?.path == "/v1/broadcasts/hubei-0412/stage-links")
            #expect(made?.body == "{\"name\":\"Phone\",\"token\":\"\(token)\"}")
            try await picture(page, "links")
            try await page.click("#links-list button")
            _ = try await eventually("the revocation", within: .seconds(5)) {
                daemon.commands.last?.path == "/v1/broadcasts/hubei-0412/stage-links/link-7" ? true : nil
            }
            try await page.press("Escape")
            try await page.wait("the secret gone", until: "document.getElementById('made-address').textContent === ''")
        }
    }

    @Test func aViewerOnTheDirectorsPageOnlyLooks() async throws {
        try await use(.init(role: "viewer"), board: Self.evening(), path: "/director") { page, daemon in
            #expect(try await page.holds("!document.getElementById('say').checkVisibility()"))
            #expect(try await page.count("[data-command]") == 0)
            for key in ["N", "+", "m"] { try await page.press(key) }
            #expect(daemon.commands == [])
        }
    }

    @Test func thePagesLeadToEachOtherAndToTheRecord() async throws {
        let entry = AsRunDTO(
            sequence: 1, at: Boards.now(), action: "fired", cue: "c0", title: "主播欧阳夏丹进场", by: "clock",
            lateMilliseconds: 4_000)
        try await use(.init(asRun: [entry]), board: Self.evening()) { page, _ in
            #expect(try await page.holds("!document.getElementById('director').checkVisibility()"))
            try await page.click("#open-record")
            try await page.wait(
                "the picture",
                until: "document.getElementById('record').open && document.getElementById('timeline').naturalWidth > 0")
            let row = try await page.text("#record-list li") ?? ""
            #expect(row.contains("fired") && row.contains("主播欧阳夏丹进场") && row.contains("+0:04"), "\(row)")
            try await page.press("Escape")
            try await page.click("#to-director")
            try await page.wait(
                "the director's page",
                until: "document.body?.dataset.page === 'director' && document.body.dataset.view === 'board'")
            #expect(try await page.holds("location.search.includes('broadcast=hubei-0412')"))
            try await page.click("#to-board")
            try await page.wait(
                "the board",
                until: "document.body?.dataset.view === 'board' && document.body.dataset.page === undefined"
            )
        }
    }
}
