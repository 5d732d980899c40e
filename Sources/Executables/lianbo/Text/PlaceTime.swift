import BroadcastModel
import ControlWire

/// Moments by the clock of the place where a broadcast is made, which need not be the clock of whoever reads them.
enum PlaceTime {
    /// `Tue 2020-04-14 20:00 +08:00`
    static func text(_ milliseconds: Int64, utcOffset: Int64) -> String {
        let day = CalendarDay(of: WallTime(milliseconds: milliseconds), utcOffset: utcOffset)
        let minutes = (milliseconds + utcOffset - day.number * CalendarDay.milliseconds) / 60_000
        let ahead = Int64(utcOffset.magnitude / 60_000)
        return
            "\(day.weekday.rawValue.capitalized) \(day) \(clock(minutes)) \(utcOffset < 0 ? "-" : "+")\(clock(ahead))"
    }

    private static func clock(_ minutes: Int64) -> String { "\(two(minutes / 60)):\(two(minutes % 60))" }
    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension BroadcastDTO {
    /// When it starts, by the clock of its place; by the reader's where a daemon does not tell the place.
    func startText(_ console: Console) -> String {
        utcOffsetMilliseconds.map { PlaceTime.text(startsAt, utcOffset: $0) } ?? console.clockText(startsAt)
    }

    /// `3/10`, or nothing.
    var placeText: String { series.map { "\($0.number)/\($0.of)" } ?? "" }
}
