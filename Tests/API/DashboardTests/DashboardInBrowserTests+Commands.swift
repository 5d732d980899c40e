import ControlWire
import Foundation
import TestBench
import Testing

/// What hands do on the page, and what it asks and says of it.
extension DashboardInBrowserTests {
    @Test func aViewerSeesEverythingAndNoCommand() async throws {
        try await use(.init(role: "viewer"), board: Boards.onAir()) { page, daemon in
            #expect(try await page.count(".tile") == 107)
            #expect(
                try await page.evaluate("document.querySelectorAll('[data-command], .tile-retry').length").number == 0)
            try await page.click(".tile-open")
            #expect(try await page.evaluate("document.getElementById('detail-end').children.length").number == 0)
            try await page.press("Escape")
            for key in ["N", "H", "S"] { try await page.press(key) }
            try await page.press("?")
            try await page.wait("the help", until: "document.getElementById('keys').open")
            #expect(try await page.holds("!document.getElementById('keys-list').textContent.includes('fire')"))
            #expect(daemon.commands == [])
        }
    }

    @Test func anOperatorsButtonsCarryTheRevisionThatWasSeen() async throws {
        try await use(board: Boards.onAir()) { page, daemon in
            let steps: [(String, String, String)] = [
                ("[data-command='fire']", "/v1/broadcasts/hubei-0412/cues/c3/fire", "{\"revision\":41}"),
                ("[data-command='skip']", "/v1/broadcasts/hubei-0412/cues/c3/skip", "{\"revision\":41}"),
                ("[data-command='hold']", "/v1/broadcasts/hubei-0412/rundown/hold", "{\"revision\":41}"),
                (".tile[data-state='refused'] .tile-retry", "/v1/broadcasts/hubei-0412/destinations/a0012/retry", ""),
            ]
            for (button, path, body) in steps {
                try await page.click(button)
                _ = try await eventually(path, within: .seconds(5)) {
                    daemon.commands.last == .init(method: "POST", path: path, body: body) ? true : nil
                }
            }
            try await page.press("n")
            try await page.press("N")
            _ = try await eventually("fire", within: .seconds(5)) {
                daemon.commands.count == steps.count + 1 ? true : nil
            }
            #expect(daemon.commands.last?.path == "/v1/broadcasts/hubei-0412/cues/c3/fire")
            var held = Boards.onAir()
            held.rundown.held = true
            daemon.send(held)
            try await page.wait("the mark", until: "!document.getElementById('held').hidden")
            try await page.click("[data-command='hold']")
            _ = try await eventually("resume", within: .seconds(5)) {
                daemon.commands.last?.path.hasSuffix("/rundown/resume") == true ? true : nil
            }
            #expect(page.networkErrors == [])
        }
    }

    @Test func endingAsksFirstAndARefusalIsToldInTheDaemonsWords() async throws {
        try await use(board: Boards.onAir()) { page, daemon in
            try await page.click("[data-command='end']")
            #expect(try await page.text("#confirm-title") == "End the broadcast?")
            #expect(try await page.holds("document.activeElement.id === 'confirm-no'"))
            try await page.click("#confirm-no")
            try await page.wait("the dialog gone", until: "!document.getElementById('confirm').open")
            #expect(daemon.commands == [])
            let change = AuditDTO(
                sequence: 9, at: 1, by: "second-desk", action: "cue.fire", subject: "c3", revision: 42, detail: "")
            daemon.script.withLock {
                $0.problem = ProblemDTO(
                    type: "urn:lianbo:fault:staleRevision", title: "Stale", status: 409,
                    detail: "The broadcast is at revision 42; you saw 41.", changes: [change])
            }
            try await page.click("[data-command='end']")
            try await page.click("#confirm-yes")
            try await page.wait("the toast", until: "document.querySelector('.toast[data-kind=failed]')")
            let toast = try await page.text(".toast") ?? ""
            #expect(
                toast.contains("The broadcast is at revision 42; you saw 41.")
                    && toast.contains("second-desk: cue.fire c3"))
            #expect(daemon.commands.map(\.path) == ["/v1/broadcasts/hubei-0412/end"])
            #expect(page.networkErrors.count == 1)
        }
    }

    @Test func theLineIsMovedByButtonsAndKeysAndItsOverrunIsTold() async throws {
        var board = Boards.onAir()
        board.rundown.overMilliseconds = 95_000
        board.rundown.expectedEndMilliseconds = 7_295_000
        board.rundown.remainingMilliseconds = -12_000
        board.rundown.cues[3].expectedStartMilliseconds += 95_000
        board.rundown.cues.append(
            CueDTO(
                id: "wave", kind: "restock", title: "热干面", subject: "热干面", atMilliseconds: 0, isAside: true,
                byHand: true, state: "pending", firedAt: nil, wave: 2, quantity: 15_000))
        board.rundown.cues.append(
            CueDTO(
                id: "guest", kind: "guest-enter", title: "蔡明", subject: nil, atMilliseconds: 0, byHand: false,
                state: "asked", firedAt: nil))
        try await use(board: board) { page, daemon in
            #expect(try await page.text("#rundown-over")?.hasPrefix("1:35 over · ends ") == true)
            #expect(try await page.text("#now-more")?.hasSuffix("over") == true)
            #expect(try await page.count(".row-at[data-late]") == 1)
            #expect(try await page.count(".row[data-state='asked']") == 1)
            let wave = try await page.text(".row[data-aside] .row-words") ?? ""
            #expect(wave.contains("wave 2") && wave.contains("15000 pieces"), "\(wave)")
            let base = "/v1/broadcasts/hubei-0412"
            let steps: [(String, String, String)] = [
                ("[data-command='back']", "\(base)/rundown/back", "{\"revision\":41}"),
                ("[data-command='later']", "\(base)/rundown/shift", "{\"milliseconds\":30000,\"revision\":41}"),
                ("[data-command='sooner']", "\(base)/rundown/shift", "{\"milliseconds\":-30000,\"revision\":41}"),
                (".row-fire:not([hidden])", "\(base)/cues/wave/fire", "{\"revision\":41}"),
            ]
            for (button, path, body) in steps {
                try await page.click(button)
                _ = try await eventually(path, within: .seconds(5)) {
                    daemon.commands.last == .init(method: "POST", path: path, body: body) ? true : nil
                }
            }
            for (key, path) in [("B", "rundown/back"), ("+", "rundown/shift"), ("-", "rundown/shift")] {
                let before = daemon.commands.count
                try await page.press(key)
                _ = try await eventually(path, within: .seconds(5)) { daemon.commands.count > before ? true : nil }
                #expect(daemon.commands.last?.path == "\(base)/\(path)")
            }
        }
    }

    @Test func aStepOfTheChecklistIsTickedOffAndWhatACueWasFiredForIsTriedAgain() async throws {
        var board = Boards.onAir()
        func cue(_ id: String, _ title: String, tickedAt: Int64? = nil, trouble: CueTroubleDTO? = nil) -> CueDTO {
            CueDTO(
                id: id, kind: trouble == nil ? "co-stream-start" : "accounts-start", title: title, subject: nil,
                atMilliseconds: 0, byHand: false, state: "fired", firedAt: 1, room: trouble == nil ? "6688" : nil,
                assignee: "陈晨", needsTick: trouble == nil, tickedAt: tickedAt, tickedBy: tickedAt.map { _ in "chen" },
                trouble: trouble)
        }
        let failed = CueTroubleDTO(
            kind: "accounts-not-live", text: "2 of 9 accounts are not live: a1 (refused), a2 (refused)",
            accounts: ["a1", "a2"], canRetry: true)
        board.rundown.cues += [
            cue("open", "与湖北台连麦"), cue("done", "开场连麦", tickedAt: board.at), cue("wave", "第二批账号", trouble: failed),
        ]
        try await use(board: board) { page, daemon in
            #expect(try await page.text(".row-care[data-care='wait'] .row-care-words") == "to be done by 陈晨")
            let done = try await page.text(".row-care[data-care='done'] .row-care-words") ?? ""
            #expect(done.hasPrefix("✓ done ") && done.hasSuffix(", chen"), "\(done)")
            let trouble = ".row[data-trouble='accounts-not-live']"
            #expect(try await page.text("\(trouble) .row-care-words") == "2 accounts are not live: a1, a2")
            #expect(try await page.text("\(trouble) .row-see") == "Try again")
            #expect(try await page.count(".row-care") == 3, "no other cue has such a line")
            let base = "/v1/broadcasts/hubei-0412/cues"
            for (button, path) in [("tick", "open/tick"), ("untick", "done/untick"), ("retry", "wave/retry")] {
                try await page.click(".row-see[data-verb='\(button)']")
                _ = try await eventually(path, within: .seconds(5)) {
                    daemon.commands.last == .init(method: "POST", path: "\(base)/\(path)", body: "{\"revision\":41}")
                        ? true : nil
                }
            }
        }
    }

    @Test func theGreenRoomTellsWhoIsHereAndWhatIsToBeChecked() async throws {
        var board = Boards.onAir()
        func guest(
            _ id: String, _ name: String, _ stage: String, arrived: Int64? = nil, missing: String? = nil
        ) -> GuestDTO {
            GuestDTO(
                id: id, name: name, role: nil, stage: stage, missing: missing, needsConsent: true, needsAgeCheck: false,
                consentBy: stage == "ready" ? "li.na" : nil, ageBy: nil, arrivedAt: arrived, feed: nil,
                arrivesMilliseconds: 600_000, expectedMilliseconds: 1_200_000)
        }
        board.rundown.guests = [
            guest("wang", "王晓", "waiting", missing: "王晓 is not ready: they have not arrived."),
            guest("cai", "蔡明", "checking", arrived: 1), guest("zheng", "郑爽", "ready", arrived: 1),
        ]
        board.rundown.guests[0].notReadyCodes = ["not-connected"]
        board.rundown.guests[1].notReadyCodes = ["no-sound", "not-steady"]
        try await use(board: board) { page, daemon in
            #expect(try await page.count(".guest-input") == 1, "that nobody pushes yet is what waiting means")
            let input = try await page.text(".guest[data-stage='checking'] .guest-input") ?? ""
            #expect(input.contains("no sound") && input.contains("steady"), "\(input)")
            #expect(try await page.count("#guests .guest") == 3)
            #expect(try await page.text(".guest[data-stage='waiting'] .guest-stage") == "not here")
            #expect(try await page.text(".guest[data-stage='waiting'] .guest-due") == "on at 20:00")
            #expect(try await page.count(".guest[data-stage='ready'] button:not([hidden])") == 0)
            for (row, path) in [("waiting", "wang/arrive"), ("checking", "cai/consent")] {
                try await page.click(".guest[data-stage='\(row)'] button:not([hidden])")
                _ = try await eventually(path, within: .seconds(5)) {
                    daemon.commands.last?.path == "/v1/broadcasts/hubei-0412/guests/\(path)" ? true : nil
                }
            }
        }
        try await use(.init(role: "viewer"), board: board) { page, _ in
            let buttons = try await page.count(".guest button:not([hidden])")
            #expect(buttons == 0)
        }
    }

    @Test func theGreenRoomMakesALinkAndShowsItOnceAndTakesItAway() async throws {
        var board = Boards.onAir()
        func guest(_ id: String, link: GuestLinkDTO?) -> GuestDTO {
            var guest = GuestDTO(
                id: id, name: id, role: nil, stage: "ready", missing: nil, needsConsent: false, needsAgeCheck: false,
                consentBy: nil, ageBy: nil, arrivedAt: nil, feed: "feed-\(id)", arrivesMilliseconds: nil,
                expectedMilliseconds: nil)
            guest.link = link
            return guest
        }
        let states = ["not-yet", "open", "expired", "revoked"]
        board.rundown.guests =
            [guest("wang", link: nil)]
            + states.map { state in
                guest(
                    state,
                    link: GuestLinkDTO(
                        state: state, fromMilliseconds: 1, untilMilliseconds: 2, madeBy: "li.na",
                        inUse: state == "open", refusal: state == "revoked" ? "It was revoked." : nil, refusals: 3))
            }
        try await use(board: board) { page, daemon in
            for state in states { #expect(try await page.count(".guest-link[data-link='\(state)']") == 1) }
            #expect(try await page.text(".guest-link[data-link='open']") == "link open · pushing")
            #expect(try await page.count(".guest-link[data-link='revoked'][title*='It was revoked.']") == 1)
            #expect(try await page.count(".guest-revoke:not([hidden])") == 3)
            #expect(try await page.count(".guest-address:not([hidden])") == 0)
            try await page.click(".guest:nth-child(1) .guest-make")
            let put = try await eventually("the link", within: .seconds(5)) {
                daemon.commands.last { $0.method == "PUT" }
            }
            #expect(put.path == "/v1/broadcasts/hubei-0412/guests/wang/link")
            let wish = try JSONDecoder().decode(GuestLinkRequest.self, from: Data(put.body.utf8))
            #expect(wish.secret?.count == 64)
            #expect(wish.renew == false)
            let field = "document.querySelector('.guest:nth-child(1) .guest-address')"
            let address = "rtmp://127.0.0.1:1935/live/feed-wang?key=\(wish.secret ?? "-")"
            try await page.wait("the address", until: "\(field).value === '\(address)' && !\(field).hidden")
            try await page.click(".guest:nth-child(3) .guest-revoke")
            _ = try await eventually("the revocation", within: .seconds(5)) {
                daemon.commands.last
                    == .init(method: "DELETE", path: "/v1/broadcasts/hubei-0412/guests/open/link", body: "")
                    ? true : nil
            }
            // Whoever left the field has it; nothing of it stays on the page.
            _ = try await page.evaluate("\(field).dispatchEvent(new Event('blur'))")
            #expect(try await page.holds("\(field).value === ''"))
            #expect(try await page.count(".guest-address:not([hidden])") == 0)
        }
    }

    @Test func anAnswerBelongsToOneQuestionHoweverQuicklyTheNextIsAsked() async throws {
        try await use(board: Boards.onAir()) { page, daemon in
            try await page.click("[data-command='end']")
            try await page.evaluate(
                "document.getElementById('confirm').addEventListener('close', () => { window.heardOfIt = true })")
            // No, and asked again before the page has heard that the dialog closed.
            try await page.evaluate(
                "document.getElementById('confirm-no').click(); document.querySelector(\"[data-command='end']\").click()"
            )
            try await page.wait("the closing", until: "window.heardOfIt")
            #expect(try await page.holds("document.getElementById('confirm').open"))
            try await page.click("#confirm-yes")
            _ = try await eventually("the end", within: .seconds(10)) { daemon.commands.isEmpty ? nil : true }
            #expect(daemon.commands.map(\.path) == ["/v1/broadcasts/hubei-0412/end"])
        }
    }

    @Test func startingIsOfferedBeforeAirAndNothingAfterTheEnd() async throws {
        try await use(board: Boards.beforeAir()) { page, daemon in
            #expect(try await page.count("[data-command='start']") == 1)
            #expect(try await page.count("[data-command='fire'], [data-command='end']") == 0)
            try await page.click("[data-command='start']")
            try await page.click("#confirm-yes")
            _ = try await eventually("start", within: .seconds(5)) {
                daemon.commands.last?.path == "/v1/broadcasts/hubei-0412/start" ? true : nil
            }
            daemon.send(Boards.ended())
            try await page.wait("the end", until: "document.body.dataset.phase === 'ended'")
            #expect(try await page.text("#lamp-word") == "ENDED")
            #expect(try await page.text("#clock") == "02:00:00")
            #expect(try await page.count("[data-command]") == 0)
        }
    }

    @Test func anInputThatIsNotReadySaysWhyAndStartsOnlyWhenItIsWantedAnyway() async throws {
        var board = Boards.beforeAir()
        board.feeds[0].connected = true
        board.feeds[0].notReadyCodes = ["no-sound", "not-steady"]
        board.feeds[0].notReady = ["there is no sound", "not steady"]
        var pulled = board.feeds[0]
        pulled.id = "pulled"
        pulled.name = "拉流"
        pulled.connected = false
        pulled.isProgram = false
        pulled.hasKey = false
        pulled.source = "pull"
        pulled.notReadyCodes = []
        board.feeds.append(pulled)
        board.warnings = [
            InputWarningDTO(
                kind: "bitrate", text: "The stream has 8.0 Mbit/s; at most 6.0 Mbit/s is taken.",
                accounts: ["media-001", "media-002", "media-003"])
        ]
        try await use(board: board) { page, daemon in
            let feeds = try await page.text("#feeds") ?? ""
            #expect(feeds.contains("no sound; picture not steady yet"), "\(feeds)")
            #expect(feeds.contains("no pull address set"), "\(feeds)")
            #expect(feeds.contains("Bit rate above the account's limit · media-001 and others, 3 accounts"), "\(feeds)")
            try await page.click("[data-command='start']")
            #expect(try await page.text("#confirm-title") == "The input is not ready. Go on air anyway?")
            #expect(try await page.text("#confirm-text")?.contains("no sound; picture not steady yet") == true)
            try await page.click("#confirm-no")
            try await page.wait("the dialog gone", until: "!document.getElementById('confirm').open")
            #expect(daemon.commands.isEmpty)
            try await page.click("[data-command='start']")
            try await page.click("#confirm-yes")
            let command = try await eventually("start", within: .seconds(5)) { daemon.commands.last }
            #expect(command.path == "/v1/broadcasts/hubei-0412/start")
            #expect(command.body.contains(#""anyway":true"#), "\(command.body)")
        }
    }
}
