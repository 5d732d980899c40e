import BroadcastModel
import Program
import Relay
import TestBench
import Testing

@Suite(.serialized) struct `The relay, ending` {
    private static func clip(_ bench: Bench, seconds: Int) async throws -> String {
        let clip = try bench.scratchDirectory(named: "relay").file("clip.flv")
        try await FfmpegEncoder.makeClip(clip, length: .seconds(seconds))
        return clip
    }

    /// Its server is behind by what the kernel and the relay hold, and says something all the time.
    @Test(.timeLimit(.minutes(1))) func `gives a slow account everything that was due, and the farewell`() async throws
    {
        try await withBench { bench in
            let clip = try await Self.clip(bench, seconds: 6)
            let original = try FLVRecording(contentsOf: clip)
            var conduct = WitnessSink.Conduct()
            conduct.pingsEvery = .milliseconds(20)
            let sink = try await WitnessSink.start(on: bench, conduct)
            let network = try await TroubledProxy.start(on: bench, before: sink.port, .init(delay: .milliseconds(300)))
            try await RelayStage.run(clip: clip, configure: { $0.sendBufferBytes = 16 << 10 }) { stage in
                try stage.attach("slow", network.address(of: "slow"))
                _ = try await eventually("a session", within: .seconds(10)) { sink.count(of: "slow") == 1 ? true : nil }
                try await stage.play()
                stage.relay.detach(stage.destination("slow"))
                let end = try await stage.wait(for: "slow", "closed") { $0.state == .ended && $0.bitsPerSecond == 0 }
                #expect(end.messagesDropped == 0)
                let session = try await eventually("the end at the sink", within: .seconds(5)) {
                    sink.sessions(of: "slow").last.flatMap { $0.isOver ? $0 : nil }
                }
                #expect(session.isEndedPolitely)
                #expect(SessionExam(original: original).complaints(about: session) == [])
                #expect(session.arrivals.count(where: \.isPicture) == original.video.count)
                // Sound from before the first keyframe is not for a session that begins there.
                let sounds = session.arrivals.filter(\.isSound).map(\.hash)
                #expect(sounds.count >= original.audio.count - 5)
                #expect(sounds == original.audio.suffix(sounds.count).map(\.hash))
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `leaves a wedged account after its time for ending`() async throws {
        try await withBench { bench in
            let clip = try await Self.clip(bench, seconds: 8)
            let wedged = try await BadPeer.start(on: bench, .wedges)
            try await RelayStage.run(clip: clip, configure: { $0.sendBufferBytes = 16 << 10 }) { stage in
                try stage.attach("wedged", wedged.address(of: "wedged"))
                async let playing: Void = stage.play()
                _ = try await stage.wait(for: "wedged", "lagging") { $0.state == .lagging }
                let start = ContinuousClock.now
                stage.relay.detach(stage.destination("wedged"))
                _ = try await stage.wait(for: "wedged", "closed") { $0.state == .ended && $0.bitsPerSecond == 0 }
                let took = ContinuousClock.now - start
                #expect(took >= .milliseconds(1500) && took < .seconds(4), "\(took)")
                try await playing
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `begins anew at once when it is wanted again while it ends`() async throws {
        try await withBench { bench in
            let clip = try await Self.clip(bench, seconds: 8)
            let wedged = try await BadPeer.start(on: bench, .wedges)
            try await RelayStage.run(clip: clip, configure: { $0.sendBufferBytes = 16 << 10 }) { stage in
                try stage.attach("wedged", wedged.address(of: "wedged"))
                async let playing: Void = stage.play()
                _ = try await stage.wait(for: "wedged", "lagging") { $0.state == .lagging }
                stage.relay.detach(stage.destination("wedged"))
                try stage.attach("wedged", wedged.address(of: "wedged"))
                try await wedged.waitFor("a second session", within: .seconds(5)) { $0.publishes == 2 }
                let status = try await stage.wait(for: "wedged", "live") { $0.state == .live }
                #expect(status.attempt == 1)
                try await playing
            }
        }
    }
}
