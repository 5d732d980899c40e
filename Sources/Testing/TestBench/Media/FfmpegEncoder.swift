package import BroadcastModel
import FoundationEssentials

/// A real ffmpeg that publishes a test picture with a running clock and a tone, as an encoder on location does.
///
/// It ends with its ``Bench``. The stream key never stands in its arguments: ffmpeg reads it from a file of mode 0600.
package final class FfmpegEncoder: Sendable {
    package enum Source: Hashable, Sendable {
        /// Made while it runs: test picture with a clock, 440 Hz tone.
        case testPicture
        /// One colour (a name that ffmpeg knows) and one tone in Hz, so that it is found again in a mixture.
        case plain(colour: String, hertz: Int)
        /// A file played at its own pace, passed on unchanged; `looped` without end.
        case clip(String, looped: Bool)
    }

    package struct Configuration: Hashable, Sendable {
        package var source = Source.testPicture
        package var width = 640
        package var height = 360
        package var framesPerSecond = 30
        package var videoBitsPerSecond = 800_000
        package var audioBitsPerSecond = 96_000
        package var keyframeInterval: Duration = .seconds(2)
        /// Shown in the picture before the clock; ASCII letters, digits, spaces and hyphens.
        package var caption = "lianbo"
        /// It ends by itself after that much programme; nil: when it is told to.
        package var length: Duration?
        package init() {}
        package init(source: Source) { self.source = source }
        package init(width: Int, height: Int, framesPerSecond: Int, videoBitsPerSecond: Int) {
            self.width = width
            self.height = height
            self.framesPerSecond = framesPerSecond
            self.videoBitsPerSecond = videoBitsPerSecond
        }
    }

    package let process: ChildProcess

    private init(process: ChildProcess) { self.process = process }

    /// Starts publishing to `server` (`rtmp://127.0.0.1:port/application`) under `key`, which is the whole stream name with its
    /// query (`main?key=…`). Returns when ffmpeg runs, which is before the first frame. Throws ``MissingProgram``.
    package static func start(
        on bench: Bench, to server: String, key: Secret, _ configuration: Configuration = Configuration()
    ) async throws -> FfmpegEncoder {
        let directory = try bench.scratchDirectory(named: "encoder")
        let preset = try directory.write("rtmp_playpath=\(key.reveal())\n", to: "target.ffpreset")
        let arguments =
            ["-hide_banner", "-nostdin", "-loglevel", "warning"] + inputs(configuration) + encoding(configuration)
            + [
                "-fpre", preset, "-f", "flv", "-flvflags", "no_duration_filesize",
                server.hasSuffix("/") ? server : server + "/",
            ]
        return FfmpegEncoder(
            process: try await bench.start(ChildCommand(.ffmpeg, arguments, label: "ffmpeg (encoder)")))
    }

    /// Writes a clip of the test picture to `file` (FLV), as fast as the machine can; to be published and compared afterwards.
    package static func makeClip(
        _ file: String, length: Duration, _ configuration: Configuration = Configuration()
    ) async throws {
        var whole = configuration
        whole.source = .testPicture
        whole.length = length
        let arguments =
            ["-hide_banner", "-nostdin", "-loglevel", "error", "-y"] + inputs(whole, paced: false) + encoding(whole) + [
                "-f", "flv", file,
            ]
        let run = try await ProgramRun.run(
            ChildCommand(.ffmpeg, arguments, label: "ffmpeg (clip)"), within: .seconds(120))
        guard run.end.isSuccess else { throw BenchFailure("ffmpeg made no clip (\(run.end)): \(run.standardError)") }
    }

    /// Stops publishing politely.
    package func end() async { await process.end() }

    private static func inputs(_ configuration: Configuration, paced: Bool = true) -> [String] {
        let pace = paced ? ["-re"] : []
        switch configuration.source {
        case .clip(let path, let looped): return pace + (looped ? ["-stream_loop", "-1"] : []) + ["-i", path]
        case .plain(let colour, let hertz):
            let size = "size=\(configuration.width)x\(configuration.height):rate=\(configuration.framesPerSecond)"
            return pace + ["-f", "lavfi", "-i", "color=c=\(colour):\(size)"] + pace + [
                "-f", "lavfi", "-i", "sine=frequency=\(hertz):sample_rate=44100",
            ]
        case .testPicture:
            let size = "size=\(configuration.width)x\(configuration.height):rate=\(configuration.framesPerSecond)"
            return pace + ["-f", "lavfi", "-i", "testsrc2=\(size)"] + pace + [
                "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100",
            ]
        }
    }

    private static func encoding(_ configuration: Configuration) -> [String] {
        let length = configuration.length.map { ["-t", "\(Double($0.milliseconds) / 1000)"] } ?? []
        if case .clip = configuration.source { return ["-c", "copy"] + length }
        let distance = max(1, Int(configuration.keyframeInterval.milliseconds) * configuration.framesPerSecond / 1000)
        let rate = "\(configuration.videoBitsPerSecond)"
        var arguments: [String] = []
        // Without a font the counter that testsrc2 draws itself is the clock.
        if let font, configuration.source == .testPicture {
            arguments += ["-vf", clock(font: font, caption: configuration.caption)]
        }
        arguments += [
            "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-threads", "2",
            "-b:v", rate, "-maxrate", rate, "-bufsize", rate, "-g", "\(distance)", "-keyint_min", "\(distance)",
            "-sc_threshold", "0",
            "-c:a", "aac", "-b:a", "\(configuration.audioBitsPerSecond)", "-ar", "44100", "-ac", "2",
        ]
        return arguments + length
    }

    private static func clock(font: String, caption: String) -> String {
        let safe = caption.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " " || $0 == "-") }
        return
            "drawtext=fontfile=\(font):text='\(safe) %{localtime\\:%T}':fontcolor=white:fontsize=h/10:box=1:boxcolor=black@0.6:boxborderw=12:x=(w-tw)/2:y=h*0.75"
    }

    private static var font: String? {
        [
            "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/truetype/noto/NotoSansMono-Regular.ttf",
            "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
            "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        ].first { FileManager.default.isReadableFile(atPath: $0) }
    }
}
