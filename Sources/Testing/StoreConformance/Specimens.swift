import BroadcastModel
import Persistence

/// Values that the checks save.
enum Specimens {
    static let gala: BroadcastID = .init("gala")
    static let kitchen: BroadcastID = .init("kitchen")

    static func account(_ id: String) -> AccountRecord {
        AccountRecord(
            account: PlannedAccount(
                id: AccountID(id), name: "账号 \(id)", platform: PlatformID("manual"), tier: .longTail,
                settings: ["server": "rtmp://127.0.0.1/live", "note": "quotes \" and 联播 / ; '"]
            )
        )
    }

    static func plan(_ id: BroadcastID) -> BroadcastPlan {
        BroadcastPlan(
            id: id, title: "助农专场 — \"Night\" №1; DROP TABLE broadcast",
            start: WallTime(milliseconds: 1_790_000_000_000),
            lengthMilliseconds: 10_800_000, leadMilliseconds: 900_000, endsByClock: true,
            hosts: [Person(id: PersonID("host"), name: "主持人", role: "news anchor")],
            guests: [Person(id: PersonID("guest"), name: "Gäst", role: nil)],
            products: [
                Product(id: ProductID("rice"), name: "大米", priceFen: 4990), Product(id: ProductID("tea"), name: "茶"),
            ],
            feeds: [PlannedFeed(id: FeedID("main"), name: "主"), PlannedFeed(id: FeedID("backup"), name: "备")],
            accounts: [account("a1").account, account("a2").account],
            cues: [
                Cue(
                    id: CueID("c1"), kind: .guestEnter, atMilliseconds: 60_000, title: "嘉宾入场", person: PersonID("guest")
                ),
                Cue(
                    id: CueID("c2"), kind: .product, atMilliseconds: 120_000, title: "大米", product: ProductID("rice"),
                    byHand: true),
            ],
            backup: FeedID("backup"), backupReturnsByItself: true, delayMilliseconds: 20_000
        )
    }

    static func broadcast(_ id: BroadcastID, revision: Int64 = 1) -> BroadcastRecord {
        BroadcastRecord(plan: plan(id), revision: revision, programFeed: FeedID("main"))
    }

    /// Every field filled, each number with a place of its own to be lost in.
    static let tally: DestinationTally = {
        var tally = DestinationTally()
        tally.version = 12
        tally.reachedAt = moment(3)
        tally.bytesSent = 31_500_000_000_001
        tally.messagesDropped = 9_007_199_254_740_993
        tally.reconnects = 4
        tally.attempts = 17
        tally.lastFault = Fault(
            .closedByPeer, "平台 \"closed\"; '", blame: .platform, place: "accounts.a1", cause: "NetStream.Failed")
        tally.lastFaultAt = moment(4)
        tally.isLowerBound = true
        tally.isOpen = true
        return tally
    }()

    static func audit(_ subject: String, revision: Int64? = nil, detail: String = "from a test") -> AuditEntry {
        AuditEntry(
            at: moment(1), by: "li.na", action: "broadcast.start", subject: subject, revision: revision, detail: detail)
    }

    static func asRun(_ broadcast: BroadcastID, _ title: String) -> AsRunEntry {
        AsRunEntry(
            broadcast: broadcast, at: moment(2), action: .fired, cue: CueID("c1"), title: title, by: "clock",
            lateMilliseconds: -3)
    }

    static func sample(
        _ account: String, at milliseconds: Int64, _ value: Int64, kind: SampleKind = .concurrent
    ) -> Sample {
        Sample(
            account: AccountID(account), kind: kind, value: value, quality: .atLeast, at: moment(milliseconds),
            source: "typed by li.na")
    }

    static func user(_ id: String, role: Role = .operator, hash: UInt8) -> UserRecord {
        UserRecord(id: UserID(id), role: role, tokenHash: .init(repeating: hash, count: 32), createdAt: moment(5))
    }

    /// Moments near the plan's start, so that they need more than 32 bits.
    static func moment(_ milliseconds: Int64) -> WallTime { WallTime(milliseconds: 1_790_000_000_000 + milliseconds) }

    static func store(_ store: any Store, broadcasts ids: [BroadcastID]) async throws {
        try await store.write { transaction in
            for id in ids { try transaction.insert(broadcast(id)) }
        }
    }
}
