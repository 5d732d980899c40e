import BroadcastModel
import FoundationEssentials
import Testing

@Suite struct StoredPlanTests {
    @Test func `a plan stored before there were backups and delays still reads`() throws {
        let stored = """
            {"id":"night","title":"A night","start":{"milliseconds":1},"lengthMilliseconds":1000,"leadMilliseconds":0,
            "endsByClock":false,"hosts":[],"guests":[],"products":[],"feeds":[{"id":"main","name":"Main"}],
            "accounts":[{"id":"a","name":"A","platform":"manual","tier":"head","settings":{}}],"cues":[]}
            """
        var wanted = BroadcastPlan(
            id: BroadcastID("night"), title: "A night", start: WallTime(milliseconds: 1), lengthMilliseconds: 1000,
            leadMilliseconds: 0, endsByClock: false, hosts: [], guests: [], products: [],
            feeds: [PlannedFeed(id: FeedID("main"), name: "Main")],
            accounts: [
                PlannedAccount(
                    id: AccountID("a"), name: "A", platform: PlatformID("manual"), tier: .head, settings: [:])
            ], cues: [])
        // The moment's own form is not this test's business.
        let moment = String(decoding: try JSONEncoder().encode(wanted.start), as: UTF8.self)
        let text = stored.replacing(#"{"milliseconds":1}"#, with: moment)
        #expect(try JSONDecoder().decode(BroadcastPlan.self, from: Data(text.utf8)) == wanted)

        wanted.backup = FeedID("spare")
        wanted.backupReturnsByItself = true
        wanted.campaign = CampaignID("spring")
        wanted.series = SeriesPlace(id: SeriesID("class"), number: 3, total: 10)
        wanted.delayMilliseconds = 20_000
        wanted.accounts[0].delayMilliseconds = 0
        let again = try JSONDecoder().decode(BroadcastPlan.self, from: JSONEncoder().encode(wanted))
        #expect(again == wanted)
    }
}
