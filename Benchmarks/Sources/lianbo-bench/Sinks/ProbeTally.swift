/// What one probe has seen of its account.
struct ProbeTally: Sendable {
    /// Payload bytes of pictures and sound.
    var mediaBytes: UInt64 = 0
    /// Every video message, in the order of coming.
    var frames: [FrameMoment] = []
}
