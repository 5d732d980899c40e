import BroadcastModel

/// What one decoder makes: this person's pictures with this name at this size. Level and place may change without another decoder.
struct SeatKey: Hashable, Sendable {
    var feed: FeedID
    var name: String
    /// Pixels, even.
    var width: Int
    var height: Int
}
