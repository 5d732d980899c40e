import BroadcastModel
import FoundationEssentials
import Program
import RTMPWire
import Testing

/// Programs that people use, as they are. They need ffmpeg, rtmpdump and GStreamer on the machine.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct RealClientTests {
    static let pattern = [
        "-re", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=25", "-f", "lavfi", "-i", "sine=frequency=440",
    ]
    static let codecs = [
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac", "-flags",
        "+global_header",
        "-map", "0:v", "-map", "1:a",
    ]

    static func url(_ port: Int, _ stream: String) -> String { "rtmp://127.0.0.1:\(port)/live/\(stream)" }

    @Test func whatFFmpegPublishesIsInTheProgramByteForByte() async throws {
        try await withFolder { folder in
            try await Bench.run { bench in
                let copy = "\(folder)/sent.flv"
                let target = Self.url(bench.port, "host?key=\(Bench.key)")
                let run = try await ToolRun.run(
                    "ffmpeg",
                    ["-hide_banner", "-v", "error"] + Self.pattern + Self.codecs + [
                        "-t", "4", "-f", "tee", "[f=flv]\(copy)|[f=flv]\(target)",
                    ])
                #expect(run.succeeded, "\(run.errors)")
                _ = try await bench.logs.next("Publisher gone")
                let sent = try tags(in: copy).filter { $0.typeID != 18 }
                let came = bench.program.read(from: 0, limit: 10_000).entries.map(\.message).filter { $0.kind != .data }
                for kind in [MediaKind.audio, .video] {
                    let mine = came.filter { $0.kind == kind }.map(\.payload.bytes)
                    let theirs = sent.filter { $0.typeID == kind.rawValue }.map(\.payload)
                    #expect(mine.count >= 100)
                    // Sound in front of the first keyframe does not go on air.
                    #expect(mine.dropFirst() == theirs.suffix(mine.count - 1))
                    #expect(mine.first == theirs.first, "its header")
                }
            }
        }
    }

    @Test func ffmpegDecodesWhatItPlays() async throws {
        try await Bench.run { bench in
            try await whilePublishing(bench) {
                let run = try await ToolRun.run(
                    "ffmpeg",
                    [
                        "-hide_banner", "-v", "error", "-xerror", "-i",
                        Self.url(bench.port, "host?token=\(Bench.token)"),
                        "-map", "0:v", "-map", "0:a", "-t", "2", "-f", "framemd5", "-",
                    ])
                #expect(run.succeeded && run.errors.isEmpty, "\(run.errors)")
                let frames = run.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
                #expect(frames.filter { $0.hasPrefix("0,") }.count >= 45)
                #expect(frames.filter { $0.hasPrefix("1,") }.count >= 80)
            }
        }
    }

    @Test func ffprobeReadsTheProgram() async throws {
        try await Bench.run { bench in
            try await whilePublishing(bench) {
                let run = try await ToolRun.run(
                    "ffprobe",
                    [
                        "-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "csv=p=0",
                        Self.url(bench.port, "program-night?token=\(Bench.token)"),
                    ])
                #expect(run.succeeded, "\(run.errors)")
                #expect(Set(run.output.split(separator: "\n")) == ["h264,320,180", "aac"])
            }
        }
    }

    @Test func ffmpegIsToldOfAWrongKey() async throws {
        try await Bench.run { bench in
            let run = try await ToolRun.run(
                "ffmpeg",
                ["-hide_banner", "-v", "error"] + Self.pattern + Self.codecs + [
                    "-t", "1", "-f", "flv", Self.url(bench.port, "host?key=wrong"),
                ])
            #expect(!run.succeeded)
            #expect(run.errors.contains("The stream key is wrong"))
        }
    }

    @Test func rtmpdumpRecordsWhatIsPublished() async throws {
        try await withFolder { folder in
            try await Bench.run { bench in
                try await whilePublishing(bench) {
                    let file = "\(folder)/played.flv"
                    // A live stream has no end that rtmpdump would know of.
                    let run = try await ToolRun.run(
                        "timeout",
                        [
                            "--signal=INT", "4", "rtmpdump", "--live", "--rtmp", "rtmp://127.0.0.1:\(bench.port)/live",
                            "--playpath", "host?token=\(Bench.token)", "--flv", file,
                        ])
                    let played = try tags(in: file)
                    #expect(played.count >= 100, "\(run.errors)")
                    let log = bench.program.read(from: 0, limit: 10_000).entries.map(\.message)
                    for kind in [MediaKind.audio, .video] {
                        let payloads = played.filter { $0.typeID == kind.rawValue }.map(\.payload)
                        #expect(payloads.first == log.first { $0.kind == kind }?.payload.bytes, "its header")
                        let published = log.filter { $0.kind == kind }.map(\.payload.bytes)
                        let start = try #require(published.firstIndex(of: payloads[1]))
                        #expect(Array(payloads.dropFirst()) == Array(published[start...].prefix(payloads.count - 1)))
                        let times = played.filter { $0.typeID == kind.rawValue }.map(\.timestamp)
                        #expect(times == times.sorted())
                    }
                }
            }
        }
    }

    /// rtmp2sink speaks GStreamer's own RTMP, rtmpsink librtmp's, as OBS does.
    @Test(arguments: ["rtmp2sink", "rtmpsink"])
    func gstreamerPublishes(_ sink: String) async throws {
        try await Bench.run { bench in
            let target = Self.url(bench.port, "host?key=\(Bench.key)")
            let location = sink == "rtmpsink" ? "\(target) live=1" : target
            let pipeline = [
                "-q", "videotestsrc", "num-buffers=75", "is-live=true", "!",
                "video/x-raw,width=320,height=180,framerate=25/1", "!",
                "x264enc", "tune=zerolatency", "speed-preset=ultrafast", "key-int-max=25", "!", "flvmux", "name=mux",
                "streamable=true", "!", sink, "location=\(location)", "audiotestsrc", "num-buffers=130", "is-live=true",
                "!",
                "audio/x-raw,rate=44100,channels=2", "!", "avenc_aac", "!", "mux.",
            ]
            let run = try await ToolRun.run("gst-launch-1.0", pipeline)
            #expect(run.succeeded, "\(run.errors)")
            _ = try await bench.logs.next("Publisher gone")
            let came = bench.program.read(from: 0, limit: 10_000).entries.map(\.message)
            #expect(came.filter { $0.traits.contains(.picture) }.count >= 70)
            #expect(came.filter { $0.kind == .audio }.count >= 60)
        }
    }

    // MARK: Means

    /// Publishes with ffmpeg while `body` runs, from the moment the first keyframe is in the program.
    private func whilePublishing(_ bench: Bench, _ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                _ = try? await ToolRun.run(
                    "ffmpeg",
                    ["-hide_banner", "-v", "error"] + Self.pattern + Self.codecs + [
                        "-t", "60", "-f", "flv", Self.url(bench.port, "host?key=\(Bench.key)"),
                    ])
            }
            _ = try await bench.logs.next("Publisher accepted")
            while bench.program.newestStart == nil { try await Task.sleep(for: .milliseconds(10)) }
            try await body()
            tasks.cancelAll()
        }
    }

    private func tags(in path: String) throws -> [FLVTag] {
        var reader = FLVTagReader()
        try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { reader.append($0) }
        var tags: [FLVTag] = []
        while let tag = try reader.next() { tags.append(tag) }
        return tags
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lianbo-ingest-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
