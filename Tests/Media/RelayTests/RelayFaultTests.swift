import BroadcastModel
import Program
import Relay
import TestBench
import Testing

@Suite(.serialized) struct `The relay, among bad peers` {
    @Test(.timeLimit(.minutes(2)))
    func `gives every account every frame while others hang, refuse, flap and are not there`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(8))
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            let hanging = try await BadPeer.start(on: bench, .neverReads)
            let refusing = try await BadPeer.start(on: bench, .refuses(code: "NetStream.Publish.BadName"))
            let flapping = try await BadPeer.start(on: bench, .resets(after: .seconds(1)))
            let closed = try KernelPorts.free()
            let names = (0..<40).map { "a\($0)" }
            try await RelayStage.run(clip: clip) { stage in
                for name in names { try stage.attach(name, nginx.address(of: name)) }
                try stage.attach("hanging", hanging.address(of: "x"))
                try stage.attach("refusing", refusing.address(of: "x"))
                try stage.attach("flapping", flapping.address(of: "x"))
                try stage.attach("absent", "rtmp://127.0.0.1:\(closed)/live/x")
                try stage.attach("unresolved", "rtmp://no-such-host.invalid/live/x")
                try await stage.waitForSessions(Set(names), at: nginx)
                try await stage.play()
                let refused = try await stage.wait(for: "refusing", "refused") { $0.state == .refused }
                #expect(refused.lastFault?.code == .keyRefused)
                #expect(refused.lastFault?.blame == .operatorSide)
                #expect(refused.attempt >= 3)
                #expect(stage.status("absent")?.lastFault?.code == .connectRefused)
                #expect(stage.status("unresolved")?.lastFault?.code == .nameUnresolved)
                #expect((stage.status("flapping")?.attempt ?? 0) >= 2)
                #expect(stage.status("flapping")?.lastFault != nil)
                for name in names { stage.relay.detach(stage.destination(name)) }
                for name in names { _ = try await stage.wait(for: name, "ended") { $0.state == .ended } }
                for name in names { #expect(stage.status(name)?.messagesDropped == 0) }
            }
            let original = try FLVRecording(contentsOf: clip)
            _ = try await eventually("nginx closes its recordings", within: .seconds(10)) {
                try await nginx.status().streams.isEmpty ? true : nil
            }
            for name in names {
                let comparison = FLVComparison(
                    original: original, recording: try FLVRecording(contentsOf: nginx.recording(of: name)))
                #expect(comparison.isEveryFrame, "\(name): \(comparison)")
                #expect(comparison.video.before == 0 && comparison.video.after == 0, "\(name): \(comparison)")
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `jumps and then resets an account that accepts and never reads`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            var heavy = FfmpegEncoder.Configuration(
                width: 1280, height: 720, framesPerSecond: 30, videoBitsPerSecond: 6_000_000)
            heavy.keyframeInterval = .seconds(1)
            try await FfmpegEncoder.makeClip(clip, length: .seconds(14), heavy)
            let hanging = try await BadPeer.start(on: bench, .wedges)
            try await RelayStage.run(
                clip: clip,
                configure: {
                    $0.sendBufferBytes = 64 << 10
                    $0.destination.lagNotice = .milliseconds(500)
                    $0.destination.lagJump = .seconds(1)
                    $0.destination.stallTimeout = .seconds(4)
                }
            ) { stage in
                try stage.attach("hanging", hanging.address(of: "x"))
                async let playing: Void = stage.play()
                _ = try await stage.wait(for: "hanging", "lagging") { $0.state == .lagging }
                _ = try await stage.wait(for: "hanging", "jumped") { $0.messagesDropped > 0 }
                let reset = try await stage.wait(for: "hanging", "reset") { $0.lastFault != nil }
                #expect(reset.lastFault?.code == .stalled)
                #expect(reset.lastFault?.blame == .destination)
                try await playing
            }
        }
    }
}
