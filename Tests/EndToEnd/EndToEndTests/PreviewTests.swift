import BroadcastModel
import ControlClient
import Foundation
import TestBench
import Testing

@Suite(.serialized) struct `A guest's picture before the cue` {
    @Test(.timeLimit(.minutes(2)))
    func `is that of the encoder, moves as it does, and is refused in words once nothing comes`() async throws {
        try await withBench { bench in
            let stage = try await SpineStage.start(on: bench)
            try await stage.plan(
                accounts: [SpineStage.account("a1", push: "rtmp://127.0.0.1:9/live/a1")],
                feeds: ["{ id: guest, name: Guest }"])
            try await stage.client.setStreamKey(of: "guest", to: Secret("guest-key-1"))
            do {
                _ = try await stage.client.preview(of: "guest")
                Issue.record("There is a picture of nothing.")
            } catch let fault as ClientFault {
                #expect(fault.message.contains("guest brings nothing"), "\(fault.message)")
            }
            var picture = FfmpegEncoder.Configuration()
            picture.keyframeInterval = .seconds(1)
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: stage.ingestServer, key: Secret("guest?key=guest-key-1"), picture)
            let first = try await eventually("a picture", within: .seconds(20), ignoringErrors: true) {
                try await stage.client.preview(of: "guest")
            }
            let other = try await eventually("another one", within: .seconds(15)) {
                let picture = try await stage.client.preview(of: "guest")
                return picture == first ? nil : picture
            }
            let folder = try bench.scratchDirectory(named: "previews")
            for (name, jpeg) in [("first", first), ("other", other)] {
                let (file, raw) = (folder.file("\(name).jpg"), folder.file("\(name).gray"))
                try Data(jpeg).write(to: URL(filePath: file))
                let run = try await ProgramRun.run(
                    ChildCommand(
                        .ffmpeg,
                        ["-nostdin", "-v", "error", "-i", file, "-f", "rawvideo", "-pix_fmt", "gray", raw]),
                    within: .seconds(30))
                #expect(run.end.isSuccess, "\(run.standardError)")
                let pixels = Array(try Data(contentsOf: URL(filePath: raw)))
                #expect(pixels.count == 320 * 180)
                let mean = pixels.reduce(0) { $0 + Int($1) } / max(1, pixels.count)
                #expect((40...215).contains(mean), "neither black nor white: \(mean)")
                #expect(Set(pixels).count > 50, "not one colour")
            }
            await encoder.process.kill()
            // The last picture is shown with its age for a while, and then not at all.
            let reason = try await eventually("the end of it", within: .seconds(45)) { () -> String? in
                do {
                    _ = try await stage.client.preview(of: "guest")
                    return nil
                } catch let fault as ClientFault {
                    return fault.message
                }
            }
            #expect(reason.contains("has brought no keyframe for"), "\(reason)")
        }
    }
}
