import BroadcastModel
import Program

/// Makes of a ``PullSource`` what ffmpeg is given: arguments that anyone may read, and a script for its standard input that holds the
/// address and the passphrase.
///
/// The script is of the kind that ffmpeg's `concat` demuxer reads (ffmpeg 5.0 and later: `option` needs it). ffmpeg may open only the
/// protocols listed here, and a playlist from outside never a file of this machine.
struct PullScript: Equatable {
    /// Streams that must be encoded anew, because a program holds H.264 and AAC only.
    struct Transcoding: OptionSet, Hashable {
        let rawValue: Int
        static let video = Transcoding(rawValue: 1)
        static let audio = Transcoding(rawValue: 2)
    }

    var arguments: [String]
    var input: Secret
    var secrets: [Secret]

    /// Throws `addressInvalid` or `unsupported`, in words that hold no secret.
    init(_ source: PullSource, transcoding: Transcoding) throws(Fault) {
        let (inputs, script, secrets) = try Self.input(source)
        arguments =
            ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning"] + inputs
            + ["-map", "0:v:0?", "-map", "0:a:0?"] + Self.encoding(transcoding) + [
                "-max_interleave_delta", "1000000", "-f", "flv", "-flvflags", "no_duration_filesize+no_sequence_end",
                "-flush_packets", "1", "pipe:1",
            ]
        input = script
        self.secrets = secrets
    }

    private static func input(_ source: PullSource) throws(Fault) -> ([String], Secret, [Secret]) {
        switch source {
        case .file(let path, let loop):
            guard path.hasPrefix("/"), !path.utf8.contains(0) else {
                throw Fault(.addressInvalid, "A feed from a file needs its absolute path.", blame: .operatorSide)
            }
            let looping = loop ? ["-stream_loop", "-1"] : []
            let reading = ["-re", "-protocol_whitelist", "file", "-fflags", "+genpts"] + looping
            return (reading + ["-i", "file:\(path)"], Secret(""), [])
        case .srtListener(let port, let passphrase, let latency):
            guard (1...65_535).contains(port), (20...8_000).contains(latency.milliseconds) else {
                throw Fault(
                    .addressInvalid, "An SRT listener needs a port and a latency of 20 ms to 8 s.", blame: .operatorSide
                )
            }
            var options = [("mode", "listener"), ("latency", "\(latency.milliseconds * 1000)")]
            if let passphrase {
                guard (10...64).contains(passphrase.reveal().utf8.count), isPlain(passphrase.reveal()) else {
                    throw Fault(
                        .addressInvalid, "An SRT passphrase has 10 to 64 printable characters.", blame: .operatorSide)
                }
                options += [("passphrase", passphrase.reveal()), ("enforced_encryption", "1")]
            }
            let script = script("srt://0.0.0.0:\(port)", protocols: "srt", options)
            return (concat("srt", isPaced: false), script, passphrase.map { [$0] } ?? [])
        case .pull(let url):
            let address = try PullAddress(url)
            return (
                concat(address.protocols, isPaced: address.isPlaylist),
                script(url.reveal(), protocols: address.protocols, address.options), address.secrets
            )
        }
    }

    /// Playlists come in bursts of whole segments, so they are read at their own pace; live streams have one already.
    private static func concat(_ protocols: String, isPaced: Bool) -> [String] {
        (isPaced ? ["-re"] : []) + [
            "-f", "concat", "-safe", "0", "-protocol_whitelist", "pipe,\(protocols)", "-i", "pipe:0",
        ]
    }

    private static func script(_ address: String, protocols: String, _ options: [(String, String)]) -> Secret {
        var lines = [
            "ffconcat version 1.0", "file \(quoted(address))", "option protocol_whitelist \(quoted(protocols))",
        ]
        for (name, value) in options { lines.append("option \(name) \(quoted(value))") }
        return Secret(lines.joined(separator: "\n") + "\n")
    }

    /// As ffmpeg-utils(1) says, "Quoting and escaping": nothing is special between quotes, and a quote stands outside.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }

    private static func encoding(_ transcoding: Transcoding) -> [String] {
        let video =
            transcoding.contains(.video)
            ? [
                "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-bf", "0",
                "-force_key_frames", "expr:gte(t,n_forced*2)", "-sc_threshold", "0", "-crf", "21", "-maxrate", "4M",
                "-bufsize", "8M",
            ] : ["copy"]
        let audio = transcoding.contains(.audio) ? ["aac", "-b:a", "128k", "-ar", "44100", "-ac", "2"] : ["copy"]
        return ["-c:v"] + video + ["-c:a"] + audio
    }

    /// What ffmpeg's FLV muxer says, before it has written anything, that it cannot hold; empty when it says nothing of the kind.
    static func transcoding(askedForBy lines: [String]) -> Transcoding {
        var wanted: Transcoding = []
        for line in lines where line.hasPrefix("[flv @") {
            if line.contains("not compatible with flv") {
                wanted.insert(line.contains("Audio codec") ? .audio : .video)
            } else if line.contains("not supported in the official FLV specification") {
                wanted.insert(.video)
            } else if line.contains("FLV does not support sample rate") {
                wanted.insert(.audio)
            }
        }
        let isRefused = lines.contains { $0.hasPrefix("Could not write header for output file") }
        return wanted.isEmpty && isRefused ? [.video, .audio] : wanted
    }
}
