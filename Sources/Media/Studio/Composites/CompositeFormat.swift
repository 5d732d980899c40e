package import Program

/// What a composite is mixed and encoded in, for as long as it lasts.
package struct CompositeFormat: Hashable, Sendable {
    /// Pixels, even, 32 to 4096.
    package let width: Int
    package let height: Int
    package let rate: ProgramFormat.FrameRate
    /// `profile_idc` and `level_idc` of H.264; nil: as the encoder likes.
    package let profile: UInt8?
    package let level: UInt8?
    /// Hz.
    package let sampleRate: Int
    /// 1 or more; mixed as stereo.
    package let channels: Int

    /// 1280×720, 30 pictures a second, 48 kHz stereo: for a programme that has shown nothing yet.
    package static let usual = CompositeFormat(ProgramFormat(video: nil, audio: nil))

    /// As the programme is; what it lacks is as usual.
    package init(_ format: ProgramFormat) {
        let video = format.video
        func even(_ length: Int?, _ usual: Int) -> Int { min(4096, max(32, length ?? usual)) & ~1 }
        width = even(video?.width, 1280)
        height = even(video?.height, 720)
        rate = video?.frameRate ?? ProgramFormat.FrameRate(30, 1)!
        profile = video?.profile
        level = video?.level
        sampleRate = format.audio?.sampleRate ?? 48_000
        channels = format.audio?.channels ?? 2
    }

    /// Samples (pairs) in front of picture `number`.
    func samples(before number: Int64) -> Int64 {
        let whole = number.multipliedFullWidth(by: Int64(sampleRate) * Int64(rate.denominator))
        return Int64(rate.numerator).dividingFullWidth(whole).quotient
    }

    /// Nanoseconds from number 0 to picture `number`.
    func nanoseconds(at number: Int64) -> Int64 {
        let whole = number.multipliedFullWidth(by: 1_000_000_000 * Int64(rate.denominator))
        return Int64(rate.numerator).dividingFullWidth(whole).quotient
    }

    /// The picture that stands at a time stamp of the composite's feed.
    func number(atMilliseconds timestamp: Int64) -> Int64 {
        Int64((Double(timestamp) * rate.perSecond / 1000).rounded())
    }
}
