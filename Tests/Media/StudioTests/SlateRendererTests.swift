import BroadcastModel
import FoundationEssentials
import Program
import RTMPWire
import Studio
import TestBench
import Testing

/// Slates made by a real ffmpeg, judged by a real ffprobe.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct SlateRendererTests {
    struct Format: Sendable, CustomTestStringConvertible {
        var width: Int
        var height: Int
        var rate: (Int, Int)
        var profile: UInt8
        var level: UInt8
        var sampleRate: Int
        var channels: Int
        var words: [Substring]

        var value: ProgramFormat {
            ProgramFormat(
                video: .init(
                    width: width, height: height, frameRate: ProgramFormat.FrameRate(rate.0, rate.1)!, profile: profile,
                    level: level), audio: .init(sampleRate: sampleRate, channels: channels))
        }
        var testDescription: String { "\(width)x\(height) \(rate) profile \(profile) \(sampleRate) Hz \(channels) ch" }
    }

    static let formats = [
        Format(
            width: 1920, height: 1080, rate: (30, 1), profile: 100, level: 40, sampleRate: 44_100, channels: 2,
            words: ["profile=High", "level=40", "r_frame_rate=30/1", "width=1920", "height=1080"]),
        Format(
            width: 1280, height: 720, rate: (25, 1), profile: 77, level: 31, sampleRate: 48_000, channels: 2,
            words: ["profile=Main", "level=31", "r_frame_rate=25/1", "width=1280", "height=720"]),
        Format(
            width: 1080, height: 1920, rate: (30, 1), profile: 100, level: 42, sampleRate: 48_000, channels: 1,
            words: ["profile=High", "level=42", "r_frame_rate=30/1", "width=1080", "height=1920"]),
        Format(
            width: 640, height: 360, rate: (30_000, 1_001), profile: 66, level: 30, sampleRate: 44_100, channels: 1,
            words: ["profile=Constrained Baseline", "level=30", "width=640", "height=360"]),
    ]

    private static func renderer(_ directory: ScratchDirectory) -> SlateRenderer {
        SlateRenderer(directory: directory.file("slates"), clock: SystemClock())
    }

    /// Plays `seconds` of the loop into an FLV file.
    private static func write(_ loop: ClipLoop, seconds: Int64, to path: String) {
        let writer = FLVTagWriter()
        var bytes = writer.header()
        for payload in loop.headers.inOrder {
            // In a file, `onMetaData` stands without `@setDataFrame` (16 bytes) in front.
            let own = payload.kind == .data ? Array(payload.bytes.dropFirst(16)) : payload.bytes
            bytes += writer.tag(FLVTag(typeID: payload.kind.rawValue, timestamp: 0, payload: own))
        }
        for message in loop.messages(from: 0, to: seconds * 1_000) {
            bytes += writer.tag(
                FLVTag(
                    typeID: message.kind.rawValue, timestamp: UInt32(message.timestamp), payload: message.payload.bytes)
            )
        }
        _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
    }

    @Test(arguments: formats)
    func `A card has the program's own format, and three rounds of it decode without a complaint`(
        format: Format
    ) async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let clip = try await Self.renderer(directory).render(.standard, format: format.value)
            let made = try #require(ProgramFormat(headers: clip.headers))
            #expect(made == format.value)
            #expect((4_000...10_100).contains(clip.duration.milliseconds))
            let second = Int((Double(format.rate.0) / Double(format.rate.1)).rounded())
            for (number, picture) in clip.pictures.enumerated() {
                #expect(picture.traits.contains(.keyframe) == number.isMultiple(of: second))
            }
            let path = directory.file("three.flv")
            let loop = ClipLoop(clip)
            let seconds = clip.duration.milliseconds * 3 / 1_000 + 1
            Self.write(loop, seconds: seconds, to: path)
            let words = try await Material.probe(
                path,
                "stream=codec_name,profile,level,width,height,pix_fmt,has_b_frames,r_frame_rate,sample_rate,channels")
            for word in format.words + ["codec_name=h264", "codec_name=aac", "pix_fmt=yuv420p", "has_b_frames=0"] {
                #expect(words.contains(word), "\(words)")
            }
            #expect(words.contains("sample_rate=\(format.sampleRate)"))
            #expect(words.contains("channels=\(format.channels)"))
            let probe = try await StreamProbe.file(path, within: .seconds(60))
            #expect(probe.complaints.isEmpty, "\(probe.complaints)")
            let messages = loop.messages(from: 0, to: seconds * 1_000)
            #expect(probe.videoFrames == messages.count { $0.kind == .video })
            // The decoder swallows its own delay.
            #expect(abs(probe.audioFrames - messages.count { $0.kind == .audio }) <= 1)
        }
    }

    @Test func `The card shows its words`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let renderer = Self.renderer(directory)
            var brightness: [String: Double] = [:]
            for (name, text) in [("words", "信号中断，请稍候\n100% 'sure': \\n %{pts}"), ("empty", "\n")] {
                let clip = try await renderer.render(Slate(picture: .card(text)), format: Self.formats[1].value)
                Self.write(ClipLoop(clip), seconds: 1, to: directory.file("\(name).flv"))
                try await Material.ffmpeg(
                    [
                        "-i", directory.file("\(name).flv"), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray",
                        directory.file(name),
                    ])
                let pixels = [UInt8](FileManager.default.contents(atPath: directory.file(name)) ?? Data())
                #expect(pixels.count == 1280 * 720)
                brightness[name] = Double(pixels.count { $0 > 200 }) / Double(max(1, pixels.count))
            }
            #expect(try #require(brightness["words"]) > 0.005)
            #expect(try #require(brightness["empty"]) == 0)
        }
    }

    @Test func `An image is fitted with bars, with music under it`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let image = directory.file("a b'c:%d.png")
            try await Material.ffmpeg([
                "-f", "lavfi", "-i", "color=c=white:s=200x200", "-frames:v", "1", "-update", "1", "file:\(image)",
            ])
            let music = directory.file("music.mp3")
            try await Material.ffmpeg(["-f", "lavfi", "-i", "sine=440:r=44100", "-t", "7", music])
            let clip = try await Self.renderer(directory).render(
                Slate(picture: .image(path: image), sound: .music(path: music)), format: Self.formats[0].value)
            #expect((6_900...7_100).contains(clip.duration.milliseconds))
            Self.write(ClipLoop(clip), seconds: 20, to: directory.file("out.flv"))
            try await Material.ffmpeg(
                [
                    "-i", directory.file("out.flv"), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray",
                    directory.file("raw"),
                ])
            let pixels = [UInt8](FileManager.default.contents(atPath: directory.file("raw")) ?? Data())
            #expect(pixels.count == 1920 * 1080)
            #expect(pixels[540 * 1920 + 960] > 230)
            #expect(pixels[540 * 1920 + 100] < 60)
            try await Material.ffmpeg(
                [
                    "-i", directory.file("out.flv"), "-vn", "-f", "s16le", "-ac", "1", "-ar", "44100",
                    directory.file("pcm"),
                ])
            let sound = [UInt8](FileManager.default.contents(atPath: directory.file("pcm")) ?? Data())
            let samples = stride(from: 0, to: sound.count - 1, by: 2).map {
                Int16(truncatingIfNeeded: Int(sound[$0]) | Int(sound[$0 + 1]) << 8)
            }
            // Loud in the middle of every round.
            for round in 0..<2 {
                let middle = samples[(round * 7 * 44_100 + 3 * 44_100)...].prefix(4_410)
                #expect(middle.contains { abs(Int($0)) > 1_000 })
            }
        }
    }

    @Test func `A clip brings its own sound, is not longer than it is, and keeps its first picture first`() async throws
    {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let path = try await Material.clip(in: directory, seconds: 3)
            let clip = try await Self.renderer(directory).render(
                Slate(picture: .clip(path: path), sound: .ownSound), format: Self.formats[2].value)
            #expect((2_900...3_000).contains(clip.duration.milliseconds))
            #expect(ProgramFormat(headers: clip.headers) == Self.formats[2].value)
            let loud = clip.sounds.count { $0.count > 60 }
            #expect(loud > clip.sounds.count / 2)
            let mute = try await Material.clip(in: directory, "mute.mp4", seconds: 2, sound: false)
            let silent = try await Self.renderer(directory).render(
                Slate(picture: .clip(path: mute), sound: .ownSound), format: Self.formats[1].value)
            #expect(!silent.sounds.isEmpty)
        }
    }

    @Test
    func `A slate is made once, found again on disk, and made anew when its file is damaged or its material changed`()
        async throws
    {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let shelf = directory.file("slates")
            let image = directory.file("card.png")
            try await Material.ffmpeg([
                "-f", "lavfi", "-i", "color=c=white:s=64x64", "-frames:v", "1", "-update", "1", image,
            ])
            let slate = Slate(picture: .image(path: image))
            let first = try await Self.renderer(directory).render(slate, format: Self.formats[3].value)
            func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: shelf) }
            #expect(try files().count == 1)
            let kept = "\(shelf)/\(try #require(try files().first))"
            // Without ffmpeg, only the disk can have it.
            var blind = StudioConfiguration()
            blind.ffmpeg = "/nowhere/ffmpeg"
            let second = try await SlateRenderer(directory: shelf, configuration: blind, clock: SystemClock())
                .render(slate, format: Self.formats[3].value)
            #expect(second.pictures.map(\.bytes) == first.pictures.map(\.bytes))
            #expect(second.sounds.map(\.bytes) == first.sounds.map(\.bytes))
            #expect(second.headers.inOrder.map(\.bytes) == first.headers.inOrder.map(\.bytes))
            let data = try #require(FileManager.default.contents(atPath: kept))
            try data.prefix(data.count / 2).write(to: URL(filePath: kept))
            let third = try await Self.renderer(directory).render(slate, format: Self.formats[3].value)
            #expect(third.pictures.count == first.pictures.count)
            #expect(try #require(FileManager.default.contents(atPath: kept)).count > data.count / 2)
            try await Material.ffmpeg([
                "-f", "lavfi", "-i", "color=c=black:s=66x66", "-frames:v", "1", "-update", "1", image,
            ])
            _ = try await Self.renderer(directory).render(slate, format: Self.formats[3].value)
            #expect(try files().count == 2)
        }
    }

    @Test func `What cannot be made is a fault that says so, and leaves nothing behind`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let renderer = Self.renderer(directory)
            let junk = try directory.write("this is no picture", to: "junk.png")
            for (slate, code) in [
                (Slate(picture: .image(path: "/nowhere.png")), Fault.Code.addressInvalid),
                (Slate(picture: .image(path: "relative.png")), .addressInvalid),
                (Slate(picture: .image(path: junk)), .malformed),
                (Slate(picture: .clip(path: junk)), .malformed),
                (Slate(picture: .card("x"), sound: .music(path: junk)), .malformed),
            ] {
                await #expect {
                    _ = try await renderer.render(slate, format: Self.formats[3].value)
                } throws: { ($0 as? Fault)?.code == code }
            }
            let left = (try? FileManager.default.contentsOfDirectory(atPath: directory.file("slates"))) ?? []
            #expect(left.isEmpty)
        }
    }

    @Test func `Too slow a rendering is ended, and cancelling one ends its process`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            var hasty = StudioConfiguration()
            hasty.renderTimeout = .milliseconds(100)
            let renderer = SlateRenderer(
                directory: directory.file("slates"), configuration: hasty, clock: SystemClock())
            await #expect {
                _ = try await renderer.render(.standard, format: Self.formats[0].value)
            } throws: { ($0 as? Fault)?.code == .stalled }
            let patient = Self.renderer(directory)
            let rendering = Task { try await patient.render(.standard, format: Self.formats[0].value) }
            rendering.cancel()
            await #expect(throws: CancellationError.self) { try await rendering.value }
            // The place is free again.
            _ = try await patient.render(.standard, format: Self.formats[3].value)
        }
    }
}
