import AdapterKit
import BroadcastModel
import Logging
import Persistence
import Program
import Testing

@testable import ControlRoom

/// One life of a daemon's control room on a clock moved by hand, driven step by step without its loops: a history is the same
/// each time, and nothing waits.
struct RoomBench: Sendable {
    static let id = BroadcastID("night")
    static let hand = Caller(name: "li.na", role: .admin)

    let clock: HandClock
    let store: any Store
    let relay: TableRelay
    let adapter: ScriptedAdapter
    let switchboard: Switchboard
    let room: ControlRoom

    /// A new life: memory is empty, `store` and `clock` are as the last one left them.
    init(
        clock: HandClock = HandClock(), store: any Store = MemoryStore(), relay: TableRelay = TableRelay(),
        adapter: ScriptedAdapter = ScriptedAdapter(),
        configuration: ControlRoomConfiguration = .init(), bringer: (any FeedBringer)? = nil,
        checkPull: @escaping @Sendable (Secret) async throws -> Void = { _ in }
    ) {
        self.clock = clock
        self.store = store
        self.relay = relay
        self.adapter = adapter
        switchboard = Switchboard(clock: clock)
        room = ControlRoom(
            store: store, vault: NullVault(), relay: relay, switchboard: switchboard, bringer: bringer,
            checkPull: checkPull, adapters: [adapter.platform: adapter], clock: clock,
            configuration: configuration, hash: Self.hash, random: TestRandom(seed: 7),
            logger: Logger(label: "room") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// Stands in for SHA-256: 32 bytes, another value for another token of the tests.
    @Sendable static func hash(_ token: Secret) -> [UInt8] {
        Array((Array(token.reveal().utf8) + Array(repeating: 0, count: 32)).prefix(32))
    }

    /// Starts in 60 s, prepared 30 s before, 100 s long; cues at 10, 20 (two), 40 by hand, and 90 s.
    static func plan(accounts: Int = 3, now: WallTime, endsByClock: Bool = true) -> BroadcastPlan {
        BroadcastPlan(
            id: id, title: "A night", start: now + .seconds(60), lengthMilliseconds: 100_000, leadMilliseconds: 30_000,
            endsByClock: endsByClock,
            hosts: [Person(id: PersonID("host"), name: "Host")], guests: [Person(id: PersonID("guest"), name: "Guest")],
            products: [Product(id: ProductID("tea"), name: "Tea", priceFen: 9_900)],
            feeds: [PlannedFeed(id: FeedID("main"), name: "Main"), PlannedFeed(id: FeedID("backup"), name: "Backup")],
            accounts: (0..<accounts).map(account),
            cues: [
                Cue(
                    id: CueID("enter"), kind: .guestEnter, atMilliseconds: 10_000, title: "Enter",
                    person: PersonID("guest")),
                Cue(id: CueID("tea"), kind: .product, atMilliseconds: 20_000, title: "Tea", product: ProductID("tea")),
                Cue(id: CueID("note"), kind: .note, atMilliseconds: 20_000, title: "Note"),
                Cue(id: CueID("hand"), kind: .note, atMilliseconds: 40_000, title: "Hand", byHand: true),
                Cue(
                    id: CueID("leave"), kind: .guestLeave, atMilliseconds: 90_000, title: "Leave",
                    person: PersonID("guest")),
            ]
        )
    }

    static func account(_ number: Int) -> PlannedAccount {
        PlannedAccount(
            id: AccountID("acc\(number)"), name: "Account \(number)", platform: PlatformID("scripted"), tier: .middle,
            settings: [:])
    }

    static func destination(_ number: Int) -> DestinationID {
        DestinationID(broadcast: id, account: account(number).id)
    }

    /// Stores a plan as a draft, as if it had been read from a file.
    func insert(_ plan: BroadcastPlan, into store: (any Store)? = nil) async throws {
        try await (store ?? self.store).write { writer in
            try writer.insert(BroadcastRecord(plan: plan, programFeed: plan.feeds[0].id))
            for account in plan.accounts {
                try writer.save(AccountRecord(account: account))
                try writer.save(DestinationRecord(id: DestinationID(broadcast: plan.id, account: account.id)))
            }
            for feed in plan.feeds { try writer.save(FeedRecord(id: feed.id, name: feed.name)) }
        }
    }

    /// A broadcast in the store, recovered and on air by hand.
    func goOnAir(accounts: Int = 3, endsByClock: Bool = true) async throws {
        try await insert(Self.plan(accounts: accounts, now: clock.wallTime(), endsByClock: endsByClock))
        try await room.recover()
        _ = try await room.command(.start, broadcast: Self.id, seen: nil, by: Self.hand)
        await settle()
    }

    /// Lets everything happen that is possible now: clock, adapter calls, looks at the relay.
    func settle() async {
        await room.step()
    }

    /// Moves time in steps of at most `step`, settling after each.
    func pass(_ duration: Duration, step: Duration = .seconds(1)) async {
        var left = duration
        while left > .zero {
            let now = min(step, left)
            clock.advance(by: now)
            left -= now
            await settle()
        }
    }

    var record: BroadcastRecord {
        get async throws { try await room.room(Self.id).record }
    }

    func asRun(_ store: (any Store)? = nil) async throws -> [AsRunEntry] {
        try await (store ?? self.store).read { try $0.asRun(of: Self.id) }
    }

    func destination(_ number: Int) async throws -> DestinationView {
        try await room.destinationView(Self.destination(number))
    }
}
