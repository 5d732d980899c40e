import BroadcastModel
import Persistence
import Program
import Synchronization
import Testing

@testable import ControlRoom

@Suite struct `Guests' links` {
    private final class Sources: FeedBringer {
        let last = Mutex<[FeedID: PullSource]>([:])
        func want(_ sources: [FeedID: PullSource], composites: [FeedID: CompositePlan]) {
            last.withLock { $0 = sources }
        }
        func states() -> [FeedID: FeedSourceState] { [:] }
        func restart(_ feed: FeedID) {}
        func compositeStates() -> [FeedID: CompositeState] { [:] }
    }

    private final class Flag: Sendable { let isRaised = Atomic(false) }

    private static let guest = PersonID("guest")
    private static let key = Secret("0123456789abcdef")

    /// The guest has a feed of their own and is to be here 30 s before their cue at 10 s; air is in 60 s.
    private static func bench(_ source: FeedSource = .publish, bringer: Sources? = nil) async throws -> RoomBench {
        let bench = RoomBench(bringer: bringer)
        var plan = RoomBench.plan(now: bench.clock.wallTime())
        plan.guests[0].feed = FeedID("guest-feed")
        plan.guests[0].arrivesBeforeMilliseconds = 30_000
        plan.feeds.append(PlannedFeed(id: FeedID("guest-feed"), name: "Guest", source: source))
        try await bench.insert(plan)
        try await bench.room.recover()
        return bench
    }

    private static func set(_ key: Secret?, renews: Bool = false, until: WallTime? = nil) -> GuestLinkCommand {
        .set(key: key, from: nil, until: until, renews: renews)
    }

    @discardableResult
    private static func link(_ bench: RoomBench, _ command: GuestLinkCommand) async throws -> GuestLinkView {
        let view = try await bench.room.guestLink(command, person: guest, in: RoomBench.id, by: RoomBench.hand)
        return try #require(view.guests.first { $0.person.id == guest }?.link)
    }

    private static func push(_ bench: RoomBench, _ key: Secret) throws -> FeedPublisher {
        try bench.switchboard.beginPublish(
            application: "live", streamName: Secret("guest-feed?key=\(key.reveal())"), peer: "test")
    }

    @Test func `open from the guest's arrival to half an hour after the planned end, and outlive a kill`() async throws
    {
        let bench = try await Self.bench()
        let now = bench.clock.wallTime()
        let made = try await Self.link(bench, Self.set(Self.key))
        #expect(made.state == .notYet)
        #expect(made.terms.from == now + .seconds(40))
        #expect(made.terms.until == now + .seconds(60 + 100 + 1800))
        let early = #expect(throws: Fault.self) { try Self.push(bench, Self.key) }
        #expect(early?.message.contains("not open yet") == true)
        await bench.pass(.seconds(41))
        let publisher = try Self.push(bench, Self.key)
        let view = try await bench.room.rundownView(of: RoomBench.id).guests.first { $0.person.id == Self.guest }
        #expect(view?.link?.state == .open)
        #expect(view?.link?.isInUse == true)
        #expect(view?.link?.refusal?.count == 1)
        publisher.end()

        let next = RoomBench(clock: bench.clock, store: bench.store)
        try await next.room.recover()
        try Self.push(next, Self.key).end()
    }

    @Test func `are refused when revoked or renewed, on the board and in the audit, without their keys`() async throws {
        let bench = try await Self.bench()
        try await Self.link(bench, Self.set(Self.key))
        await bench.pass(.seconds(41))
        let live = try Self.push(bench, Self.key)
        let flag = Flag()
        live.onRevoke { flag.isRaised.store(true, ordering: .relaxed) }
        #expect(try await Self.link(bench, .revoke).state == .revoked)
        let isClosed = flag.isRaised.load(ordering: .relaxed)
        #expect(isClosed)
        let revoked = #expect(throws: Fault.self) { try Self.push(bench, Self.key) }
        #expect(revoked?.message.contains("revoked") == true)

        let new = Secret("fedcba9876543210")
        #expect(try await Self.link(bench, Self.set(new, renews: true)).state == .open)
        // What the vault of the tests hashes is all one, so that any wrong key is an old one.
        let old = #expect(throws: Fault.self) { try Self.push(bench, Self.key) }
        #expect(old?.message.contains("renewed") == true)
        try Self.push(bench, new).end()

        await bench.pass(.seconds(3))
        let audit = try await bench.store.read { try $0.audit(limit: 100, before: nil) }
        let refused = audit.filter { $0.action == "guest.link-refused" }
        #expect(!refused.isEmpty)
        #expect(refused.allSatisfy { $0.subject == "broadcast/night" && $0.detail.hasPrefix("guest: ") })
        #expect(!"\(audit)".contains(Self.key.reveal()) && !"\(audit)".contains(new.reveal()))
        #expect(
            Set(audit.map(\.action)).isSuperset(of: ["guest.link-create", "guest.link-revoke", "guest.link-renew"]))
    }

    @Test func `say what is wrong with a wish`() async throws {
        let bench = try await Self.bench()
        for (command, code) in [
            (GuestLinkCommand.revoke, Fault.Code.conflict), (Self.set(Self.key, renews: true), .conflict),
            (Self.set(nil), .conflict), (Self.set(Secret("short")), .malformed),
            (Self.set(Secret("with&ampersand=12345")), .malformed),
            (Self.set(Self.key, until: WallTime(milliseconds: 1)), .malformed),
        ] {
            let fault = await #expect(throws: Fault.self) { try await Self.link(bench, command) }
            #expect(fault?.code == code, "\(fault?.message ?? "")")
        }
        try await Self.link(bench, Self.set(Self.key))
        let again = await #expect(throws: Fault.self) { try await Self.link(bench, Self.set(Self.key)) }
        #expect(again?.message.contains("renew") == true)
        let host = await #expect(throws: Fault.self) {
            try await bench.room.guestLink(
                Self.set(Self.key), person: PersonID("host"), in: RoomBench.id, by: RoomBench.hand)
        }
        #expect(host?.message.contains("no feed of their own") == true)
        let viewer = await #expect(throws: Fault.self) {
            try await bench.room.guestLink(
                .revoke, person: Self.guest, in: RoomBench.id, by: Caller(name: "v", role: .viewer))
        }
        #expect(viewer?.code == .forbidden)
    }

    @Test func `over SRT keep a port open for their window only, with their key as its passphrase`() async throws {
        let sources = Sources()
        let bench = try await Self.bench(.srt(port: 9000, latencyMilliseconds: 200), bringer: sources)
        let feed = FeedID("guest-feed")
        func passphrase() -> Secret? {
            guard case .srtListener(9000, let passphrase, _) = sources.last.withLock({ $0[feed] }) else { return nil }
            return passphrase
        }
        #expect(try await Self.link(bench, Self.set(Self.key)).port == 9000)
        #expect(passphrase() == nil)
        await bench.pass(.seconds(45))
        #expect(passphrase() == Self.key)
        let new = Secret("fedcba9876543210")
        try await Self.link(bench, Self.set(new, renews: true))
        #expect(passphrase() == new)
        try await Self.link(bench, .revoke)
        #expect(passphrase() == nil)
        try await Self.link(bench, Self.set(new, until: bench.clock.wallTime() + .seconds(5)))
        #expect(passphrase() == new)
        await bench.pass(.seconds(10))
        #expect(passphrase() == nil)
    }
}
