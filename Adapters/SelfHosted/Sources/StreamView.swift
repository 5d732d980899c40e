import BroadcastModel

/// What a server says of one stream.
struct StreamView: Hashable, Sendable {
    var isPublishing: Bool
    /// Nil when the server does not say.
    var viewers: Int64?
    var quality: SampleQuality = .exact
    var bitsPerSecond: UInt64?
}
