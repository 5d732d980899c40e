import BroadcastModel
import Program
import Relay
import TestBench
import Testing

@Suite(.serialized) struct `The relay, against real servers` {
    @Test(.timeLimit(.minutes(1)))
    func `starts a late account at the newest keyframe and disturbs no other by adding, stopping and retrying it`()
        async throws
    {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(9))
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            try await RelayStage.run(clip: clip) { stage in
                try stage.attach("early", nginx.address(of: "early"))
                try await stage.waitForSessions(["early"], at: nginx)
                async let playing: Void = stage.play()
                _ = try await stage.wait(for: "early", "carries 4 s") { status in
                    status.liveSince.map { SystemClock().wallTime() - $0 > .seconds(4) } ?? false
                }
                let added = ContinuousClock.now
                try stage.attach("late", nginx.address(of: "late"))
                _ = try await stage.wait(for: "late", "live") { $0.state == .live }
                #expect(ContinuousClock.now - added < .seconds(1))
                stage.relay.detach(stage.destination("late"))
                _ = try await stage.wait(for: "late", "ended") { $0.state == .ended }
                try stage.attach("late", nginx.address(of: "late"))
                let again = try await stage.wait(for: "late", "live again") { $0.state == .live }
                #expect(again.attempt >= 1)
                try await playing
                stage.relay.detach(stage.destination("early"))
                _ = try await stage.wait(for: "early", "ended") { $0.state == .ended }
                #expect(stage.status("early")?.attempt == 1)
            }
            let original = try FLVRecording(contentsOf: clip)
            let early = FLVComparison(
                original: original, recording: try FLVRecording(contentsOf: nginx.recording(of: "early")))
            #expect(early.isEveryFrame && early.video.before == 0 && early.video.after == 0, "\(early)")
            let late = try FLVRecording(contentsOf: nginx.recording(of: "late"))
            #expect(late.video.first?.isKeyframe == true)
            #expect(FLVComparison(original: original, recording: late).isEveryFrame)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `comes back by itself with headers, keyframe and forward time when a server is killed and returns`()
        async throws
    {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(14))
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            try await RelayStage.run(clip: clip) { stage in
                try stage.attach("a", nginx.address(of: "a"))
                async let playing: Void = stage.play()
                _ = try await stage.wait(for: "a", "live") { $0.state == .live }
                #expect(try await nginx.dropPublisher(of: "a") == 1)
                let waiting = try await stage.wait(for: "a", "waits or is back") { $0.lastFault != nil }
                #expect(waiting.lastFault?.code == .closedByPeer || waiting.lastFault?.code == .connectionReset)
                let back = try await stage.wait(for: "a", "live again") { $0.state == .live && $0.reconnects == 1 }
                #expect(back.attempt >= 2)
                try await playing
            }
        }
    }
}
