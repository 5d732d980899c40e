import BroadcastModel
import PlanFile
import Testing

struct PlanAccountsTests {
    private func faultsOf(_ entry: String) -> [String] { faults(in: minimal(adding: "accounts:\n  - \(entry)\n")) }

    @Test func `one compact entry becomes many accounts`() throws {
        let plan = try read(
            minimal(
                adding: """
                    accounts:
                      - { id: "relay-%03d", name: "媒体 %03d", count: 107, from: 1, platform: selfhosted, tier: middle,
                          settings: { server: srs, push: "rtmp://127.0.0.1/live/%03d", stream: "a%03d" } }
                      - { id: x%d, name: "%d of us", count: 2, from: 9, platform: manual, settings: { page: "https://h/%E5%8A%9B-%d" } }
                    """))
        #expect(plan.accounts.count == 109)
        #expect(
            plan.accounts[0]
                == PlannedAccount(
                    id: AccountID("relay-001"), name: "媒体 001", platform: PlatformID("selfhosted"), tier: .middle,
                    settings: ["server": "srs", "push": "rtmp://127.0.0.1/live/001", "stream": "a001"])
        )
        #expect(plan.accounts[106].id == AccountID("relay-107"))
        #expect(plan.accounts[106].settings["stream"] == "a107")
        #expect(plan.accounts[107...].map(\.id.rawValue) == ["x9", "x10"])
        #expect(plan.accounts[107...].map(\.name) == ["9 of us", "10 of us"])
        #expect(plan.accounts[108].settings == ["page": "https://h/%E5%8A%9B-10"])
    }

    @Test func `without a count a percent sign is itself`() throws {
        let plan = try read(
            minimal(
                adding:
                    "accounts: [{ id: one, name: 100%d, platform: manual, settings: { page: \"https://h/%03d\" } }]\n"))
        #expect(plan.accounts.first?.name == "100%d")
        #expect(plan.accounts.first?.settings == ["page": "https://h/%03d"])
    }

    @Test(arguments: [
        (
            "{ id: a, name: A %d, platform: manual, count: 2 }",
            "9:7 accounts[0].id: needs a place for the number, like `%03d`, because the entry has a `count`"
        ),
        (
            "{ id: a%d, name: A, platform: manual, count: 2 }",
            "9:16 accounts[0].name: needs a place for the number, like `%03d`, because the entry has a `count`"
        ),
        (
            "{ id: A%d, name: A %d, platform: manual, count: 2 }",
            "9:7 accounts[0].id: must be an id: 1 to 64 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or digit; found \"A1001999\""
        ),
        (
            "{ id: a%0d, name: A %d, platform: manual, count: 2 }",
            "9:7 accounts[0].id: needs a place for the number, like `%03d`, because the entry has a `count`"
        ),
        (
            "{ id: a%d, name: A %d, platform: manual, count: 0 }",
            "9:46 accounts[0].count: must be a whole number from 1 to 2000, found \"0\""
        ),
        (
            "{ id: a%d, name: A %d, platform: manual, count: 2001 }",
            "9:46 accounts[0].count: must be a whole number from 1 to 2000, found \"2001\""
        ),
        (
            "{ id: a%d, name: A %d, platform: manual, count: 2, from: -1 }",
            "9:56 accounts[0].from: must be a whole number from 0 to 999999, found \"-1\""
        ),
        ("{ id: a, name: A, platform: manual, from: 3 }", "9:41 accounts[0].from: means nothing without `count`"),
        ("{ id: a, name: A }", "9:5 accounts[0].platform: is missing; it must be an id like `main-01`"),
        (
            "{ id: a, name: A, platform: manuel }",
            "9:23 accounts[0].platform: is `manuel`, a platform without an adapter; did you mean `manual`?"
        ),
        (
            "{ id: a, name: A, platform: manual, tier: tail }",
            "9:41 accounts[0].tier: must be one of head, middle, long-tail, found \"tail\""
        ),
        (
            "{ id: a, name: A, platform: manual, settings: { url: x } }",
            "9:53 accounts[0].settings.url: is not a setting of the platform `manual`; it takes b_frames, format_change, max_bitrate, max_gop, page, retry_floor, sample_rates"
        ),
        (
            "{ id: a, name: A, platform: manual, settings: { page: [x] } }",
            "9:53 accounts[0].settings.page: must be one value, found a list"
        ),
        (
            "{ id: a, name: A, platform: manual, settings: x }",
            "9:41 accounts[0].settings: must be a mapping of keys to values, found \"x\""
        ),
        (
            "{ id: a, name: A, platform: manual, page: x }",
            "9:41 accounts[0].page: is not a known key; possible here: count, delay, from, group, id, name, platform, settings, tier"
        ),
        (
            "{ id: a, name: A, platform: selfhosted, settings: { server: srs, push: } }",
            "9:70 accounts[0].settings.push: has no value; the platform `selfhosted` requires it"
        ),
        (
            "{ id: a, name: A, platform: selfhosted }",
            "9:5 accounts[0].settings.push: is missing; the platform `selfhosted` requires it|9:5 accounts[0].settings.server: is missing; the platform `selfhosted` requires it"
        ),
        ("7", "9:5 accounts[0]: must be a mapping of keys to values, found \"7\""),
    ])
    func `every slip in an account is named`(entry: String, expected: String) {
        #expect(faultsOf(entry) == expected.split(separator: "|").map(String.init))
    }

    @Test func `ids are each account's own, also across compact entries`() {
        let text = minimal(
            adding:
                "accounts:\n  - { id: a%02d, name: A %d, platform: manual, count: 5 }\n  - { id: a04, name: A, platform: manual }\n  - { id: a%02d, name: B %d, platform: manual, count: 9 }\n"
        )
        #expect(
            faults(in: text) == [
                "10:7 accounts[1].id: is `a04`, which is already used on line 9; every id must be its own",
                "11:7 accounts[2].id: is `a01`, which is already used on line 9; every id must be its own",
            ]
        )
    }

    @Test(arguments: [
        "key: s3cret", "token: s3cret", "address: s3cret", "push_address: s3cret", "stream-key: s3cret",
        "accessToken: s3cret", "password: s3cret", "Key: s3cret",
        "page: 'https://h/live?token=s3cret'", "page: 'rtmp://h/live/a?s3cret'", "page: 'https://user:s3cret@h/'",
        "page: 'live?auth_key=s3cret'",
        "url: 'rtmp://push.example/live/s3cret'", "'rtmp://push.example/s3cret': x", "page: { key: s3cret }",
        "address: [s3cret]",
    ])
    func `what looks like a secret is turned away and never repeated`(setting: String) {
        let found = faultsOf("{ id: a, name: A, platform: manual, settings: { \(setting) } }")
        #expect(found.count == 1)
        #expect(!found.joined().contains("s3cret"))
        if !setting.hasPrefix("page: {"), !setting.hasPrefix("'rtmp") {
            #expect(
                found.first?.hasSuffix("secrets do not belong in a plan; set them with `lianbo account set-address ID`")
                    == true)
        }
    }

    @Test func `a setting that an adapter declares may be called key, and an address without query passes`() throws {
        let known = [PlatformID("odd"): PlatformSettings(required: ["key"], optional: [])]
        let text = minimal(adding: "accounts: [{ id: a, name: A, platform: odd, settings: { key: layout } }]\n")
        #expect(
            try PlanFile.read(text, fileName: "p", knownPlatforms: known, now: nil)[0].accounts.first?.settings == [
                "key": "layout"
            ])
        #expect(
            faultsOf(
                "{ id: a, name: A, platform: selfhosted, settings: { server: srs, push: 'rtmp://h:1936/live/{account}', status: 'http://h/stat' } }"
            ) == [])
    }
}
