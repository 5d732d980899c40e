import BroadcastModel
import PlanFile
import Testing

struct PlanFileTests {
    @Test func `a small plan gets its defaults`() throws {
        let plan = try read(
            minimal(
                adding:
                    "rundown: [{ at: 0, kind: note, title: Hello }]\naccounts: [{ id: one, name: One, platform: manual }]\n"
            ))
        #expect(
            plan
                == BroadcastPlan(
                    id: BroadcastID("night"), title: "A night", start: WallTime(milliseconds: 1_586_692_800_000),
                    lengthMilliseconds: 3_600_000,
                    leadMilliseconds: 600_000, endsByClock: false, hosts: [],
                    guests: [Person(id: PersonID("ann"), name: "Ann"), Person(id: PersonID("bob"), name: "Bob")],
                    products: [Product(id: ProductID("tea"), name: "Tea")],
                    feeds: [PlannedFeed(id: FeedID("main"), name: "main")],
                    accounts: [
                        PlannedAccount(
                            id: AccountID("one"), name: "One", platform: PlatformID("manual"), tier: .longTail,
                            settings: [:])
                    ],
                    cues: [Cue(id: CueID("c01"), kind: .note, atMilliseconds: 0, title: "Hello")],
                    utcOffsetMilliseconds: 28_800_000)
        )
    }

    @Test func `every key is read`() throws {
        let plan = try read(
            minimal(
                replacing: "length: 1h",
                by: "length: 00:45:00\nlead: 15m\nend: by-clock\nhosts: [{ id: lin, name: Lin, role: host }]",
                adding: """
                    accounts:
                      - { id: srs-1, name: Ours, platform: selfhosted, tier: head, settings: { server: srs, push: "rtmp://127.0.0.1/live/{account}", status: "http://127.0.0.1:1985/api/v1" } }
                    rundown:
                      - { at: 1m, kind: guest-enter, guest: ann, by-hand: true }
                      - { at: 1m, kind: guest-enter, person: bob, title: Bob comes, id: bob-in }
                      - { at: 2m, kind: product, product: tea }
                      - { at: 45m, kind: guest-leave, guest: ann }
                    """))
        #expect(plan.length == .seconds(2700))
        #expect(plan.lead == .seconds(900))
        #expect(plan.endsByClock)
        #expect(plan.hosts == [Person(id: PersonID("lin"), name: "Lin", role: "host")])
        #expect(plan.accounts.first?.tier == .head)
        #expect(
            plan.accounts.first?.settings == [
                "server": "srs", "push": "rtmp://127.0.0.1/live/{account}", "status": "http://127.0.0.1:1985/api/v1",
            ])
        #expect(
            plan.cues == [
                Cue(
                    id: CueID("c01"), kind: .guestEnter, atMilliseconds: 60_000, title: "Ann", person: PersonID("ann"),
                    byHand: true),
                Cue(
                    id: CueID("bob-in"), kind: .guestEnter, atMilliseconds: 60_000, title: "Bob comes",
                    person: PersonID("bob")),
                Cue(id: CueID("c03"), kind: .product, atMilliseconds: 120_000, title: "Tea", product: ProductID("tea")),
                Cue(
                    id: CueID("c04"), kind: .guestLeave, atMilliseconds: 2_700_000, title: "Ann",
                    person: PersonID("ann")),
            ]
        )
    }

    @Test func `an empty mapping is told everything that a plan needs`() {
        #expect(
            faults(in: "{}") == [
                "1:1 id: is missing; it must be an id like `main-01`",
                "1:1 title: is missing; it must be a text of 1 to 200 characters",
                "1:1 start: is missing; it must be a moment like 2020-04-12T20:00:00+08:00",
                "1:1 length: is missing; it must be a duration of at most 1d",
                "1:1 feeds: is missing; a broadcast needs at least one input, like `{ id: main, name: Host encoder }`",
            ]
        )
    }

    @Test(arguments: ["", "# nothing", "- a", "word", "a: [", "\u{0}"])
    func `a text that is no plan has a fault`(text: String) {
        #expect(faults(in: text).count == 1)
    }

    @Test func `a start in the past is refused when the time is known`() {
        let later = WallTime(milliseconds: 1_586_692_800_000 + 3_723_000)
        #expect(faults(in: minimal(), now: later) == ["3:1 start: is in the past, 1h2m ago; choose a moment to come"])
        #expect(faults(in: minimal(), now: WallTime(milliseconds: 1_586_692_800_000)) == [])
        #expect(faults(in: minimal(), now: nil) == [])
    }

    @Test(arguments: [
        (
            "start: 2020-04-12T20:00:00+08:00", "start: 2020-04-12T20:00:00",
            "3:1 start: has no offset from UTC; write it as 2020-04-12T20:00:00+08:00, found \"2020-04-12T20:00:00\""
        ),
        (
            "start: 2020-04-12T20:00:00+08:00", "start: tonight",
            "3:1 start: must be a moment like 2020-04-12T20:00:00+08:00, found \"tonight\""
        ),
        ("length: 1h", "length: -90m", "4:1 length: must be more than zero, found -1h30m"),
        ("length: 1h", "length: 0s", "4:1 length: must be more than zero, found 0s"),
        ("length: 1h", "length: 25h", "4:1 length: must be a duration of at most 1d, found \"25h\""),
        ("length: 1h", "length: 60", "4:1 length: needs a unit, like 90s or 15m, found \"60\""),
        ("length: 1h", "length: 1h\nlead: -1s", "5:1 lead: must be a duration from 0s to 1d, found \"-1s\""),
        ("length: 1h", "length: 1h\nend: by-magic", "5:1 end: must be by-hand or by-clock, found \"by-magic\""),
        ("length: 1h", "length: 1h\nlength: 2h", "5:1 length: is given twice; the first is on line 4"),
        ("length: 1h", "length: 1h\ncues: []", "5:1 cues: is not a known key; did you mean `rundown`?"),
        ("length: 1h", "length: 1h\nguest: []", "5:1 guest: is not a known key; did you mean `guests`?"),
        (
            "id: night", "id: Night",
            "1:1 id: must be an id: 1 to 64 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or digit; found \"Night\""
        ),
        (
            "id: night", "id: ../etc",
            "1:1 id: must be an id: 1 to 64 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or digit; found \"../etc\""
        ),
        ("title: A night", "title: ''", "2:1 title: must not be empty"),
        (
            "title: A night", "title: rtmps://push.example/live/s3cret",
            "2:1 title: secrets do not belong in a plan; set them with `lianbo account set-address ID`"
        ),
        (
            "feeds: [{ id: main }]", "feeds: []",
            "5:1 feeds: is empty; a broadcast needs at least one input, like `{ id: main, name: Host encoder }`"
        ),
        ("feeds: [{ id: main }]", "feeds: main", "5:1 feeds: must be a list, found \"main\""),
        (
            "feeds: [{ id: main }]", "feeds: [{ id: main }, { id: main }]",
            "5:25 feeds[1].id: is `main`, which is already used on line 5; every id must be its own"
        ),
        (
            "id: bob", "id: ann",
            "6:36 guests[1].id: is `ann`, which is already used on line 6; every id must be its own"
        ),
        (
            "products: [", "products: [{ id: tea, name: Other }, ",
            "7:40 products[1].id: is `tea`, which is already used on line 7; every id must be its own"
        ),
        (
            "name: Tea }", "name: Tea, price: 1.999 }",
            "7:34 products[0].price: has more than two decimals, found \"1.999\"; prices are exact to the fen"
        ),
        (
            "name: Tea }", "name: Tea, cost: 1 }",
            "7:34 products[0].cost: is not a known key; possible here: id, name, price"
        ),
        (
            "name: Ann", "nmae: Ann",
            "6:10 guests[0].name: is missing; it must be a text of 1 to 200 characters|6:21 guests[0].nmae: is not a known key; did you mean `name`?"
        ),
    ])
    func `one slip, one fault`(old: String, new: String, expected: String) {
        #expect(faults(in: minimal(replacing: old, by: new)) == expected.split(separator: "|").map(String.init))
    }

    @Test func `hosts and guests share their ids`() {
        #expect(
            faults(in: minimal(adding: "hosts: [{ id: ann, name: Ann }]\n"))
                == ["6:12 guests[0].id: is `ann`, which is already used on line 8; every id must be its own"]
        )
    }

    @Test(
        arguments: [
            ("29.90", 2990), ("29.9", 2990), ("29", 2900), ("0.01", 1), ("0", 0), ("0.1", 10),
            ("9999999.99", 999_999_999), ("'5.05'", 505), ("0029.50", 2950),
        ] as [(String, Int64)])
    func `prices are exact to the fen`(text: String, fen: Int64) throws {
        #expect(
            try read(minimal(replacing: "name: Tea }", by: "name: Tea, price: \(text) }")).products.first?.priceFen
                == fen)
    }

    @Test(arguments: ["-1", "1e3", "1.", ".5", "¥5", "1 000", "12345678", "1.2.3", "０", "free"])
    func `what is no price is refused`(text: String) {
        #expect(
            faults(in: minimal(replacing: "name: Tea }", by: "name: Tea, price: \(text) }"))
                == ["7:34 products[0].price: must be a price in yuan, like 29.90, found \"\(text)\""]
        )
    }

    @Test func `too much of anything is refused`() {
        func many(_ count: Int, _ entry: (Int) -> String) -> String {
            "[" + (0..<count).map(entry).joined(separator: ", ") + "]\n"
        }
        #expect(
            faults(
                in: minimal(
                    replacing: "products: [{ id: tea, name: Tea }]",
                    by: "products: " + many(501) { "{ id: p\($0), name: P }" }))
                == ["7:1 products: has 501 entries; at most 500 are allowed"]
        )
        #expect(
            faults(in: minimal(adding: "rundown: " + many(2001) { _ in "{ at: 1s, kind: note, title: x }" }))
                == ["8:1 rundown: has 2001 entries; at most 2000 are allowed"]
        )
        #expect(
            faults(in: minimal(adding: "accounts: " + many(2001) { "{ id: a\($0), name: A, platform: manual }" }))
                == ["8:1 accounts: has 2001 entries; at most 2000 are allowed"]
        )
        #expect(
            faults(
                in: minimal(
                    adding:
                        "accounts:\n  - { id: a%d, name: A %d, platform: manual, count: 1999 }\n  - { id: b%d, name: B %d, platform: manual, count: 2 }\n"
                ))
                == ["10:5 accounts[1]: goes beyond 2000 accounts in one plan"]
        )
        #expect(faults(in: minimal(adding: "rundown: " + many(2000) { _ in "{ at: 1s, kind: note, title: x }" })) == [])
        #expect(
            faults(in: minimal() + "#" + String(repeating: " ", count: 1 << 20)) == [
                "1:1 : is \(minimal().utf8.count + 1 + (1 << 20)) bytes long; at most 1048576 are read"
            ])
    }

    @Test func `all faults of a bad plan are listed as a person reads them`() {
        let text = """
            id: Night one
            title: A bad night
            start: 2020-04-12 20:00
            length: -1h
            lenght: 1h
            feeds: [{ id: main }]
            guests:
              - { id: ann, name: Ann }
            products:
              - { id: tea, name: Tea, price: 1.234 }
              - { id: tea, name: Tea again }
            accounts:
              - { id: one, name: One, platform: selfhosted, settings: { push: "rtmp://h/live/x?key=abc", stauts: x } }
              - { id: two, name: Two, platform: kuaishou }
              - { id: three, name: Three, platform: manual, settings: { stream_key: abc } }
            rundown:
              - { at: 5m, kind: guest-leave, guest: ann }
              - { at: 2m, kind: product, product: coffee }
              - { at: 3m, kind: guest-enter, guest: anna }
              - { at: 6m, kind: musik, title: Music }
            """
        let expected = """
            bad.yaml:1:1: id: must be an id: 1 to 64 of a-z, 0-9, `.`, `_` and `-`, beginning with a letter or digit; found "Night one"
            bad.yaml:3:1: start: has no offset from UTC; write it as 2020-04-12T20:00:00+08:00, found "2020-04-12 20:00"
            bad.yaml:4:1: length: must be more than zero, found -1h
            bad.yaml:5:1: lenght: is not a known key; did you mean `length`?
            bad.yaml:10:27: products[0].price: has more than two decimals, found "1.234"; prices are exact to the fen
            bad.yaml:11:7: products[1].id: is `tea`, which is already used on line 10; every id must be its own
            bad.yaml:13:49: accounts[0].settings.server: is missing; the platform `selfhosted` requires it
            bad.yaml:13:61: accounts[0].settings.push: looks like an address with a key or password in it: secrets do not belong in a plan; set them with `lianbo account set-address ID`
            bad.yaml:13:94: accounts[0].settings.stauts: is not a setting of the platform `selfhosted`; did you mean `status`?
            bad.yaml:14:27: accounts[1].platform: is `kuaishou`, a platform without an adapter; known: manual, selfhosted
            bad.yaml:15:61: accounts[2].settings.stream_key: secrets do not belong in a plan; set them with `lianbo account set-address ID`
            bad.yaml:17:34: rundown[0].guest: is `ann`, who never entered
            bad.yaml:18:7: rundown[1].at: is 2m, before the cue above it (5m on line 17); put cues in order of time
            bad.yaml:18:30: rundown[1].product: is `coffee`, which is not among the products
            bad.yaml:19:7: rundown[2].at: is 3m, before the cue above it (5m on line 17); put cues in order of time
            bad.yaml:19:34: rundown[2].guest: is `anna`, who is not among the guests; did you mean `ann`?
            bad.yaml:20:15: rundown[3].kind: must be one of \(Cue.Kind.allCases.map(\.rawValue).joined(separator: ", ")), found "musik"
            """
        #expect(throws: PlanFaults.self) {
            try PlanFile.read(text, fileName: "bad.yaml", knownPlatforms: platforms, now: early)
        }
        do throws(PlanFaults) {
            _ = try PlanFile.read(text, fileName: "bad.yaml", knownPlatforms: platforms, now: early)
        } catch {
            #expect("\(error)" == expected)
            #expect(error.fileName == "bad.yaml")
            #expect(error.items.map(\.line) == error.items.map(\.line).sorted())
        }
    }
}
