import BroadcastModel

/// One picture of the composite and the sound up to it.
struct MixedFrame: Sendable {
    /// The picture's place on the composite's time line, counted in pictures.
    var number: Int64
    /// I420; nil where the encoder was too slow for it.
    var picture: [UInt8]?
    /// Where the sound begins on the same time line, counted in pairs of samples; and the samples, 16 bits little endian stereo.
    var soundPosition: Int64
    var sound: [UInt8]
    /// Whose picture is new in this one, and when its message came into that feed's log.
    var sources: [FeedID: MonotonicTime]
}
