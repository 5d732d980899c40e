import BroadcastModel
import FoundationEssentials
import TestBench
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct MediaTests {
    static let small = FfmpegEncoder.Configuration(
        width: 320, height: 180, framesPerSecond: 25, videoBitsPerSecond: 200_000)

    @Test func `an encoder publishes to nginx, a player plays, and both are counted`() async throws {
        try await withBench { bench in
            let nginx = try await NginxRTMP.start(on: bench)
            _ = try await FfmpegEncoder.start(on: bench, to: nginx.address(of: ""), key: Secret("one"), Self.small)
            try await nginx.waitForStreams(["one"], within: .seconds(20))
            _ = try await FfmpegPlayer.start(on: bench, playing: nginx.address(of: "one"))
            let stream = try await eventually("a second client", within: .seconds(20)) {
                try await nginx.status().stream("one").flatMap { $0.clients == 2 ? $0 : nil }
            }
            #expect(stream.isPublishing)
            #expect(stream.width == 320 && stream.height == 180)
            let probe = try await StreamProbe.stream(nginx.address(of: "one"))
            #expect(probe.isDecodable, "\(probe)")
        }
    }

    @Test func `a dropped publisher is gone from the status page`() async throws {
        try await withBench { bench in
            let nginx = try await NginxRTMP.start(on: bench)
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: nginx.address(of: ""), key: Secret("two"), Self.small)
            try await nginx.waitForStreams(["two"], within: .seconds(20))
            #expect(try await nginx.dropPublisher(of: "two") == 1)
            _ = try await encoder.process.waitForEnd(within: .seconds(10))
            #expect(try await nginx.status().stream("two") == nil)
            #expect(try await nginx.dropPublisher(of: "two") == 0)
        }
    }

    @Test func `a recording of everything holds every frame of the clip that was published`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory()
            let clip = scratch.file("clip.flv")
            try await FfmpegEncoder.makeClip(clip, length: .seconds(4), Self.small)
            let nginx = try await NginxRTMP.start(on: bench, .init(recording: .everything))
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: nginx.address(of: ""), key: Secret("clip"), .init(source: .clip(clip, looped: false)))
            #expect(try await encoder.process.waitForEnd(within: .seconds(20)) == .exited(0))
            let original = try FLVRecording(contentsOf: clip)
            #expect(original.video.count == 100 && original.video[0].isKeyframe)
            let comparison = try await eventually("the recording to be closed", within: .seconds(5)) {
                let comparison = FLVComparison(
                    original: original, recording: try FLVRecording(contentsOf: nginx.recording(of: "clip")))
                return comparison.video.after == 0 && comparison.audio.after == 0 ? comparison : nil
            }
            #expect(comparison.isEveryFrame && comparison.video.before == 0, "\(comparison)")
            #expect(try await StreamProbe.file(nginx.recording(of: "clip")).isDecodable)
        }
    }

    @Test func `a recording of the beginning is short and decodable`() async throws {
        try await withBench { bench in
            let nginx = try await NginxRTMP.start(
                on: bench, .init(recording: .beginning(messages: 120, bytes: 1 << 20)))
            var configuration = Self.small
            configuration.length = .seconds(5)
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: nginx.address(of: ""), key: Secret("short"), configuration)
            #expect(try await encoder.process.waitForEnd(within: .seconds(20)) == .exited(0))
            let probe = try await StreamProbe.file(nginx.recording(of: "short"))
            #expect(probe.isDecodable && (35...55).contains(probe.videoFrames), "\(probe)")
        }
    }

    @Test func `the key of the encoder stands in no process's arguments`() async throws {
        try await withBench { bench in
            let nginx = try await NginxRTMP.start(on: bench)
            let encoder = try await FfmpegEncoder.start(
                on: bench, to: nginx.address(of: ""), key: Secret("planted-key"), Self.small)
            try await nginx.waitForStreams(["planted-key"], within: .seconds(20))
            let arguments = String(
                decoding: try #require(FileManager.default.contents(atPath: "/proc/\(encoder.process.pid)/cmdline")),
                as: UTF8.self)
            #expect(arguments.contains("testsrc2"))
            #expect(!arguments.contains("planted-key"))
        }
    }

    @Test func `a file that is no stream is not decodable, and says why`() async throws {
        try await withBench { bench in
            let scratch = try bench.scratchDirectory()
            let file = try scratch.write("not a stream", to: "text.flv")
            let probe = try await StreamProbe.file(file)
            #expect(!probe.isDecodable && !probe.complaints.isEmpty)
            #expect(throws: BenchFailure.self) { try FLVRecording(contentsOf: file) }
        }
    }
}
