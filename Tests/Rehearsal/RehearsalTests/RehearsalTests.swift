import BroadcastModel
import Foundation
import PlanFile
import Rehearsal
import Rundown
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct RehearsalTests {
    private static let evening = """
        id: fair
        title: A fair
        start: 2030-04-12T20:00:00+08:00
        length: 20m
        guests:
          - { id: mayor, name: Mayor, arrive: 2m, check: consent }
        products: [{ id: tea, name: Tea }]
        feeds: [{ id: main }, { id: backup }]
        accounts: [{ id: "a%02d", name: "A %02d", count: 12, platform: anywhere, settings: { server: x } }]
        rundown:
          - { at: 0s, kind: note, title: Opening, length: 2m }
          - { kind: product, product: tea, length: 3m }
          - { kind: restock, product: tea, wave: 1, by-hand: true }
          - { kind: guest-enter, guest: mayor, late: ask }
          - { kind: note, title: Talk, length: 5m }
          - { kind: guest-leave, guest: mayor }
          - { at: 12m, kind: note, title: Numbers, length: 3m }
          - { kind: note, title: Goodbye, length: 5m }
        """

    private static func run(
        _ script: RehearsalScript = .init(), _ text: String = evening
    ) async throws
        -> RehearsalReport
    {
        try await Rehearsal.run(text, fileName: "fair.yaml", script)
    }

    private static func row(_ report: RehearsalReport, _ title: String) throws -> RehearsalReport.Row {
        try #require(report.rows.first { $0.title == title })
    }

    @Test func `an evening without trouble goes as planned, every account with it`() async throws {
        let report = try await Self.run()
        #expect(abs(report.over) < 500, "\(report.over)")
        #expect(report.accountsReached == 12 && report.reconnects == 0 && report.covered == [])
        #expect(report.rows.allSatisfy { $0.state == "fired" })
        for row in report.rows where !row.isAside { #expect(abs((row.asRun ?? 0) - row.planned) < 50, "\(row)") }
        let restock = try #require(report.rows.first { $0.kind == "restock" })
        #expect(restock.by == "rehearsal" && (210_000...216_000).contains(restock.asRun ?? 0), "half into its product")
    }

    @Test func `a guest who is late pushes what follows, until a fixed start takes it up`() async throws {
        let report = try await Self.run(RehearsalScript(lateGuests: ["mayor": .seconds(240)]))
        let entered = try #require(try Self.row(report, "Talk").asRun)
        // Expected at 5:00 and here two minutes before: so here at 7:00, and taken in by a hand some seconds later.
        #expect((420_000...426_000).contains(entered), "\(entered)")
        #expect(try Self.row(report, "Numbers").asRun == 720_000, "a time of its own")
        #expect(abs(report.over) < 500)
        let unasked = Self.evening.replacingOccurrences(of: ", arrive: 2m, check: consent", with: "")
        let plain = try await Self.run(RehearsalScript(lateGuests: ["mayor": .seconds(240)]), unasked)
        #expect((540_000...546_000).contains(plain.rows[3].asRun ?? 0), "waited for though the plan does not say so")
        let later = try await Self.run(RehearsalScript(lateGuests: ["mayor": .seconds(900)]))
        #expect(later.rows[3].state == "skipped", "the numbers come without the mayor")
        #expect(later.rows[6].asRun == 720_000)
    }

    @Test func `lost input, refused keys and broken sessions are lived through and counted`() async throws {
        let script = RehearsalScript(events: [
            .init(at: .seconds(60), .loseInput("main", length: .seconds(40))),
            .init(at: .seconds(200), .drop("a03")), .init(at: .seconds(300), .refuseKey("a05", length: .seconds(240))),
            .init(at: .seconds(330), .shift(.seconds(60))),
        ])
        let report = try await Self.run(script)
        #expect(report.covered.count == 1)
        let span = try #require(report.covered.first)
        #expect(abs(span[0] - 62_000) < 2_000 && abs(span[1] - 100_000) <= 2_000, "\(span)")
        #expect(report.leastLive == 11 && report.reconnects == 2, "\(report.leastLive), \(report.reconnects)")
        #expect(report.accountsReached == 12)
        #expect(report.log.map(\.text).contains { $0.contains("a05 refuses the key") })
        #expect(try Self.row(report, "Numbers").asRun == 780_000 && Self.row(report, "Numbers").planned == 720_000)
        #expect((59_000...62_000).contains(report.over), "\(report.over)")
    }

    @Test func `the same seed gives the same evening, another one another`() async throws {
        let script = RehearsalScript(
            seed: 5,
            events: (1...8).map { .init(at: .seconds($0 * 100), .drop(AccountID("a0\($0)"))) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let first = try await Self.run(script)
        let bytes = try encoder.encode(first)
        for _ in 0..<3 {
            let again = try await Self.run(script)
            #expect(try encoder.encode(again) == bytes && again.picture.svg == first.picture.svg)
        }
        var other = script
        other.seed = 6
        #expect(try await encoder.encode(Self.run(other)) != bytes)
    }

    @Test func `a script that names what the plan does not have is refused`() async throws {
        let script = RehearsalScript(events: [.init(at: .zero, .drop("nobody"))])
        let fault = await #expect(throws: Fault.self) { try await Self.run(script) }
        #expect(fault?.message.contains("nobody") == true)
        let faults = #expect(throws: PlanFaults.self) {
            try RehearsalScript.read(
                "events: [{ at: 5m, do: explode }, { do: go }, { at: 1m, do: shift, by: soon }]", fileName: "s.yaml")
        }
        #expect(faults?.items.count == 3, "\(String(describing: faults))")
        let read = try RehearsalScript.read(
            "seed: 9\nlate: [{ guest: mayor, by: 12m }]\nevents: [{ at: 5m, do: refuse-key, account: a01, for: 90s }]",
            fileName: "s.yaml")
        #expect(read.seed == 9 && read.lateGuests == ["mayor": .seconds(720)])
        #expect(read.events == [.init(at: .seconds(300), .refuseKey("a01", length: .seconds(90)))])
    }

    @Test func `the picture stands on its own and holds every cue`() async throws {
        let report = try await Self.run()
        let svg = report.picture.svg
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(report.rows.allSatisfy { svg.contains("<title>\($0.title)</title>") })
    }

    @Test func `who is booked by two broadcasts at one time is told`() throws {
        let first = try PlanFile.readForRehearsal(Self.evening, fileName: "a")[0]
        var second = first
        second.id = "kitchen"
        second.start = first.start + .seconds(900)
        second.accounts.removeFirst(11)
        second.feeds = [PlannedFeed(id: "other", name: "other")]
        let found = DoubleBooking.all(in: [second, first])
        #expect(
            found.map(\.description) == [
                "the account a12 (A 12) is booked by fair and kitchen for the same 15 min",
                "Mayor (mayor) is booked by fair and kitchen for the same 15 min",
            ])
        second.start = first.start + .seconds(3600)
        #expect(DoubleBooking.all(in: [first, second]).isEmpty)
    }
}

extension PersonID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
extension AccountID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
extension FeedID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
extension BroadcastID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(rawValue: value) }
}
