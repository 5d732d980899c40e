import ControlWire
import TestBench
import Testing

extension DashboardInBrowserTests {
    /// A campaign with two on air and a class of ten evenings, of which this is the third; and what belongs to none.
    private static func campaign(_ board: BoardDTO) -> [BroadcastDTO] {
        func one(_ id: String, _ phase: String, inMinutes minutes: Int64, number: Int? = nil) -> BroadcastDTO {
            var made = Boards.broadcast(phase: phase, accounts: 3, at: board.at)
            made.id = id
            made.title = number == nil ? "访谈" : "茶艺十讲"
            made.startsAt = board.at + minutes * Boards.minute
            made.campaign = "spring"
            made.series = number.map { SeriesPlaceDTO(id: "class", number: $0, of: 10) }
            return made
        }
        var loose = Boards.broadcast(phase: "ended", accounts: 3, at: board.at)
        loose.id = "older"
        loose.title = "樱花云直播"
        var autumn = one("harvest", "aborted", inMinutes: -90)
        autumn.campaign = "autumn"
        var rehearsal = one("talk-rehearsal-1", "on-air", inMinutes: -5)
        rehearsal.rehearses = "talk"
        var present = board.broadcast
        present.campaign = "spring"
        present.series = SeriesPlaceDTO(id: "class", number: 3, of: 10)
        return [
            loose, one("class-5", "draft", inMinutes: 20_160, number: 5),
            one("class-4", "scheduled", inMinutes: 10_080, number: 4),
            present, one("talk", "on-air", inMinutes: -10), one("class-2", "draft", inMinutes: -10_080, number: 2),
            rehearsal,
            autumn,
        ]
    }

    private static let labels = "[...document.querySelectorAll('#broadcasts optgroup')].map(group => group.label)"
    private static let ids = "[...document.querySelectorAll('#broadcasts option')].map(option => option.value)"

    @Test func broadcastsStandByTheirCampaignAndASeriesSaysWhichItIs() async throws {
        var board = Boards.onAir()
        let broadcasts = Self.campaign(board)
        board.broadcast = broadcasts[3]
        let shown = board
        for width in [1280, 390] {
            try await use(.init(broadcasts: broadcasts), board: shown, width: width) { (page, _) async throws in
                let labels = try await page.evaluate(Self.labels).strings ?? []
                try #require(labels.count == 3)
                #expect(labels[0] == "autumn · nothing ahead")
                #expect(labels[1].hasPrefix("spring · 2 on air · next 20"))
                #expect(labels[1].hasSuffix(" 茶艺十讲"))
                #expect(labels[2] == "In no campaign")
                #expect(
                    try await page.evaluate(Self.ids).strings == [
                        "harvest", "class-2", "hubei-0412", "talk", "talk-rehearsal-1", "class-4", "class-5", "older",
                    ])
                #expect(try await page.evaluate("document.getElementById('broadcasts').value").string == "hubei-0412")
                let chosen =
                    try await page.evaluate(
                        "document.getElementById('broadcasts').selectedOptions[0].textContent"
                    ).string ?? ""
                #expect(chosen.hasPrefix("谢谢你为湖北拼单 · 3/10 · ") && chosen.lowercased().hasSuffix("on air"))
                #expect(try await page.holds("document.documentElement.scrollWidth <= innerWidth"))
                try await picture(page, "campaigns-\(width)")
            }
        }
        try await use(.init(broadcasts: broadcasts), board: shown, query: "?lang=zh") { (page, _) async throws in
            let labels = try await page.evaluate(Self.labels).strings ?? []
            #expect(labels.first == "autumn · 没有待播的场次" && labels.last == "不属于任何活动")
            #expect(labels.count == 3 && labels[1].hasPrefix("spring · 2 场直播中 · 下一场 20"))
            // One of the group is chosen like any other.
            try await page.evaluate(
                "(() => { const list = document.getElementById('broadcasts'); list.value = 'class-4'; list.dispatchEvent(new Event('change')) })()"
            )
            #expect(try await page.holds("new URLSearchParams(location.search).get('broadcast') === 'class-4'"))
        }
    }

    @Test func whatIsOnAirBesideItIsToldAndOneClickAway() async throws {
        var board = Boards.onAir()
        let broadcasts = Self.campaign(board)
        board.broadcast = broadcasts[3]
        let shown = board
        let others = "[...document.querySelectorAll('#campaign-others button')].map(one => one.dataset.broadcast)"
        for path in ["/", "/director"] {
            try await use(.init(broadcasts: broadcasts), board: shown, path: path) { (page, _) async throws in
                #expect(try await page.holds("document.getElementById('campaign').checkVisibility()"))
                #expect(try await page.text("#campaign-text")?.hasPrefix("spring · 2 on air · next 20") == true)
                #expect(try await page.evaluate(others).strings == ["talk", "class-4"])
                #expect(try await page.text("[data-broadcast='class-4']")?.hasPrefix("茶艺十讲 4/10") == true)
                for (width, height) in [(390, 844), (1280, 800)] {
                    try await page.setViewport(width: width, height: height, mobile: width == 390)
                    #expect(try await page.holds("document.documentElement.scrollWidth <= innerWidth"))
                    try await picture(page, "campaign\(path == "/" ? "" : "-director")-\(width)")
                }
                #expect(try await page.holds("document.documentElement.scrollHeight <= innerHeight"))
                try await page.click("[data-broadcast='talk']")
                #expect(try await page.holds("new URLSearchParams(location.search).get('broadcast') === 'talk'"))
            }
        }
    }

    @Test func withoutCampaignsTheListHasNoHeadings() async throws {
        try await use(board: Boards.onAir()) { (page, _) async throws in
            #expect(try await page.count("#broadcasts optgroup") == 0)
            #expect(try await page.evaluate(Self.ids).strings == ["hubei-0412"])
            #expect(try await page.holds("!document.getElementById('campaign').checkVisibility()"))
        }
    }
}
