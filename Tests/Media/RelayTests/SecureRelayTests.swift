import BroadcastModel
import Program
import Relay
import TestBench
import Testing

@Suite(.serialized) struct `The relay, over TLS` {
    @Test(.timeLimit(.minutes(1))) func `gives an rtmps account every frame through a trusted certificate`()
        async throws
    {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(
                clip, length: .seconds(6),
                FfmpegEncoder.Configuration(
                    width: 1280, height: 720, framesPerSecond: 30, videoBitsPerSecond: 4_000_000))
            let nginx = try await NginxRTMP.start(on: bench, NginxRTMP.Configuration(recording: .everything))
            let front = try await TLSFront.start(on: bench, .sound, before: nginx.rtmpPort)
            let names = (0..<10).map { "s\($0)" }
            try await RelayStage.run(
                clip: clip, configure: { $0.outbound.certificateAuthorityFile = front.authorityFile }
            ) { stage in
                for name in names { try stage.attach(name, front.address(of: name)) }
                try await stage.waitForSessions(Set(names), at: nginx)
                try await stage.play()
                for name in names { stage.relay.detach(stage.destination(name)) }
                for name in names { _ = try await stage.wait(for: name, "ended") { $0.state == .ended } }
            }
            _ = try await eventually("nginx closes its recordings", within: .seconds(10)) {
                try await nginx.status().streams.isEmpty ? true : nil
            }
            let original = try FLVRecording(contentsOf: clip)
            for name in names {
                let comparison = FLVComparison(
                    original: original, recording: try FLVRecording(contentsOf: nginx.recording(of: name)))
                #expect(
                    comparison.isEveryFrame && comparison.video.before == 0 && comparison.video.after == 0,
                    "\(name): \(comparison)")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [TLSFront.Certificate.expired, .wrongName])
    func `refuses a certificate that is expired or for another name, says so, and sends nothing`(
        certificate: TLSFront.Certificate
    ) async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory(named: "relay")
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(1))
            let nginx = try await NginxRTMP.start(on: bench)
            let front = try await TLSFront.start(on: bench, certificate, before: nginx.rtmpPort)
            try await RelayStage.run(
                clip: clip, configure: { $0.outbound.certificateAuthorityFile = front.authorityFile }
            ) { stage in
                try stage.attach("a", front.address(of: "a"))
                let status = try await stage.wait(for: "a", "refused") { $0.state == .refused }
                #expect(status.lastFault?.code == .certificateUntrusted)
                #expect(status.bytesSent == 0)
                #expect(try await nginx.status().streams.isEmpty)
            }
        }
    }
}
