import BroadcastModel
import Ingest
import Program
import RTMPWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PublishTests {
    static let good = "host?key=\(Bench.key)"

    @Test(arguments: [
        "host?key=wrong-one-9", "host?key=", "host", "nobody?key=\(Bench.key)", "?key=\(Bench.key)", "a\nb?key=x",
    ])
    func aWrongOrEmptyKeyIsDeniedAndTheLogSaysWhy(_ name: String) async throws {
        try await Bench.run { bench in
            let publisher = try await TestPublisher.publish(name, to: bench.port)
            guard case .refused(let code, let description) = publisher.events.first else {
                Issue.record("not refused: \(publisher.events)")
                return
            }
            #expect(code == "NetStream.Publish.Denied")
            #expect(description.contains("key"))
            _ = await publisher.peer.receiveUntilClosed()
            let line = try await bench.logs.next("Publisher refused")
            #expect(line.level == .warning)
            #expect(line.metadata["code"] == "keyRefused")
            #expect(
                line.metadata["feed"]
                    == (name.hasPrefix("host?") ? "host" : name.hasPrefix("nobody?") ? "nobody" : "not shown"))
            #expect(!"\(bench.logs.lines)".contains("wrong-one-9"))
        }
    }

    @Test(arguments: [false, true])
    func aSecondPublisherGetsBadNameAndTheFirstGoesOn(handsOver: Bool) async throws {
        try await Bench.run(handsOver: handsOver) { bench in
            let first = try await TestPublisher.publish(Self.good, to: bench.port)
            #expect(first.events == [.publishing])
            let second = try await TestPublisher.publish(Self.good, to: bench.port)
            guard case .refused("NetStream.Publish.BadName", let description) = second.events.first else {
                Issue.record("not refused: \(second.events)")
                return
            }
            #expect(description.hasSuffix("is being published already."))
            #expect(try await bench.logs.next("Publisher refused").metadata["feed"] == "host")
            let player = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port)
            try await first.send(9, at: 0, Media.keyframe(1))
            #expect(try await player.nextMedia()?.payload == Media.keyframe(1))
        }
    }

    @Test(arguments: [false, true])
    func aFeedIsFreeAgainAfterItsPublisherEnds(handsOver: Bool) async throws {
        try await Bench.run(handsOver: handsOver) { bench in
            let first = try await TestPublisher.publish(Self.good, to: bench.port)
            try await first.end()
            let gone = try await bench.logs.next("Publisher gone")
            #expect(gone.metadata["feed"] == "host")
            #expect(gone.metadata["reason"] == "the client ended its stream")
            try await first.waitForEvent()
            #expect(first.events == [.publishing], "what comes after end() is not an event")
            let second = try await TestPublisher.publish(Self.good, to: bench.port)
            #expect(second.events == [.publishing])
            await second.peer.close()
            #expect(try await bench.logs.next("Publisher gone").metadata["reason"] == "the peer closed the connection")
        }
    }

    @Test func onlyTheNamedApplicationIsServed() async throws {
        try await Bench.run({ $0.applicationName = "live" }) { bench in
            for application in ["live", "live/", "live?x=1"] {
                let publisher = try await TestPublisher.publish(Self.good, to: bench.port, application: application)
                #expect(publisher.events == [.publishing])
                try await publisher.end()
                _ = try await bench.logs.next("Publisher gone")
            }
            let stranger = try await TestPublisher.publish(Self.good, to: bench.port, application: "other")
            #expect(
                stranger.events == [
                    .refused(code: "NetStream.Publish.Denied", description: "There is no such application here.")
                ])
        }
    }

    @Test(arguments: [false, true])
    func aChangedKeyEndsThePublisher(handsOver: Bool) async throws {
        try await Bench.run(handsOver: handsOver) { bench in
            let publisher = try await TestPublisher.publish(Self.good, to: bench.port)
            bench.switchboard.openFeed(Bench.feed, key: Secret("another-key"))
            try await publisher.waitForEvent()
            #expect(publisher.events == [.publishing, .closedByPeer(code: "NetStream.Unpublish.Success")])
            _ = await publisher.peer.receiveUntilClosed()
            #expect(try await bench.logs.next("Publisher gone").metadata["reason"]?.contains("key changed") == true)
        }
    }

    @Test(arguments: [false, true])
    func aSilentPublisherIsClosedAndItsFeedFreed(handsOver: Bool) async throws {
        try await Bench.run(handsOver: handsOver, { $0.idleTimeout = .milliseconds(200) }) { bench in
            let publisher = try await TestPublisher.publish(Self.good, to: bench.port)
            try await publisher.waitForEvent()
            #expect(publisher.events == [.publishing, .closedByPeer(code: "NetStream.Unpublish.Success")])
            let line = try await bench.logs.next("Publisher gone")
            #expect(line.metadata["reason"] == "the publisher sent nothing for too long")
            let next = try await TestPublisher.publish(Self.good, to: bench.port)
            #expect(next.events == [.publishing])
        }
    }

    @Test(arguments: [false, true])
    func everyMessageReachesTheProgramUnchanged(handsOver: Bool) async throws {
        try await Bench.run(handsOver: handsOver) { bench in
            let publisher = try await TestPublisher.publish(Self.good, to: bench.port)
            var sent: [(UInt8, UInt32, [UInt8])] = [
                (9, 0, Media.videoHeader), (8, 0, Media.audioHeader), (9, 0, Media.keyframe(0, count: 200_000)),
            ]
            for index in 1...50 as ClosedRange<UInt32> {
                sent.append((8, index * 40, Media.sound(UInt8(index))))
                sent.append((9, index * 40, Media.picture(UInt8(index), count: Int(index) * 1_000)))
            }
            for (typeID, time, payload) in sent { try await publisher.send(typeID, at: time, payload) }
            try await publisher.end()
            _ = try await bench.logs.next("Publisher gone")
            let batch = bench.program.read(from: 0, limit: 1_000)
            #expect(batch.entries.map { Array($0.message.payload.bytes) } == sent.map(\.2))
            #expect(batch.entries.map(\.message.timestamp) == sent.map { Int64($0.1) })
        }
    }
}
