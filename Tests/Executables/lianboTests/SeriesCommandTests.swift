import ControlWire
import Testing

@testable import lianbo

@Suite struct SeriesCommandTests {
    /// Three Tuesdays at 20:00 in Shanghai, the second of them in the week of the clock's change elsewhere.
    private static let series: [BroadcastDTO] = ["20200414", "20200421", "20200428"].enumerated().map { index, day in
        var one = Samples.broadcast(
            id: "class-\(day)", title: "Class", phase: ["on-air", "scheduled", "draft"][index])
        one.startsAt = 1_586_865_600_000 + Int64(index) * 7 * 86_400_000
        one.utcOffsetMilliseconds = 28_800_000
        one.campaign = "spring"
        one.series = SeriesPlaceDTO(id: "class", number: index + 1, of: 3)
        return one
    }

    private static func bench(isTerminal: Bool = false, input: [String] = []) -> CommandBench {
        let bench = CommandBench(isTerminal: isTerminal, input: input)
        bench.answer("GET /v1/broadcasts", series + [Samples.broadcast()])
        bench.answer(
            "GET /v1/campaigns",
            [CampaignDTO(id: "spring", onAir: 1, nextStartsAt: series[1].startsAt, broadcasts: series)])
        bench.answer("POST /v1/series/class/cancel", Array(series[1...]))
        bench.answer("POST /v1/series/class/arm", [series[2]])
        return bench
    }

    @Test func `planning a file that repeats shows every date by the clock of its place, and what is booked twice`()
        async throws
    {
        let bench = CommandBench()
        var planned = Self.series
        for index in planned.indices {
            planned[index].phase = "draft"
            planned[index].doubleBookings = []
        }
        planned[1].doubleBookings = [
            DoubleBookingDTO(
                kind: "account", id: "a1", name: "A 1", with: "tonight", from: planned[1].startsAt,
                until: planned[1].startsAt + 3_600_000)
        ]
        bench.answer("POST /v1/series", planned, status: 201)
        try await CommandTests.withFile("id: class\n") { path in
            #expect(await bench.run("broadcast", "plan", path) == .done)
        }
        try Golden.expect(String(bench.out.dropLast()), "series-planned")
        let machine = CommandBench()
        machine.answer("POST /v1/series", planned, status: 201)
        try await CommandTests.withFile("id: class\n") { path in
            #expect(await machine.run("broadcast", "plan", path, "--json") == .done)
        }
        #expect(machine.out.hasPrefix("[") && machine.out.contains("\"of\" : 3"))
    }

    @Test func `planning a file that does not repeat is as it was`() async throws {
        let bench = CommandBench()
        bench.answer("POST /v1/series", [Samples.broadcast(phase: "draft")], status: 201)
        try await CommandTests.withFile("id: tonight\n") { path in
            #expect(await bench.run("broadcast", "plan", path) == .done)
            #expect(bench.out.hasSuffix("Next: lianbo broadcast arm tonight\n"))
            #expect(await bench.run("broadcast", "plan", path, "--json") == .done)
        }
        #expect(bench.out.contains("\n{\n"))
    }

    @Test func `broadcasts are listed by campaign and by series`() async throws {
        let all = Self.bench()
        #expect(await all.run("broadcast", "list") == .done)
        #expect(all.out.contains("CAMPAIGN") && all.out.contains("2/3") && all.out.contains("tonight"))
        for filter in [["--campaign", "spr"], ["--series", "cl"], ["--campaign", "spring", "--series", "class"]] {
            let bench = Self.bench()
            let arguments = ["broadcast", "list"] + filter
            #expect(
                await Console.$current.withValue(bench.console) { await Lianbo.execute(arguments) } == .done)
            #expect(bench.out.contains("class-20200421") && !bench.out.contains("tonight"))
        }
        let wrong = Self.bench()
        #expect(await wrong.run("broadcast", "list", "--campaign", "autumn") == .refused)
        #expect(wrong.errors.contains("lianbo campaign list"))
    }

    @Test func `a campaign shows how many are on air and which is next`() async throws {
        let bench = Self.bench()
        #expect(await bench.run("campaign", "list") == .done)
        #expect(await bench.run("campaign", "show", "spr") == .done)
        try Golden.expect(String(bench.out.dropLast()), "campaigns")
        let none = CommandBench()
        none.answer("GET /v1/campaigns", [CampaignDTO]())
        #expect(await none.run("campaign", "list") == .done)
        #expect(none.out.contains("campaign: NAME"))
        #expect(await none.run("series", "list") == .done)
        #expect(none.out.contains("repeat: { every: week, times: 10 }"))
    }

    @Test func `cancelling a series asks, says how many, and leaves what has begun`() async throws {
        let alone = Self.bench()
        #expect(await alone.run("series", "cancel", "class") == .misuse)
        #expect(alone.changes.isEmpty)
        #expect(
            alone.errors.contains(
                "Give up 2 broadcasts of class for good, Tue 2020-04-21 20:00 +08:00 to Tue 2020-04-28 20:00 +08:00? What has begun or is over stays as it is (1)."
            ))
        #expect(await alone.run("series", "cancel", "class", "--yes") == .done)
        #expect(alone.out == "2 broadcasts of class given up.\n")
        #expect(alone.changes.map(\.line) == ["POST /v1/series/class/cancel"])
        let no = Self.bench(isTerminal: true, input: ["n"])
        #expect(await no.run("series", "cancel", "cl") == .failed)
        #expect(no.changes.isEmpty)
        let over = CommandBench()
        over.answer("GET /v1/broadcasts", [Self.series[0]])
        #expect(await over.run("series", "cancel", "class", "--yes") == .done)
        #expect(over.out.hasPrefix("Nothing to cancel") && over.changes.isEmpty)
    }

    @Test func `a series is armed with one word and listed with what is ahead`() async throws {
        let bench = Self.bench()
        #expect(await bench.run("series", "arm", "class") == .done)
        #expect(bench.out == "1 broadcast of class armed; the first starts Tue 2020-04-28 20:00 +08:00.\n")
        #expect(await bench.run("series", "list") == .done)
        #expect(bench.out.contains("class         3      2       1"))
    }
}

extension SeriesCommandTests {
    @Test func `a plan that repeats is rehearsed by its first broadcast, which is said`() async throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let bench = CommandBench()
        #expect(await bench.run("rehearse", "/\(root)/Config/campaigns/evening-class.yaml") == .done)
        #expect(bench.out.contains("evening-class-20300402"))
        #expect(
            bench.out.contains("The plan repeats: 10 broadcasts, 2030-04-02 to 2030-06-11. This was the first of them.")
        )
        #expect(bench.out.contains("Nobody and nothing is booked twice."))
    }
}
