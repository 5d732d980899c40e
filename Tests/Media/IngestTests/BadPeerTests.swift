import BroadcastModel
import Ingest
import RTMPWire
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BadPeerTests {
    @Test(
        arguments: [[], [3], [3] + Array(repeating: 0, count: 1_000), [3] + Array(repeating: 0, count: 1_600)]
            as [[UInt8]])
    func halfAHandshakeIsClosedInTime(_ bytes: [UInt8]) async throws {
        try await Bench.run({ $0.handshakeTimeout = .milliseconds(150) }) { bench in
            let peer = try await TestPeer.connect(port: bench.port)
            try await peer.send(bytes)
            _ = await peer.receiveUntilClosed()
            let line = try await bench.logs.next("Connection closed without a stream")
            #expect(line.metadata["reason"] == "the handshake was not finished in time")
        }
    }

    @Test func aHandshakeAndNothingMoreIsClosedInTime() async throws {
        try await Bench.run({ $0.preAuthenticationTimeout = .milliseconds(500) }) { bench in
            let peer = try await TestPeer.connect(port: bench.port)
            try await peer.send([3] + Array(repeating: 0, count: 2 * Handshake.packetLength))
            #expect(await peer.receiveUntilClosed().count == 1 + 2 * Handshake.packetLength)
            let line = try await bench.logs.next("Connection closed without a stream")
            #expect(line.metadata["reason"] == "no publish or play was accepted in time")
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "handshakeRefused"), ("\u{16}\u{03}\u{01}", "handshakeRefused"),
    ])
    func garbageIsClosedAtOnce(_ text: String, _ code: String) async throws {
        try await Bench.run { bench in
            let peer = try await TestPeer.connect(port: bench.port)
            try await peer.send(Array(text.utf8))
            #expect(await peer.receiveUntilClosed().isEmpty)
            let line = try await bench.logs.next("Connection closed without a stream")
            #expect(line.metadata["code"] == code)
        }
    }

    @Test func garbageBehindAHandshakeIsClosedAtOnce() async throws {
        try await Bench.run { bench in
            let peer = try await TestPeer.connect(port: bench.port)
            try await peer.send(
                [3] + Array(repeating: 0, count: 2 * Handshake.packetLength) + Array(repeating: 0xFF, count: 500))
            _ = await peer.receiveUntilClosed()
            let line = try await bench.logs.next("Connection closed without a stream")
            #expect(line.metadata["code"] == "chunkMalformed")
        }
    }

    @Test func tooMuchBeforeARequestIsClosed() async throws {
        try await Bench.run { bench in
            let peer = try await TestPeer.connect(port: bench.port)
            var encoder = ChunkEncoder()
            let message = RTMPMessage(typeID: 9, streamID: 1, payload: Array(repeating: 1, count: 30_000))
            let noise = (0..<4).flatMap { _ in encoder.encode(message, chunkStream: 6) }
            try await peer.send([3] + Array(repeating: 0, count: 2 * Handshake.packetLength) + noise)
            _ = await peer.receiveUntilClosed()
            let line = try await bench.logs.next("Connection closed without a stream")
            #expect(line.metadata["code"] == "tooMuchBeforeAccept")
        }
    }

    @Test func oneAddressGetsOnlySoManyConnections() async throws {
        try await Bench.run({ $0.connectionsPerAddress = 2 }) { bench in
            let publisher = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            let second = try await TestPeer.connect(port: bench.port)
            let third = try await TestPeer.connect(port: bench.port)
            #expect(await third.receiveUntilClosed().isEmpty)
            #expect(
                try await bench.logs.next("Connection refused").metadata["reason"]
                    == "too many connections from this address")
            await second.close()
            _ = try await bench.logs.next("Connection closed without a stream")
            #expect(publisher.events == [.publishing])
            let fourth = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            #expect(fourth.events.count == 1, "there is room again")
        }
    }

    @Test func connectionsWithoutARequestAreCountedApart() async throws {
        try await Bench.run({ $0.unauthenticatedConnections = 1 }) { bench in
            let publisher = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            #expect(publisher.events == [.publishing])
            let player = try await TestPlayer.play("host?token=\(Bench.token)", from: bench.port)
            #expect(try await player.nextStatus() == "NetStream.Play.Reset")
            let idle = try await TestPeer.connect(port: bench.port)
            try await idle.send([3] + Array(repeating: 0, count: Handshake.packetLength))
            #expect(await idle.receive() != nil, "the one place is taken by this peer")
            try await publisher.end()
            _ = await publisher.peer.receiveUntilClosed()
            for _ in 0..<2 {
                // An accepted one that left makes no room here.
                let refused = try await TestPeer.connect(port: bench.port)
                #expect(await refused.receiveUntilClosed().isEmpty)
                let line = try await bench.logs.next("Connection refused")
                #expect(line.metadata["reason"] == "too many connections without an accepted request")
            }
        }
    }

    @Test func badPeersDisturbNoPublisher() async throws {
        try await Bench.run { bench in
            let publisher = try await TestPublisher.publish(PublishTests.good, to: bench.port)
            try await publisher.send(9, at: 0, Media.keyframe(0))
            for round in 1...20 as ClosedRange<UInt8> {
                let peer = try await TestPeer.connect(port: bench.port)
                try await peer.send(
                    round.isMultiple(of: 2) ? [0x47, 0x45] : [3] + Array(repeating: round, count: 4_000))
                try await publisher.send(9, at: UInt32(round) * 40, Media.picture(round))
                await peer.close()
            }
            try await publisher.end()
            let gone = try await bench.logs.next("Publisher gone")
            #expect(gone.metadata["reason"] == "the client ended its stream")
            let pictures = bench.program.read(from: 0, limit: 100).entries.map(\.message.payload.bytes)
            #expect(pictures == [Media.keyframe(0)] + (1...20).map { Media.picture($0) })
        }
    }

    @Test func mutatedSessionsLeaveTheServerUp() async throws {
        try await Bench.run({
            $0.handshakeTimeout = .milliseconds(300)
            $0.preAuthenticationTimeout = .milliseconds(300)
        }) { bench in
            var encoder = ChunkEncoder()
            let words = [
                RTMPCommand("connect", transaction: 1, [.object(["app": .string("live")])]).message(),
                RTMPCommand("createStream", transaction: 2, [.null]).message(),
                RTMPCommand("publish", transaction: 3, [.null, .string("host?key=x")]).message(streamID: 1),
            ]
            let hello = words.reduce(into: [3] + Array(repeating: 0, count: 2 * Handshake.packetLength)) {
                $0 += encoder.encode($1, chunkStream: 3)
            }
            var state: UInt64 = 7
            for _ in 0..<200 {
                var bytes = hello
                for _ in 0..<4 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    bytes[3_073 + Int(state >> 33) % (bytes.count - 3_073)] = UInt8(truncatingIfNeeded: state >> 24)
                }
                let peer = try await TestPeer.connect(port: bench.port)
                // The server may have had enough before the last byte is out.
                try? await peer.send(bytes)
                await peer.close()
            }
            // The last of them may still be counted for a moment.
            for await _ in AsyncStream<Void>(unfolding: {}) {
                let publisher = try await TestPublisher.publish(PublishTests.good, to: bench.port)
                if publisher.events == [.publishing] { break }
            }
        }
    }
}
