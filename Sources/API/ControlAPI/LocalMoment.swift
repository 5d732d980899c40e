import BroadcastModel
import FoundationEssentials

/// A moment as the clock of a place shows it.
enum LocalMoment {
    /// ISO 8601 with the offset, to the second.
    static func text(_ moment: WallTime, _ utcOffset: Duration) -> String {
        let zone = TimeZone(secondsFromGMT: Int(utcOffset.components.seconds)) ?? .gmt
        return Date(timeIntervalSince1970: Double(moment.milliseconds / 1000)).formatted(
            Date.ISO8601FormatStyle(timeZone: zone).year().month().day().dateSeparator(.dash)
                .dateTimeSeparator(.standard).time(includingFractionalSeconds: false).timeSeparator(.colon)
                .timeZone(separator: .colon))
    }
}
