import BroadcastModel
import Program

/// How a ``Slate`` is made in a ``ProgramFormat``: how many pictures and sounds, and what ffmpeg is told. Pure.
///
/// Still slates last the shortest time of 4 to 10 s that is a whole number of pictures and of sound frames at once,
/// or 6 s where there is none; ``ClipLoop`` evens out what is left over. Keyframes come every second, nothing is reordered, and every
/// group of pictures is closed.
struct SlateRecipe: Equatable {
    /// What ffprobe says of the files of a slate.
    struct Material: Equatable {
        /// Of the clip, or of the music; nil where there is neither.
        var duration: Duration?
        /// The clip has sound.
        var hasSound = false
    }

    /// Names in the directory that ffmpeg works in.
    static let fontName = "font"
    static func textName(_ line: Int) -> String { "line\(line).txt" }
    /// Changes whenever the same slate and format would come out different.
    static let version = 1

    let slate: Slate
    let width: Int
    let height: Int
    let video: ProgramFormat.Video?
    let audio: ProgramFormat.Audio?
    /// Pictures of one round; 0 without.
    let pictures: Int
    /// Sound frames that ffmpeg makes, its silent first one (the encoder's delay) left out; 0 without.
    let sounds: Int
    let hasMaterialSound: Bool
    private static let background = "0x12161c"
    private static let longestMusic: Duration = .seconds(30)

    init(_ slate: Slate, format: ProgramFormat, material: Material = Material()) {
        self.slate = slate
        video = format.video
        audio = format.audio.map { audio in
            ProgramFormat.Audio(
                sampleRate: audio.sampleRate, channels: Self.layout(audio.channels) == nil ? 2 : audio.channels)
        }
        // Half of a colour sample cannot be coded.
        width = max(16, (format.video?.width ?? 16) & ~1)
        height = max(16, (format.video?.height ?? 16) & ~1)
        hasMaterialSound = material.hasSound
        let length = Self.length(slate, material)
        if let video {
            let count = Self.pictureCount(length: length, rate: video.frameRate, audio: audio)
            pictures = count
            // One more than is needed, because where a round begins moves by up to one.
            sounds =
                audio.map {
                    SlateClip.soundsNeeded(pictures: count, frameRate: video.frameRate, sampleRate: $0.sampleRate) + 1
                } ?? 0
        } else {
            pictures = 0
            let milliseconds = (length ?? .seconds(6)).milliseconds
            sounds =
                audio.map { Int(milliseconds) * $0.sampleRate / 1000 / SlateClip.samplesPerSound } ?? 0
        }
    }

    /// Of the clip or the music; nil for a still and silent slate, which may choose.
    private static func length(_ slate: Slate, _ material: Material) -> Duration? {
        switch (slate.picture, slate.sound) {
        case (.clip, _): material.duration.map { min($0, Slate.longestClip) }
        case (_, .music): material.duration.map { min($0, longestMusic) }
        default: nil
        }
    }

    static func pictureCount(
        length: Duration?, rate: ProgramFormat.FrameRate, audio: ProgramFormat.Audio?
    ) -> Int {
        func count(milliseconds: Int) -> Int { max(1, milliseconds * rate.numerator / rate.denominator / 1000) }
        if let length { return count(milliseconds: Int(max(.milliseconds(500), length).milliseconds)) }
        guard let audio else { return count(milliseconds: 6_000) }
        let shortest = count(milliseconds: 4_000)
        let whole = (shortest...count(milliseconds: 10_000)).first {
            ($0 * rate.denominator * audio.sampleRate).isMultiple(of: rate.numerator * SlateClip.samplesPerSound)
        }
        return whole ?? count(milliseconds: 6_000)
    }

    // MARK: Text

    /// The lines of a card, bounded; empty for other pictures.
    var lines: [String] {
        guard case .card(let text) = slate.picture else { return [] }
        return text.split(whereSeparator: \.isNewline).prefix(Slate.mostLines).map { line in
            String(line.prefix(80).filter { !$0.unicodeScalars.contains { $0.properties.generalCategory == .control } })
        }.filter { !$0.isEmpty }
    }

    /// Letters high and wide enough to read and to fit: a Chinese character is as wide as it is high, others a bit over half.
    private var letterHeight: Int {
        let widest =
            lines.map { line in
                line.unicodeScalars.reduce(0.0) { $0 + ($1.value >= 0x2E80 ? 1 : 0.6) }
            }.max() ?? 1
        let fitting = Double(width) * 0.86 / max(1, widest)
        return max(12, Int(min(fitting, Double(min(width, height)) / 10)))
    }

    // MARK: ffmpeg

    /// Everything behind the program's name; holds paths, never text. `hasFont`: a font lies where ``fontName`` says.
    func arguments(hasFont: Bool) -> [String] {
        var inputs: [String] = []
        var graph: [String] = []
        var outputs: [String] = []
        if let video {
            inputs += pictureInput(video)
            graph.append("[0:v:0]\(pictureFilter(video, hasFont: hasFont))[v]")
            outputs += ["-map", "[v]"] + Self.encoding(video)
        }
        if let audio {
            let (input, label) = soundInput(audio, index: video == nil ? 0 : 1)
            inputs += input
            graph.append("[\(label)]\(soundFilter(audio))[a]")
            outputs += ["-map", "[a]", "-c:a", "aac", "-profile:a", "aac_low"]
            outputs += ["-b:a", "\(audio.channels > 2 ? 256 : audio.channels * 64)k", "-ar", "\(audio.sampleRate)"]
            outputs += ["-ac", "\(audio.channels)"]
        }
        return ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "warning"] + inputs
            + ["-filter_complex", graph.joined(separator: ";")] + outputs
            + ["-f", "flv", "-flvflags", "no_duration_filesize+no_sequence_end", "pipe:1"]
    }

    private func pictureInput(_ video: ProgramFormat.Video) -> [String] {
        switch slate.picture {
        case .card:
            ["-f", "lavfi", "-i", "color=c=\(Self.background):s=\(width)x\(height):r=\(video.frameRate)"]
        // The path is one file's, whatever looks like a number pattern in it.
        case .image(let path):
            ["-protocol_whitelist", "file", "-f", "image2", "-pattern_type", "none", "-i", "file:\(path)"]
        case .clip(let path): ["-protocol_whitelist", "file", "-i", "file:\(path)"]
        }
    }

    private func pictureFilter(_ video: ProgramFormat.Video, hasFont: Bool) -> String {
        let rate = video.frameRate
        let fitted = [
            "scale=\(width):\(height):force_original_aspect_ratio=decrease:force_divisible_by=2",
            "pad=\(width):\(height):(ow-iw)/2:(oh-ih)/2:color=\(Self.background)", "setsar=1", "format=yuv420p",
        ]
        // One picture, shown again and again, is scaled once.
        let still = [
            "trim=end_frame=1", "loop=loop=-1:size=1:start=0",
            "settb=\(rate.denominator)/\(rate.numerator)", "setpts=N", "fps=\(rate)",
        ]
        let end = ["trim=end_frame=\(pictures)"]
        switch slate.picture {
        case .card:
            return ((hasFont ? text : []) + ["setsar=1", "format=yuv420p"] + still + end).joined(separator: ",")
        case .image: return (fitted + still + end).joined(separator: ",")
        case .clip:
            let moving = ["setpts=PTS-STARTPTS", "fps=\(rate)"] + fitted + ["tpad=stop_mode=clone:stop=-1"]
            return (moving + end).joined(separator: ",")
        }
    }

    private var text: [String] {
        let height = letterHeight
        let step = height * 3 / 2
        return lines.indices.map { line in
            let offset = line * step - lines.count * step / 2
            return "drawtext=fontfile=\(Self.fontName):textfile=\(Self.textName(line)):expansion=none:fontcolor=white"
                + ":fontsize=\(height):x=(w-text_w)/2:y=h/2+\(offset)"
        }
    }

    private static func encoding(_ video: ProgramFormat.Video) -> [String] {
        let second = max(1, Int(video.frameRate.perSecond.rounded()))
        var arguments = [
            "-c:v", "libx264", "-preset", "veryfast", "-threads", "2", "-pix_fmt", "yuv420p", "-bf", "0",
            "-g", "\(second)", "-keyint_min", "\(second)", "-sc_threshold", "0", "-flags", "+cgop", "-crf", "20",
            "-maxrate", "2500k", "-bufsize", "2500k", "-profile:v", profile(video.profile),
        ]
        if let level = level(video.level) { arguments += ["-level", level] }
        return arguments
    }

    /// 66 is Baseline, 77 Main, 88 Extended (which Main stands in for); pictures of 8 bits and 4:2:0 fit High at the most.
    static func profile(_ profile: UInt8?) -> String {
        switch profile {
        case 66: "baseline"
        case 77, 88: "main"
        default: "high"
        }
    }

    static func level(_ level: UInt8?) -> String? {
        guard let level, (10...62).contains(level), level % 10 <= 3 else { return nil }
        return "\(level / 10).\(level % 10)"
    }

    private func soundInput(_ audio: ProgramFormat.Audio, index: Int) -> ([String], String) {
        let layout = Self.layout(audio.channels) ?? "stereo"
        switch (slate.sound, slate.picture) {
        case (.music(let path), _): return (["-protocol_whitelist", "file", "-i", "file:\(path)"], "\(index):a:0")
        case (.ownSound, .clip) where hasMaterialSound && video != nil: return ([], "0:a:0")
        default: return (["-f", "lavfi", "-i", "anullsrc=r=\(audio.sampleRate):cl=\(layout)"], "\(index):a:0")
        }
    }

    private func soundFilter(_ audio: ProgramFormat.Audio) -> String {
        let layout = Self.layout(audio.channels) ?? "stereo"
        var chain = [
            "asetpts=PTS-STARTPTS", "aresample=\(audio.sampleRate)",
            "aformat=sample_fmts=fltp:sample_rates=\(audio.sampleRate):channel_layouts=\(layout)", "apad",
            "atrim=end_sample=\(sounds * SlateClip.samplesPerSound)",
        ]
        if case .music = slate.sound {
            let fade = audio.sampleRate / 4
            let end = max(0, sounds * SlateClip.samplesPerSound - fade)
            chain += ["afade=t=in:ss=0:ns=\(audio.sampleRate / 20)", "afade=t=out:ss=\(end):ns=\(fade)"]
        }
        return chain.joined(separator: ",")
    }

    /// ffmpeg's names for the layouts of AAC's channel configurations (ISO/IEC 14496-3, table 1.19).
    static func layout(_ channels: Int) -> String? {
        switch channels {
        case 1: "mono"
        case 2: "stereo"
        case 3: "3.0"
        case 4: "4.0"
        case 5: "5.0"
        case 6: "5.1"
        default: nil
        }
    }
}
