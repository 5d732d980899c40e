import BroadcastModel
import TestBench
import Testing

@Suite(.timeLimit(.minutes(1))) struct BadPeerTests {
    /// Publishes to the peer and returns what the peer saw and how ffmpeg ended.
    private static func publish(to peer: BadPeer, on bench: Bench) async throws -> FfmpegEncoder {
        let configuration = FfmpegEncoder.Configuration(
            width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 400_000)
        return try await FfmpegEncoder.start(
            on: bench, to: "rtmp://127.0.0.1:\(peer.port)/live", key: Secret("any"), configuration)
    }

    @Test func `a peer that behaves takes media from a real publisher`() async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, .takesEverything)
            _ = try await Self.publish(to: peer, on: bench)
            try await peer.waitFor("media", within: .seconds(15)) { $0.mediaMessages > 50 }
            #expect(peer.tally.publishes == 1)
        }
    }

    @Test func `a peer that refuses makes a real publisher give up`() async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, .refuses(code: "NetStream.Publish.BadName"))
            let encoder = try await Self.publish(to: peer, on: bench)
            #expect(try await encoder.process.waitForEnd(within: .seconds(15)) != .exited(0))
            #expect(peer.tally.publishes == 1 && peer.tally.mediaMessages == 0)
        }
    }

    @Test func `a peer that resets does so in mid-stream`() async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, .resets(after: .seconds(1)))
            let encoder = try await Self.publish(to: peer, on: bench)
            _ = try await encoder.process.waitForEnd(within: .seconds(15))
            #expect(encoder.process.output.text.contains("reset by peer"), "\(encoder.process.output.text)")
            #expect(peer.tally.mediaMessages > 0)
        }
    }

    @Test func `a wedged peer lets a publisher in and takes nothing after that`() async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, .wedges)
            let encoder = try await Self.publish(to: peer, on: bench)
            let seen = try await peer.waitFor("a publisher", within: .seconds(15)) { $0.publishes == 1 }
            await #expect(throws: TimeLimitExceeded.self) { try await encoder.process.waitForEnd(within: .seconds(2)) }
            #expect(peer.tally.bytesRead <= seen.bytesRead + 4096)
        }
    }

    @Test func `a slow peer takes no more than its rate`() async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, .readsSlowly(bytesPerSecond: 5_000))
            _ = try await Self.publish(to: peer, on: bench)
            let first = try await peer.waitFor("media", within: .seconds(15)) { $0.mediaMessages > 0 }
            let start = ContinuousClock.now
            let later = try await peer.waitFor("more media", within: .seconds(30)) {
                $0.bytesRead > first.bytesRead + 10_000
            }
            let seconds = Double((ContinuousClock.now - start).milliseconds) / 1000
            // Two reads may stand on either side of the measured time.
            #expect(Double(later.bytesRead - first.bytesRead) <= 5_000 * seconds + 16_384)
        }
    }

    @Test(arguments: [BadPeer.Behaviour.neverReads, .halfHandshake])
    func `a silent peer keeps a publisher waiting`(behaviour: BadPeer.Behaviour) async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, behaviour)
            let encoder = try await Self.publish(to: peer, on: bench)
            try await peer.waitFor("a connection", within: .seconds(15)) { $0.connections == 1 }
            await #expect(throws: TimeLimitExceeded.self) { try await encoder.process.waitForEnd(within: .seconds(1)) }
            #expect(peer.tally.publishes == 0)
        }
    }

    @Test func `a peer that hangs up is left`() async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, .hangsUp)
            let encoder = try await Self.publish(to: peer, on: bench)
            #expect(try await encoder.process.waitForEnd(within: .seconds(20)) != .exited(0))
            #expect(peer.tally.connections >= 1 && peer.tally.publishes == 0)
        }
    }

    @Test func `a peer that talks nonsense answers the first bytes with it`() async throws {
        try await withBench { bench in
            let peer = try await BadPeer.start(on: bench, .garbage)
            let answer = await #expect(throws: BenchFailure.self) { try await PlainHTTP.get(port: peer.port, "/") }
            #expect(answer?.description.contains("is not HTTP") == true)
            #expect(peer.tally.connections == 1 && peer.tally.bytesRead > 0)
        }
    }
}
