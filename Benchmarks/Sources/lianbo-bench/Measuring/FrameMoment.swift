/// One video frame, by its payload's hash, and when it was sent or had come.
struct FrameMoment: Sendable {
    var hash: UInt64
    /// Of ``MonotonicClock``.
    var at: UInt64
}
