import FoundationEssentials
import RTMPWire
import TestBench

/// The programme that every contender carries: 1080p30 H.264 and AAC, held at its rate, made by ffmpeg once and kept.
///
/// Picture and sound have noise in them, so that no two payloads are equal.
final class SourceClip: Sendable {
    static let length = Duration.seconds(20)
    static let lengthMilliseconds: UInt32 = 20_000
    private static let audioBits = 128_000

    /// Wanted and found, in bits a second, payloads of picture and sound together.
    let nominalBits: Int
    let realBits: Int
    let headers: [FLVTag]
    let tags: [ClipTag]

    /// Reads the clip of `megabits` from `directory`, and makes it where it is not there yet.
    static func load(megabits: Double, from directory: String) async throws -> SourceClip {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let file = "\(directory)/1080p30-\(Int(megabits * 1000))k.flv"
        if !FileManager.default.fileExists(atPath: file) { try await make(file, bits: Int(megabits * 1e6)) }
        return try SourceClip(file: file, nominalBits: Int(megabits * 1e6))
    }

    private static func make(_ file: String, bits: Int) async throws {
        let video = "\(bits - audioBits)"
        let draft = "\(file).part"
        let command = try ChildCommand(
            .ffmpeg,
            [
                "-hide_banner", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i",
                "testsrc2=size=1920x1080:rate=30,noise=alls=8:allf=t", "-f", "lavfi", "-i",
                "anoisesrc=amplitude=0.3:color=pink:sample_rate=48000", "-t", "\(length.components.seconds)",
                "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-b:v", video,
                "-minrate", video, "-maxrate", video, "-bufsize", video, "-x264-params", "nal-hrd=cbr", "-g", "60",
                "-keyint_min", "60", "-sc_threshold", "0", "-c:a", "aac", "-b:a", "\(audioBits)", "-ac", "2", "-f",
                "flv",
                draft,
            ], label: "ffmpeg (clip)")
        let run = try await ProgramRun.run(command, within: .seconds(600))
        guard run.end.isSuccess else { throw BenchFailure("ffmpeg made no clip (\(run.end)): \(run.standardError)") }
        try FileManager.default.moveItem(atPath: draft, toPath: file)
    }

    private init(file: String, nominalBits: Int) throws {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw BenchFailure("The clip \(file) cannot be read.")
        }
        var reader = FLVTagReader()
        bytes.withUnsafeBytes { reader.append($0) }
        var headers: [FLVTag] = []
        var tags: [ClipTag] = []
        var counts: [UInt64: Int] = [:]
        while var tag = try reader.next() {
            let isCoded = tag.typeID != 18 && tag.payload.count > 1 && (tag.payload[0] == 0xAF || tag.typeID == 9)
            if tag.typeID == 18 {
                // As publishers send it: behind the name of the command.
                tag.payload = AMF0Value.encode([.string("@setDataFrame")]) + tag.payload
                headers.append(tag)
            } else if isCoded, tag.payload[1] == 0 {
                headers.append(tag)
            } else if isCoded, tag.payload[1] == 1, tag.timestamp < Self.lengthMilliseconds {
                let hash = tag.payload.withUnsafeBytes { PayloadHash.of($0) }
                counts[hash, default: 0] += 1
                tags.append(
                    ClipTag(
                        typeID: tag.typeID, timestamp: tag.timestamp, payload: tag.payload,
                        hash: tag.typeID == 9 ? hash : nil))
            }
        }
        for index in tags.indices where counts[tags[index].hash ?? 0] != 1 { tags[index].hash = nil }
        self.nominalBits = nominalBits
        self.headers = headers
        self.tags = tags
        realBits = tags.reduce(0) { $0 + $1.payload.count } * 8 * 1000 / Int(Self.lengthMilliseconds)
        guard headers.count == 3, abs(realBits - nominalBits) * 10 < nominalBits else {
            throw BenchFailure(
                "The clip \(file) has \(realBits) bit/s instead of \(nominalBits), or lacks headers. Remove it; it is made anew."
            )
        }
    }
}
