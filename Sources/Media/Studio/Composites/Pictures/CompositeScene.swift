import BroadcastModel

/// A plan laid out on a canvas.
struct CompositeScene: Equatable, Sendable {
    struct Seat: Equatable, Sendable {
        var key: SeatKey
        var place: SeatRectangle
        var levelDecibels: Double
        var isMuted: Bool
        var hasPriority: Bool
    }

    /// Later ones lie above earlier ones.
    var seats: [Seat]
    var duckDecibels: Double

    /// `width` and `height` of the canvas in pixels, even. What is out of range in the plan is brought into it.
    init(_ plan: CompositePlan, width: Int, height: Int) {
        var seen: Set<FeedID> = []
        let planned = plan.seats.filter { seen.insert($0.feed).inserted }.prefix(CompositePlan.mostSeats)
        let places = plan.layout.rectangles(width: width, height: height, count: planned.count)
        duckDecibels = Self.clamp(plan.duckDecibels, CompositePlan.ducks)
        seats = zip(planned, places).map { seat, place in
            Seat(
                key: SeatKey(
                    feed: seat.feed, name: String(seat.name.prefix(CompositeSeat.longestName)), width: place.width,
                    height: place.height),
                place: place, levelDecibels: Self.clamp(seat.levelDecibels, CompositeSeat.levels),
                isMuted: seat.isMuted, hasPriority: seat.hasPriority)
        }
    }

    var keys: Set<SeatKey> { Set(seats.map(\.key)) }

    /// The same pictures in the same places.
    func looks(like other: CompositeScene) -> Bool {
        seats.map(\.key) == other.seats.map(\.key) && seats.map(\.place) == other.seats.map(\.place)
    }

    /// Takes over how people sound in `other`, where they are in both.
    mutating func sound(like other: CompositeScene) {
        duckDecibels = other.duckDecibels
        for index in seats.indices {
            guard let seat = other.seats.first(where: { $0.key.feed == seats[index].key.feed }) else { continue }
            seats[index].levelDecibels = seat.levelDecibels
            seats[index].isMuted = seat.isMuted
            seats[index].hasPriority = seat.hasPriority
        }
    }

    private static func clamp(_ value: Double, _ range: ClosedRange<Double>) -> Double {
        value.isFinite
            ? min(max(value, range.lowerBound), range.upperBound) : min(max(0, range.lowerBound), range.upperBound)
    }
}
