import BroadcastModel
import ControlWire
import Persistence
import Testing

@testable import ControlAPI

@Suite struct CampaignTests {
    private static func record(
        _ id: String, _ phase: BroadcastPhase, in campaign: String?, startsIn seconds: Int64 = 0
    ) -> BroadcastRecord {
        var record = Samples.record
        record.plan.id = BroadcastID(id)
        record.plan.campaign = campaign.map(CampaignID.init)
        record.plan.start = Samples.now + .seconds(seconds)
        record.phase = phase
        return record
    }

    @Test func `a campaign has its broadcasts in order of time, counts those on air, and knows the next`() {
        var rehearsal = Self.record("b-rehearsal-1", .onAir, in: "spring", startsIn: 30)
        rehearsal.plan.rehearses = "b"
        let campaigns = CampaignDTO.all(
            [
                Self.record("d", .scheduled, in: "spring", startsIn: 90), Self.record("a", .onAir, in: "spring"),
                Self.record("b", .onAir, in: "spring", startsIn: 10), rehearsal,
                Self.record("c", .draft, in: "spring", startsIn: 60),
                Self.record("old", .draft, in: "spring", startsIn: -60), Self.record("alone", .onAir, in: nil),
                Self.record(
                    "missed", .scheduled, in: "spring", startsIn: -Samples.record.plan.lengthMilliseconds / 1000),
                Self.record("over", .ended, in: "autumn", startsIn: 5),
            ], at: Samples.now)
        #expect(campaigns.map(\.id) == ["autumn", "spring"])
        #expect(campaigns.map(\.onAir) == [0, 2])
        #expect(campaigns[0].nextStartsAt == nil)
        #expect(campaigns[1].nextStartsAt == (Samples.now + .seconds(60)).milliseconds)
        #expect(campaigns[1].broadcasts.map(\.id) == ["missed", "old", "a", "b", "b-rehearsal-1", "c", "d"])
    }

    @Test func `a broadcast tells its place in its series and the clock of its place`() {
        var record = Self.record("class-20200414", .draft, in: "spring")
        record.plan.series = SeriesPlace(id: SeriesID("class"), number: 3, total: 10)
        record.plan.utcOffsetMilliseconds = 28_800_000
        let told = BroadcastDTO(record)
        #expect(told.series == SeriesPlaceDTO(id: "class", number: 3, of: 10))
        #expect(told.campaign == "spring" && told.utcOffsetMilliseconds == 28_800_000)
    }

    @Test func `each broadcast of a planned series tells what is booked twice`() async throws {
        try await APIBench().test { (client) async throws in
            for (dryRun, status) in [(true, 200), (false, 201)] {
                let reply = try await client.ask(
                    "POST", "/v1/series", as: .operator,
                    json: #"{"fileName":"a.yaml","yaml":"id: tonight","dryRun":\#(dryRun)}"#)
                #expect(reply.status.code == status)
                let told = try reply.decoded([BroadcastDTO].self)
                #expect(told.map { $0.doubleBookings?.map(\.with) } == [["other"], ["other"]])
            }
        }
    }
}
