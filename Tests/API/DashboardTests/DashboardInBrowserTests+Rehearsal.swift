import ControlWire
import TestBench
import Testing

extension DashboardInBrowserTests {
    @Test func aRehearsalIsUnmistakable() async throws {
        var board = Boards.onAir()
        board.broadcast.rehearses = "hubei-0412"
        for path in ["/", "/director"] {
            try await use(board: board, path: path) { page, _ in
                #expect(try await page.holds("document.getElementById('rehearsal').checkVisibility()"))
                #expect(try await page.text("#rehearsal")?.contains("No account is reached") == true)
                #expect(try await page.holds("document.documentElement.scrollWidth <= innerWidth"))
                try await picture(page, "rehearsal\(path == "/" ? "" : "-director")")
            }
        }
        try await use(board: Boards.onAir()) { (page, _) async throws in
            #expect(try await page.holds("!document.getElementById('rehearsal').checkVisibility()"))
        }
    }

    @Test func whatIsBookedTwiceIsToldByName() async throws {
        var board = Boards.beforeAir()
        board.broadcast.doubleBookings = (1...5).map {
            DoubleBookingDTO(
                kind: $0 == 1 ? "person" : "account", id: "x\($0)", name: "名字\($0)", with: "kitchen",
                from: Boards.now(), until: Boards.now() + 3_600_000)
        }
        try await use(board: board) { page, _ in
            let text = try await page.text("#bookings") ?? ""
            #expect(text.contains("名字1 is in kitchen too"))
            #expect(text.contains("account 名字3"))
            #expect(!text.contains("名字4"))
            #expect(text.hasSuffix("and 2 more"))
            #expect(try await page.holds("document.documentElement.scrollWidth <= innerWidth"))
            try await picture(page, "bookings")
        }
        try await use(board: Boards.beforeAir()) { (page, _) async throws in
            #expect(try await page.holds("!document.getElementById('bookings').checkVisibility()"))
        }
    }

    @Test func aHandAsksForARehearsalOfWhatIsNotOnAir() async throws {
        try await use(board: Boards.beforeAir()) { page, daemon in
            try await page.click("[data-command='rehearse']")
            #expect(try await page.text("#confirm-text")?.contains("no account is reached") == true)
            #expect(daemon.commands.isEmpty)
            try await page.click("#confirm-yes")
            _ = try await eventually("the command", within: .seconds(5)) {
                daemon.commands.last?.path == "/v1/broadcasts/hubei-0412/rehearse" ? true : nil
            }
            try await page.wait(
                "the page to follow the rehearsal",
                until: "new URLSearchParams(location.search).get('broadcast') === 'hubei-0412-rehearsal-1'")
        }
    }
}
