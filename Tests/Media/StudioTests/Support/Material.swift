import FoundationEssentials
import TestBench

/// Small clips, made once a test by a real ffmpeg.
enum Material {
    /// H.264 and AAC, a keyframe a second, `seconds` long; `name` decides the container.
    static func clip(
        in directory: ScratchDirectory, _ name: String = "clip.mp4", seconds: Int = 4, codecs: [String]? = nil,
        sound: Bool = true
    ) async throws -> String {
        let path = directory.file(name)
        try await ffmpeg(
            ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25"] + (sound ? ["-f", "lavfi", "-i", "sine=440:r=44100"] : [])
                + [
                    "-t", "\(seconds)",
                ]
                + (codecs ?? [
                    "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac",
                ]) + [
                    path
                ])
        return path
    }

    static func ffmpeg(_ arguments: [String]) async throws {
        let run = try await ProgramRun.run(
            ChildCommand(.ffmpeg, ["-nostdin", "-v", "error", "-y"] + arguments), within: .seconds(60))
        guard run.end.isSuccess else { throw BenchFailure("ffmpeg: \(run.standardError)") }
    }

    /// What ffprobe says of a file, `key=value` by line, for every stream.
    static func probe(_ path: String, _ entries: String) async throws -> [Substring] {
        let run = try await ProgramRun.run(
            ChildCommand(
                .ffprobe, ["-v", "error", "-show_entries", entries, "-of", "default=noprint_wrappers=1", path]),
            within: .seconds(60))
        guard run.end.isSuccess else { throw BenchFailure("ffprobe: \(run.standardError)") }
        return run.standardOutput.split(separator: "\n") + run.standardError.split(separator: "\n")
    }
}
