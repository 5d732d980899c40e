/// What one seat of a composite (连麦) shows.
package struct SeatDTO: Codable, Hashable, Sendable {
    /// Whose picture and sound it is.
    package var feed: String
    /// waiting, on, reserved
    package var phase: String
    /// What the composite adds to this person's picture at present; absent while none has passed.
    package var addedDelayMilliseconds: Int64?
    /// Why this person's decoder broke last.
    package var fault: FaultDTO?
    package init(feed: String, phase: String, addedDelayMilliseconds: Int64?, fault: FaultDTO?) {
        self.feed = feed
        self.phase = phase
        self.addedDelayMilliseconds = addedDelayMilliseconds
        self.fault = fault
    }
}
