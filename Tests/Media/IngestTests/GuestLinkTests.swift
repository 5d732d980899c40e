import BroadcastModel
import Ingest
import Program
import Testing

/// Guests' links at the door, with real sockets.
@Suite(.timeLimit(.minutes(1)))
struct GuestLinkTests {
    static let key = "link-key-0123456789"

    private static func link(
        _ key: String = key, from: Duration = .seconds(-60), until: Duration = .seconds(60), revoked: Bool = false
    ) throws -> FeedLink {
        let now = SystemClock().wallTime()
        let made = Signature(by: "li.na", at: now - .seconds(7200))
        var terms = try GuestLink(from: now + from, until: now + until, made: made)
        if revoked { terms.revoke(by: made) }
        return FeedLink(id: "night/wang", key: Secret(key), terms: terms) { $0.matches(Secret("old-key-0123456789")) }
    }

    private static func refusal(_ publisher: TestPublisher) -> String? {
        guard case .refused("NetStream.Publish.Denied", let reason) = publisher.events.first else { return nil }
        return reason
    }

    @Test func anOpenLinkLetsItsGuestInBesideTheFeedsOwnKey() async throws {
        try await Bench.run { bench in
            bench.switchboard.setLinks([try Self.link()], of: Bench.feed)
            let guest = try await TestPublisher.publish("host?key=\(Self.key)", to: bench.port)
            #expect(guest.events == [.publishing])
            #expect(bench.switchboard.linksInUse() == ["night/wang"])
            try await guest.end()
            _ = try await bench.logs.next("Publisher gone")
            #expect(bench.switchboard.linksInUse().isEmpty)
            let encoder = try await TestPublisher.publish("host?key=\(Bench.key)", to: bench.port)
            #expect(encoder.events == [.publishing])
            #expect(bench.switchboard.linksInUse().isEmpty)
            #expect(bench.switchboard.linkRefusals().isEmpty)
        }
    }

    static let shut: [(String, Duration, Duration, Bool, String)] = [
        ("not open yet", Duration.seconds(60), Duration.seconds(120), false, GuestLinkTests.key),
        ("expired", .seconds(-120), .seconds(-60), false, GuestLinkTests.key),
        ("revoked", .seconds(-60), .seconds(60), true, GuestLinkTests.key),
        ("renewed", .seconds(-60), .seconds(60), false, "old-key-0123456789"),
    ]

    @Test(arguments: shut)
    func aLinkThatIsNotOpenIsRefusedWithTheReasonAndNothingTellsTheKey(
        _ reason: String, _ from: Duration, _ until: Duration, _ revoked: Bool, _ shown: String
    ) async throws {
        try await Bench.run { bench in
            bench.switchboard.setLinks([try Self.link(from: from, until: until, revoked: revoked)], of: Bench.feed)
            for count in 1...2 {
                let publisher = try await TestPublisher.publish("host?key=\(shown)", to: bench.port)
                #expect(Self.refusal(publisher)?.contains(reason) == true, "\(publisher.events)")
                let line = try await bench.logs.next("Publisher refused")
                #expect("\(line.metadata["reason"] ?? "")".contains(reason))
                let refusal = try #require(bench.switchboard.linkRefusals()["night/wang"])
                #expect(refusal.count == count)
                #expect(refusal.reason.contains(reason))
            }
            #expect(!"\(bench.logs.lines)".contains(shown))
            #expect(bench.switchboard.feedStatuses()[Bench.feed]?.connected == false)
        }
    }

    @Test(arguments: [true, false])
    func aLivePushIsDisconnectedWhenItsLinkIsRevokedOrRenewed(_ isRevoked: Bool) async throws {
        try await Bench.run { bench in
            bench.switchboard.setLinks([try Self.link()], of: Bench.feed)
            let guest = try await TestPublisher.publish("host?key=\(Self.key)", to: bench.port)
            #expect(guest.events == [.publishing])
            // A window that moves, and another key of the feed, disturb nobody.
            bench.switchboard.setLinks([try Self.link(until: .seconds(90))], of: Bench.feed)
            bench.switchboard.openFeed(Bench.feed, key: Secret("another-key"))
            try await guest.send(9, at: 0, Media.keyframe(1))
            #expect(bench.switchboard.linksInUse() == ["night/wang"])
            let after = isRevoked ? try Self.link(revoked: true) : try Self.link("new-key-0123456789")
            bench.switchboard.setLinks([after], of: Bench.feed)
            try await guest.waitForEvent()
            #expect(guest.events.last == .closedByPeer(code: "NetStream.Unpublish.Success"))
            _ = await guest.peer.receiveUntilClosed()
            let again = try await TestPublisher.publish("host?key=\(Self.key)", to: bench.port)
            #expect(Self.refusal(again) != nil)
            if !isRevoked {
                let renewed = try await TestPublisher.publish("host?key=new-key-0123456789", to: bench.port)
                #expect(renewed.events == [.publishing])
            }
        }
    }
}
