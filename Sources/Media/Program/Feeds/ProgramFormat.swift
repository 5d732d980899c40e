import RTMPWire

/// What a program looks and sounds like to a decoder, as far as something made to fit it (a slate) must know.
///
/// Read from the headers that go in front of it; nothing is decoded. Whoever makes pictures asks for it.
package struct ProgramFormat: Hashable, Sendable {
    /// Pictures a second as a fraction: 30000/1001 is not 29.97.
    package struct FrameRate: Hashable, Sendable, CustomStringConvertible {
        /// 1 to 240,000.
        package let numerator: Int
        /// 1 to 1,001.
        package let denominator: Int

        /// Brought to lowest terms; nil outside 1 to 240 pictures a second or of the ranges above.
        package init?(_ numerator: Int, _ denominator: Int) {
            guard numerator > 0, denominator > 0 else { return nil }
            let divisor = Self.greatestCommonDivisor(numerator, denominator)
            let (top, bottom) = (numerator / divisor, denominator / divisor)
            guard top <= 240_000, bottom <= 1_001, top >= bottom, top <= 240 * bottom else { return nil }
            self.numerator = top
            self.denominator = bottom
        }

        /// The usual rate that `perSecond` stands for: exact where it is one, the whole number where it is near one.
        package init?(perSecond: Double) {
            guard perSecond.isFinite, perSecond >= 0.99, perSecond <= 241 else { return nil }
            for whole in [24, 30, 60, 120] {
                let usual = Double(whole) * 1000 / 1001
                if abs(perSecond - usual) / usual < 0.000_2 {
                    self.init(whole * 1000, 1001)
                    return
                }
            }
            let whole = perSecond.rounded()
            if abs(perSecond - whole) / whole < 0.02 {
                self.init(Int(whole), 1)
            } else {
                self.init(Int((perSecond * 1000).rounded()), 1000)
            }
        }

        package var perSecond: Double { Double(numerator) / Double(denominator) }
        package var description: String { "\(numerator)/\(denominator)" }

        private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
            b == 0 ? a : greatestCommonDivisor(b, a % b)
        }
    }

    package struct Video: Hashable, Sendable {
        /// Pixels after cropping.
        package var width: Int
        package var height: Int
        package var frameRate: FrameRate
        /// `profile_idc` and `level_idc` of H.264 (ITU-T H.264, annex A); nil where the program has another codec.
        package var profile: UInt8?
        package var level: UInt8?

        package init(width: Int, height: Int, frameRate: FrameRate, profile: UInt8? = nil, level: UInt8? = nil) {
            self.width = width
            self.height = height
            self.frameRate = frameRate
            self.profile = profile
            self.level = level
        }
    }

    package struct Audio: Hashable, Sendable {
        /// Hz, as it is heard.
        package var sampleRate: Int
        package var channels: Int

        package init(sampleRate: Int, channels: Int) {
            self.sampleRate = sampleRate
            self.channels = channels
        }
    }

    /// Nil: sound only.
    package var video: Video?
    /// Nil: pictures only.
    package var audio: Audio?

    package init(video: Video?, audio: Audio?) {
        self.video = video
        self.audio = audio
    }

    /// Reads `headers`; nil when they name neither a picture size nor AAC sound.
    ///
    /// The frame rate is the one in `onMetaData`, unless `measured` (pictures a second) contradicts it by more than a
    /// twentieth or there is none; without either it is 25.
    package init?(headers: MediaHeaders, measured: Double? = nil) {
        let metadata = headers.metadata.flatMap { Self.properties($0.bytes) }
        video = Self.video(headers.video, metadata: metadata, measured: measured)
        audio = Self.audio(headers.audio)
        guard video != nil || audio != nil else { return nil }
    }

    /// Reads the headers that are in force at the end of `log`, and measures the pictures that it keeps.
    package init?(log: MediaLog) {
        let end = log.end
        let recent = log.read(from: end > 1_000 ? end - 1_000 : 0, limit: 1_000).entries
        let times = recent.lazy.filter { $0.message.traits.contains(.picture) }.map(\.message.timestamp)
        self.init(headers: log.headers, measured: Self.pace(Array(times)))
    }

    /// Pictures a second over `times` (milliseconds, in order); nil for less than a second.
    static func pace(_ times: [Int64]) -> Double? {
        guard let first = times.first, let last = times.last, last - first >= 1_000 else { return nil }
        return Double(times.count - 1) * 1000 / Double(last - first)
    }

    // MARK: Video

    private static func video(_ header: MediaPayload?, metadata: AMF0Object?, measured: Double?) -> Video? {
        guard let header, header.kind == .video else { return nil }
        let bytes = header.bytes
        var size: (Int, Int)?
        var profile: UInt8?
        var level: UInt8?
        // FLV 1.0 annex E.4.3.1: codec 7, packet type 0, then the decoder configuration record.
        if bytes.count > 9, bytes[0] & 0x8F == 7, bytes[1] == 0, bytes[5] == 1 {
            profile = bytes[6]
            level = bytes[8]
            size = bytes.withUnsafeBytes { AVCConfiguration.pictureSize(UnsafeRawBufferPointer(rebasing: $0[5...])) }
        }
        if size == nil, let width = metadata?["width"]?.number, let height = metadata?["height"]?.number,
            (16...16_384).contains(width), (16...16_384).contains(height)
        {
            size = (Int(width), Int(height))
        }
        guard let (width, height) = size else { return nil }
        return Video(
            width: width, height: height, frameRate: frameRate(metadata: metadata, measured: measured),
            profile: profile, level: level)
    }

    private static func frameRate(metadata: AMF0Object?, measured: Double?) -> FrameRate {
        let stated = (metadata?["framerate"]?.number ?? metadata?["fps"]?.number).flatMap { FrameRate(perSecond: $0) }
        let seen = measured.flatMap { FrameRate(perSecond: $0) }
        guard let stated else { return seen ?? FrameRate(25, 1)! }
        guard let seen, abs(seen.perSecond - stated.perSecond) / stated.perSecond > 0.05 else { return stated }
        return seen
    }

    // MARK: Audio

    private static let sampleRates = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]

    private static func audio(_ header: MediaPayload?) -> Audio? {
        guard let header, header.kind == .audio else { return nil }
        return audio(of: header.framed)
    }

    /// The AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of an AAC header; nil for anything else.
    static func audio(of header: UnsafeRawBufferPointer) -> Audio? {
        guard let tag = MediaTag(.audio, header), tag.content == .configuration,
            tag.codec == "AAC" || tag.codec == "mp4a", header.count >= tag.bodyOffset + 2
        else { return nil }
        let bytes = header[tag.bodyOffset...]
        var position = tag.bodyOffset * 8
        func read(_ count: Int) -> Int? {
            guard position + count <= bytes.endIndex * 8 else { return nil }
            var value = 0
            for bit in position..<(position + count) {
                value = value << 1 | Int(bytes[bit >> 3] >> (7 - UInt8(bit & 7))) & 1
            }
            position += count
            return value
        }
        func sampleRate() -> Int? {
            guard let index = read(4) else { return nil }
            if index == 15 { return read(24) }
            return index < sampleRates.count ? sampleRates[index] : nil
        }
        guard let type = read(5), type != 31, var rate = sampleRate(), let layout = read(4) else { return nil }
        var channels = layout == 7 ? 8 : layout
        if type == 5 || type == 29 {  // with spectral band replication, what is heard has the rate that follows
            guard let extended = sampleRate() else { return nil }
            rate = extended
            if type == 29 { channels = 2 }  // parametric stereo
        }
        guard (1...8).contains(channels), (7_000...96_000).contains(rate) else { return nil }
        return Audio(sampleRate: rate, channels: channels)
    }

    /// The properties of `onMetaData`, bare or behind `@setDataFrame`; nil for anything else.
    private static func properties(_ bytes: [UInt8]) -> AMF0Object? {
        var reader = AMF0Reader(bytes)
        guard let values = try? reader.rest() else { return nil }
        return values.lazy.compactMap(\.object).first
    }
}
