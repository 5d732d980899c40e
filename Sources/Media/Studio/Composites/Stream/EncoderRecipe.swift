import Program

/// What ffmpeg is told to encode a composite as its programme is. Pure.
struct EncoderRecipe: Equatable, Sendable {
    private let format: CompositeFormat

    init(_ format: CompositeFormat) { self.format = format }

    /// Everything behind the program's name. Keyframes come every second, nothing is reordered, nothing is held back.
    var arguments: [String] {
        let second = max(1, Int(format.rate.perSecond.rounded()))
        let (maximum, buffer) = (bitrate, bitrate / 2)
        var arguments = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning"]
        arguments += [
            "-protocol_whitelist", "pipe", "-fflags", "nobuffer", "-fpsprobesize", "0", "-probesize", "32",
            "-analyzeduration", "0",
        ]
        arguments += ["-copyts", "-f", "nut", "-i", "pipe:0", "-map", "0:v:0", "-map", "0:a:0"]
        arguments += ["-fps_mode", "passthrough", "-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency"]
        arguments += [
            "-threads", "2", "-pix_fmt", "yuv420p", "-bf", "0", "-g", "\(second)", "-keyint_min", "\(second)",
        ]
        arguments += ["-sc_threshold", "0", "-flags", "+cgop", "-crf", "21", "-maxrate", "\(maximum)"]
        arguments += ["-bufsize", "\(buffer)", "-profile:v", SlateRecipe.profile(format.profile)]
        if let level = SlateRecipe.level(format.level) { arguments += ["-level", level] }
        let channels = SlateRecipe.layout(format.channels) == nil ? 2 : format.channels
        arguments += ["-c:a", "aac", "-profile:a", "aac_low", "-b:a", "\(channels > 2 ? 256 : channels * 64)k"]
        arguments += ["-ar", "\(format.sampleRate)", "-ac", "\(channels)", "-max_interleave_delta", "100000"]
        arguments += [
            "-f", "flv", "-flvflags", "no_duration_filesize+no_sequence_end", "-flush_packets", "1", "pipe:1",
        ]
        return arguments
    }

    /// Bits a second at the most: a tenth of a bit a pixel, 500 kbit/s to 6 Mbit/s.
    private var bitrate: Int {
        let pixels = Double(format.width * format.height) * format.rate.perSecond
        return Int(min(6_000_000, max(500_000, pixels * 0.12)))
    }
}
