/// What a seat of a composite shows.
package struct CompositeSeatState: Hashable, Sendable {
    /// Raw values stand on the wire.
    package enum Phase: String, Hashable, Sendable, CaseIterable {
        /// Nothing has come of this person yet; the card is shown.
        case waiting
        case on
        /// This person's pictures have stopped; the card is shown until they come again.
        case reserved
    }

    package var feed: FeedID
    package var phase: Phase
    /// What the composite adds at present, from a picture in the feed's log to the same picture in the composite's; nil while none
    /// has passed.
    package var addedDelayMilliseconds: Int64?
    /// Why this person's decoder broke last; nil while it never did.
    package var fault: Fault?

    package init(feed: FeedID, phase: Phase, addedDelayMilliseconds: Int64? = nil, fault: Fault? = nil) {
        self.feed = feed
        self.phase = phase
        self.addedDelayMilliseconds = addedDelayMilliseconds
        self.fault = fault
    }
}

/// What a composite is doing.
package struct CompositeState: Hashable, Sendable {
    /// Of the encoder: whether the composite's feed comes.
    package var source: FeedSourceState
    /// In the order of the plan's seats.
    package var seats: [CompositeSeatState]
    /// Mixed pictures that the encoder was too slow for, since the composite began.
    package var picturesLeftOut: UInt64

    package init(_ source: FeedSourceState, seats: [CompositeSeatState] = [], picturesLeftOut: UInt64 = 0) {
        self.source = source
        self.seats = seats
        self.picturesLeftOut = picturesLeftOut
    }
}
