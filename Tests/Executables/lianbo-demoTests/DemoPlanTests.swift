import BroadcastModel
import PlanFile
import TestBench
import Testing

@testable import lianbo_demo

@Suite struct DemoPlanTests {
    private static let campaign = """
        id: fair
        title: 'A "fair": 联播 \\ test'
        start: 2030-04-12T20:00:00+08:00
        length: 2h
        hosts: [{ id: lin, name: Lin, role: host }]
        guests: [{ id: grower, name: Grower }]
        products: [{ id: tea, name: Tea, price: 29.05 }]
        feeds: [{ id: main, name: Main }]
        accounts:
          - { id: "relay-%03d", name: "Media %03d", count: 3, from: 1, platform: selfhosted, settings: { server: nginx-rtmp, push: "rtmp://127.0.0.1/live/{account}" } }
        rundown:
          - { at: 0s, kind: note, title: Welcome }
          - { at: 30m, kind: guest-enter, guest: grower }
          - { at: 1h, kind: product, product: tea }
          - { at: 1h50m, kind: note, title: Restock, by-hand: true }
        """

    private static func shortened(accounts: Int, seconds: Int64) async throws -> BroadcastPlan {
        try await withBench { bench in
            let file = try bench.scratchDirectory().write(campaign, to: "campaign.yaml")
            var demo = try DemoPlan(
                file: file, accountCount: accounts, length: .seconds(seconds),
                start: WallTime(milliseconds: 1_900_000_000_000),
                lead: .seconds(5), endsByClock: true)
            for index in demo.plan.accounts.indices { demo.plan.accounts[index].settings = ["server": "nginx-rtmp"] }
            // What the daemon reads is what was meant.
            let settings = PlatformSettings(optional: ["server"])
            let read = try PlanFile.read(
                demo.yaml, fileName: "demo.yaml", knownPlatforms: [PlatformID("selfhosted"): settings], now: nil)[0]
            #expect(read == demo.plan)
            return read
        }
    }

    @Test func `the rundown keeps its order and fits into the shorter programme`() async throws {
        let plan = try await Self.shortened(accounts: 3, seconds: 60)
        #expect(plan.length == .seconds(60))
        #expect(plan.cues.map(\.start) == [.at(0), .at(14_727), .at(29_454), .at(54_000)])
        #expect(plan.cues.map(\.byHand) == [false, false, false, true])
    }

    @Test(arguments: [1, 2, 3, 20, 107, 500])
    func `there are as many accounts as were asked for, with a few at the head`(count: Int) async throws {
        let plan = try await Self.shortened(accounts: count, seconds: 15)
        #expect(plan.accounts.count == count)
        #expect(Set(plan.accounts.map(\.id)).count == count)
        #expect(plan.accounts[0].tier == .head)
        #expect(plan.accounts.count { $0.tier == .head } == max(1, count / 20))
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00+00:00"), (951_782_400_000, "2000-02-29T00:00:00+00:00"),
            (1_586_692_800_999, "2020-04-12T12:00:00+00:00"), (4_107_542_399_000, "2100-02-28T23:59:59+00:00"),
        ] as [(Int64, String)])
    func `a moment is written as ISO 8601`(milliseconds: Int64, text: String) {
        #expect(DemoPlan.moment(WallTime(milliseconds: milliseconds)) == text)
    }
}
