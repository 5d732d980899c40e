import Program

/// What ffmpeg is told to make a person's raw pictures and sound of a feed, or the card that stands in a seat. Pure; holds file names,
/// never text.
struct SeatRecipe: Equatable, Sendable {
    /// Names in the directory that ffmpeg works in.
    static let fontName = "font"
    static let nameName = "name.txt"
    static let wordName = "word.txt"
    /// What the card of an empty seat says below the name.
    static let word = "稍候 …"
    private static let background = "0x12161c"
    /// Less than this of a picture is never left when it fills its seat; otherwise it is shown whole, with bars.
    private static let leastKept = 0.5

    let key: SeatKey
    let format: CompositeFormat

    /// The name as it is drawn: one line without control characters, bounded.
    var name: String {
        let text = key.name.prefix(64).filter {
            !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        return String(text)
    }

    /// Everything behind the program's name for a decoder. `hasFont`: a font lies where ``fontName`` says.
    func decoding(_ tracks: SeatTracks, hasFont: Bool) -> [String] {
        var outputs: [String] = []
        if tracks.hasPictures {
            outputs += ["-map", "0:v:0", "-vf", pictures(tracks, hasFont: hasFont), "-c:v", "rawvideo"]
            outputs += ["-pix_fmt", "yuv420p", "-fps_mode", "passthrough"]
        }
        if tracks.hasSound {
            outputs += ["-map", "0:a:0", "-af", sound(tracks), "-c:a", "pcm_s16le", "-ac", "2"]
            outputs += ["-ar", "\(format.sampleRate)"]
        }
        return ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning"]
            + ["-protocol_whitelist", "pipe", "-fflags", "nobuffer", "-fpsprobesize", "0", "-probesize", "262144"]
            + ["-analyzeduration", "400000", "-copyts", "-threads", "1", "-f", "flv", "-i", "pipe:0"] + outputs
            + ["-threads", "1", "-max_interleave_delta", "100000", "-flush_packets", "1", "-f", "nut", "pipe:1"]
    }

    private func pictures(_ tracks: SeatTracks, hasFont: Bool) -> String {
        // Twice as many pictures as the composite has are of no use to it.
        let least = 0.6 / format.rate.perSecond
        let choice = "select='isnan(prev_selected_t)+gte(t-prev_selected_t,\(least))+lt(t,prev_selected_t)'"
        return ([choice] + fitting(tracks) + (hasFont ? naming : []) + ["setsar=1", "format=yuv420p"])
            .joined(separator: ",")
    }

    private func fitting(_ tracks: SeatTracks) -> [String] {
        let (width, height) = (key.width, key.height)
        let kept: Double
        if let from = tracks.width, let high = tracks.height, from > 0, high > 0 {
            let (theirs, ours) = (Double(from) / Double(high), Double(width) / Double(height))
            kept = min(theirs / ours, ours / theirs)
        } else {
            kept = 1
        }
        // A picture may come out a few lines short of half by rounding alone.
        guard kept >= Self.leastKept - 0.02 else {
            return [
                "scale=\(width):\(height):force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bilinear",
                "pad=\(width):\(height):(ow-iw)/2:(oh-ih)/2:color=\(Self.background)",
            ]
        }
        return [
            "scale=\(width):\(height):force_original_aspect_ratio=increase:force_divisible_by=2:flags=bilinear",
            "crop=\(width):\(height)",
        ]
    }

    private func sound(_ tracks: SeatTracks) -> String {
        // ffmpeg lowers a single channel by 3 dB when it makes two of it.
        let doubled = tracks.channels == 1 ? ["pan=stereo|c0=c0|c1=c0"] : []
        return
            (doubled + [
                "aresample=\(format.sampleRate)",
                "aformat=sample_fmts=s16:sample_rates=\(format.sampleRate):channel_layouts=stereo",
            ]).joined(separator: ",")
    }

    /// At the lower edge, on a dark bar as wide as the name.
    private var naming: [String] {
        guard !name.isEmpty else { return [] }
        let size = letterHeight(name, share: 18)
        let edge = max(2, size / 3)
        return [
            "drawtext=fontfile=\(Self.fontName):textfile=\(Self.nameName):expansion=none:fontcolor=white:fontsize=\(size)"
                + ":box=1:boxcolor=black@0.55:boxborderw=\(edge):x=\(2 * edge):y=h-\(3 * edge)-\(size)"
        ]
    }

    // MARK: The card

    /// Everything behind the program's name for one raw picture on standard output.
    func card(hasFont: Bool) -> [String] {
        let (width, height) = (key.width, key.height)
        var chain = ["color=c=\(Self.background):s=\(width)x\(height):r=1"]
        if hasFont {
            let (large, small) = (letterHeight(name, share: 9), letterHeight(Self.word, share: 14))
            func line(_ file: String, _ size: Int, _ y: String) -> String {
                "drawtext=fontfile=\(Self.fontName):textfile=\(file):expansion=none:fontcolor=white:fontsize=\(size)"
                    + ":x=(w-text_w)/2:y=\(y)"
            }
            if !name.isEmpty { chain.append(line(Self.nameName, large, "h/2-\(large)")) }
            chain.append(line(Self.wordName, small, "h/2+\(small / 2)"))
        }
        return ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning", "-f", "lavfi"]
            + ["-i", chain.joined(separator: ","), "-frames:v", "1", "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1"]
    }

    /// Letters that are a part of the height and still fit the width: a Chinese character is as wide as it is high, others a bit over half.
    private func letterHeight(_ text: String, share: Int) -> Int {
        let width = text.unicodeScalars.reduce(0.0) { $0 + ($1.value >= 0x2E80 ? 1 : 0.6) }
        let fitting = Double(key.width) * 0.86 / max(1, width)
        return max(8, Int(min(fitting, Double(max(key.height, key.width / 2)) / Double(share))))
    }
}
