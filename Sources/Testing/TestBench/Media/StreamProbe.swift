import FoundationEssentials

/// What ffprobe could decode of a file or a stream.
package struct StreamProbe: Hashable, Sendable {
    /// Pictures and sound frames that were decoded.
    package var videoFrames = 0
    package var audioFrames = 0
    package var width: Int?
    package var height: Int?
    package var videoCodec: String?
    package var audioCodec: String?
    /// What ffprobe complained of; empty when nothing.
    package var complaints = ""

    /// Both a picture and a sound came out of it.
    package var isDecodable: Bool { videoFrames > 0 && audioFrames > 0 }

    /// Decodes the file at `path`. What cannot be decoded is an answer (``complaints``), not an error; throws ``MissingProgram`` or
    /// ``TimeLimitExceeded``.
    package static func file(_ path: String, within limit: Duration = .seconds(20)) async throws -> StreamProbe {
        try await probe(["-i", path], within: limit)
    }

    /// Plays `address`, which must hold no secret, and decodes the first `seconds` of it.
    package static func stream(
        _ address: String, seconds: Int = 2, within limit: Duration = .seconds(20)
    ) async throws -> StreamProbe {
        try await probe(["-read_intervals", "%+\(seconds)", "-i", address], within: limit)
    }

    private struct Answer: Decodable {
        struct Stream: Decodable {
            var codec_type: String?
            var codec_name: String?
            var width: Int?
            var height: Int?
            var nb_read_frames: String?
        }
        var streams: [Stream]?
    }

    private static func probe(_ input: [String], within limit: Duration) async throws -> StreamProbe {
        let fields = "stream=codec_type,codec_name,width,height,nb_read_frames"
        let arguments =
            ["-v", "error", "-threads", "1", "-count_frames", "-show_entries", fields, "-of", "json"] + input
        let run = try await ProgramRun.run(ChildCommand(.ffprobe, arguments), within: limit)
        var probe = StreamProbe()
        probe.complaints = run.standardError
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(run.standardOutput.utf8)) else {
            return probe
        }
        for stream in answer.streams ?? [] {
            let frames = stream.nb_read_frames.flatMap { Int($0) } ?? 0
            switch stream.codec_type {
            case "video":
                probe.videoFrames += frames
                probe.width = stream.width
                probe.height = stream.height
                probe.videoCodec = stream.codec_name
            case "audio":
                probe.audioFrames += frames
                probe.audioCodec = stream.codec_name
            default: break
            }
        }
        return probe
    }
}
