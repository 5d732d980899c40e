import BroadcastModel
import Persistence

/// Broadcasts to be killed: a few hundred cues each, some milliseconds apart, of every kind that the clock and a
/// hand treat in a way of its own.
struct KilledShow {
    static let broadcasts = 2
    private static let cues = 240
    private static let spacing: Int64 = 8
    private static let feeds = ["main", "film", "duet"]

    let plans: [BroadcastPlan]

    /// `start`: when they are due on air.
    init(start: WallTime) {
        plans = (0..<Self.broadcasts).map { Self.plan(BroadcastID("show\($0)"), start: start) }
    }

    /// Stores them all, or none.
    func insert(into store: any Store) async throws {
        try await store.write { [plans] writer in
            for plan in plans {
                try writer.insert(BroadcastRecord(plan: plan, programFeed: plan.feeds[0].id))
                for account in plan.accounts {
                    try writer.save(AccountRecord(account: account))
                    try writer.save(DestinationRecord(id: DestinationID(broadcast: plan.id, account: account.id)))
                }
                for feed in plan.feeds { try writer.save(FeedRecord(id: feed.id, name: feed.name)) }
            }
        }
    }

    private static func plan(_ id: BroadcastID, start: WallTime) -> BroadcastPlan {
        BroadcastPlan(
            id: id, title: id.rawValue, start: start, lengthMilliseconds: 600_000, leadMilliseconds: 150,
            endsByClock: false, hosts: [], guests: [], products: [Product(id: ProductID("tea"), name: "Tea")],
            feeds: feeds.map { PlannedFeed(id: FeedID($0), name: $0) },
            accounts: (0..<4).map {
                PlannedAccount(
                    id: AccountID("\(id)-\($0)"), name: "\($0)", platform: PlatformID("silent"), tier: .middle,
                    settings: [:], group: $0 < 2 ? "north" : "south")
            },
            cues: (0..<cues).map { cue($0, start: start) }
        )
    }

    private static func cue(_ number: Int, start: WallTime) -> Cue {
        let at = 100 + Int64(number) * spacing
        let feed = FeedID(feeds[1 + number / 12 % 2])
        func cue(
            _ kind: Cue.Kind, _ start: Cue.Start = .at(at), _ late: Cue.LateRule = .run, length: Int64? = nil,
            feed: FeedID? = nil, group: String? = nil, byHand: Bool = false
        ) -> Cue {
            Cue(
                id: CueID("c\(number)"), kind: kind, start: start, lengthMilliseconds: length, late: late,
                title: "cue \(number)", product: kind == .product ? ProductID("tea") : nil, feed: feed, group: group,
                byHand: byHand)
        }
        let group = number / 12 % 3 == 0 ? nil : number / 12 % 3 == 1 ? "north" : "south"
        switch number % 12 {
        case 0: return cue(.product, length: spacing)
        case 1: return cue(.note, .after(0), length: spacing)
        case 2: return cue(.productExplain, .after(2), .skip)
        case 3: return cue(.mark, .at(at), .skip)
        case 4: return cue(.accountsStop, group: group)
        case 5: return cue(.accountsStart, .at(at), number % 24 < 12 ? .run : .ask, group: group)
        case 6: return cue(.product, .at(at), .skip, length: spacing)
        case 7: return cue(.note, .after(0), .skip)
        case 8: return cue(.clip, .at(at), .ask, feed: feed)
        case 9:
            return cue(number % 24 < 12 ? .coStreamStart : .coStreamEnd, .clock(start + .milliseconds(at)), feed: feed)
        case 10: return cue(.note, byHand: true)
        default: return cue(.message, .at(at), .ask)
        }
    }
}
