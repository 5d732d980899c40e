import BroadcastModel
import Persistence

/// The broadcasts that fire, on air from the start, in a store.
struct FiringShows {
    let broadcasts: Int
    let cues: Int
    let accounts: Int
    let burst: Int
    /// Milliseconds over which the cues are spread, and before the first.
    let window: Int64
    let setup: Int64
    let airedAt: WallTime

    func isInBurst(_ id: BroadcastID) -> Bool { id.rawValue.hasPrefix("burst") }

    func insert(into store: any Store) async throws {
        for number in 0..<broadcasts {
            let plan = plan(number)
            try await store.write { [airedAt] writer in
                try writer.insert(
                    BroadcastRecord(plan: plan, phase: .onAir, programFeed: plan.feeds[0].id, airedAt: airedAt))
                for account in plan.accounts {
                    try writer.save(AccountRecord(account: account))
                    try writer.save(DestinationRecord(id: DestinationID(broadcast: plan.id, account: account.id)))
                }
                for feed in plan.feeds { try writer.save(FeedRecord(id: feed.id, name: feed.name)) }
            }
        }
    }

    private func plan(_ number: Int) -> BroadcastPlan {
        let isInBurst = number < broadcasts / 2
        return BroadcastPlan(
            id: BroadcastID("\(isInBurst ? "burst" : "single")-\(1000 + number)"), title: "Broadcast \(number)",
            start: airedAt, lengthMilliseconds: 86_400_000, leadMilliseconds: 0, endsByClock: false,
            hosts: [], guests: [], products: [Product(id: ProductID("tea"), name: "Tea")],
            feeds: ["main", "film"].map { PlannedFeed(id: FeedID("\($0)-\(number)"), name: $0) },
            accounts: (0..<accounts).map {
                PlannedAccount(
                    id: AccountID("a\(number)-\($0)"), name: "\($0)", platform: PlatformID("silent"), tier: .middle,
                    settings: [:])
            },
            cues: moments(number, isInBurst: isInBurst).enumerated().map { index, at in
                let isClip = index % 20 == 7
                return Cue(
                    id: CueID("c\(1000 + index)"), kind: isClip ? .clip : .product, start: .at(at),
                    lengthMilliseconds: 200, title: "\(at) ms", product: isClip ? nil : ProductID("tea"),
                    feed: isClip ? FeedID("film-\(number)") : nil)
            }
        )
    }

    private func moments(_ number: Int, isInBurst: Bool) -> [Int64] {
        guard isInBurst else {
            var random = SystemRandomNumberGenerator()
            return (0..<cues).map { _ in setup + Int64.random(in: 0..<window, using: &random) }.sorted()
        }
        let groups = Int64(max(1, broadcasts / 2 / burst))
        let step = window / Int64(cues)
        return (0..<cues).map { setup + Int64($0) * step + Int64(number / burst) % groups * (step / groups) }
    }
}
