/// How people share one picture. Raw values stand in plans and on the wire.
package enum CompositeLayout: String, Codable, Hashable, Sendable, CaseIterable {
    /// Columns of one width, from the left.
    case sideBySide = "side-by-side"
    /// The first has the whole picture, the others small ones in its lower right corner.
    case pictureInPicture = "picture-in-picture"
    /// Rows of one height, from the top.
    case topAndBottom = "top-and-bottom"
    /// Rows and columns of one size.
    case grid
}

/// One person's place in a composite.
package struct CompositeSeat: Codable, Hashable, Sendable {
    /// dB that a voice can be raised or lowered by.
    package static let levels = -60.0...12.0
    /// Characters of a name that are shown.
    package static let longestName = 40

    package var feed: FeedID
    /// Shown at the lower edge; empty: nothing is shown.
    package var name: String
    /// dB, within ``levels``; 0 leaves the voice as it comes.
    package var levelDecibels: Double
    package var isMuted: Bool
    /// While this one speaks, those without priority go down.
    package var hasPriority: Bool

    package init(
        feed: FeedID, name: String, levelDecibels: Double = 0, isMuted: Bool = false, hasPriority: Bool = false
    ) {
        self.feed = feed
        self.name = name
        self.levelDecibels = levelDecibels
        self.isMuted = isMuted
        self.hasPriority = hasPriority
    }
}

/// Several people's feeds in one picture with all their voices (连麦).
package struct CompositePlan: Codable, Hashable, Sendable {
    package static let mostSeats = 9
    /// dB that those without priority can be lowered by.
    package static let ducks = 0.0...60.0

    package var layout: CompositeLayout
    /// In the order of their places; 1 to ``mostSeats``, no feed twice.
    package var seats: [CompositeSeat]
    /// dB, within ``ducks``, that the others go down by while somebody with priority speaks; 0: nobody does.
    package var duckDecibels: Double

    package init(layout: CompositeLayout, seats: [CompositeSeat], duckDecibels: Double = 0) {
        self.layout = layout
        self.seats = seats
        self.duckDecibels = duckDecibels
    }

    /// Throws `malformed` and says what is wrong; whoever takes a plan from outside calls it.
    package func check() throws(Fault) {
        func refuse(_ message: String) -> Fault { Fault(.malformed, message, blame: .operatorSide) }
        guard (1...Self.mostSeats).contains(seats.count) else {
            throw refuse("A composite has 1 to \(Self.mostSeats) seats.")
        }
        guard Set(seats.map(\.feed)).count == seats.count else { throw refuse("A composite shows a feed once.") }
        for seat in seats {
            guard seat.feed.isWellFormed else { throw refuse("A seat of the composite names no feed.") }
            guard CompositeSeat.levels.contains(seat.levelDecibels) else {
                throw refuse("The level of \(seat.feed) is outside -60 to 12 dB.")
            }
            guard seat.name.count <= CompositeSeat.longestName else {
                throw refuse("The name of \(seat.feed) is longer than \(CompositeSeat.longestName) characters.")
            }
        }
        guard Self.ducks.contains(duckDecibels) else { throw refuse("Voices go down by 0 to 60 dB.") }
    }
}
