import ControlWire

/// Seats of a composite in a few words.
enum SeatText {
    /// One row a seat of every composite; empty where there is none.
    static func table(_ feeds: [FeedDTO]) -> Table {
        Table(
            columns: [.text("COMPOSITE"), .text("SEAT"), .state("STATE"), .number("ADDS"), .text("LAST ERROR")],
            rows: feeds.flatMap { feed in
                (feed.seats ?? []).map { seat in
                    [
                        feed.id, seat.feed, seat.phase, delay(of: seat) ?? Readable.absent,
                        seat.fault.map { "\($0.message) [\($0.blame)]" } ?? "",
                    ]
                }
            },
            whenEmpty: ""
        )
    }

    /// `duet  host +150 ms  guest reserved`: nothing is said of the delay of a seat that is not on.
    static func line(_ feed: FeedDTO) -> String? {
        guard let seats = feed.seats, !seats.isEmpty else { return nil }
        let words = seats.map { seat in
            "\(seat.feed) \(seat.phase == "on" ? delay(of: seat).map { "+\($0)" } ?? seat.phase : seat.phase)"
        }
        return "\(feed.id)  \(words.joined(separator: "  "))"
    }

    private static func delay(of seat: SeatDTO) -> String? {
        seat.phase == "on" ? seat.addedDelayMilliseconds.map(Readable.lag) : nil
    }
}
