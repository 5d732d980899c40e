import BroadcastModel
import CheckedYAML
import Foundation

/// The clock of the place where a series is made.
struct PlaceZone: Hashable, Sendable {
    private enum Rule: Hashable, Sendable {
        case fixed(Int64)
        case named(TimeZone)
    }

    private let rule: Rule

    /// A clock that is always so many milliseconds ahead of UTC.
    init(fixed utcOffset: Int64) { rule = .fixed(utcOffset) }

    /// By its IANA name: `Asia/Shanghai`; nil for any other word. What is known of zones comes with the program, not with the machine.
    init?(name: String) {
        guard name == "UTC" || name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
        rule = .named(zone)
    }

    /// How far the clock is ahead of UTC at `moment`, in milliseconds.
    func utcOffset(at moment: WallTime) -> Int64 {
        switch rule {
        case .fixed(let offset): offset
        case .named(let zone):
            Int64(
                zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)) * 1000)
        }
    }

    /// When the clock shows `local`, in milliseconds since 1970 as if it were UTC.
    ///
    /// A time that the clock jumps over in spring becomes the moment of the jump, which is the gap's end; of a time that it shows
    /// twice in autumn the first one is taken.
    func moment(showing local: Int64) -> WallTime {
        // No clock is a day ahead or behind: these two see the offsets on either side of a change that is near.
        let before = utcOffset(at: WallTime(milliseconds: local - CalendarDay.milliseconds))
        let after = utcOffset(at: WallTime(milliseconds: local + CalendarDay.milliseconds))
        let showing = [local - before, local - after].map(WallTime.init(milliseconds:))
            .filter { $0.milliseconds + utcOffset(at: $0) == local }
        if let first = showing.min() { return first }
        var (low, high) = (local - max(before, after), local - min(before, after))
        let target = utcOffset(at: WallTime(milliseconds: high))
        while low < high {
            let middle = low + (high - low) / 2
            if utcOffset(at: WallTime(milliseconds: middle)) == target { high = middle } else { low = middle + 1 }
        }
        return WallTime(milliseconds: high)
    }

    /// `+08:00`
    static func shown(_ utcOffset: Int64) -> String {
        let minutes = utcOffset.magnitude / 60_000
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(utcOffset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }
}

extension ScalarForm where Value == PlaceZone {
    /// An IANA name.
    static var zone: ScalarForm {
        ScalarForm("the name of a time zone, like Asia/Shanghai") { (text) throws(ScalarRefusal) in
            if let zone = PlaceZone(name: text) { return zone }
            let hint = Spelling.hint(for: text, among: TimeZone.knownTimeZoneIdentifiers)
            throw ScalarRefusal(
                "must be the name of a time zone, like Asia/Shanghai, found \(ShownText.value(text))\(hint)")
        }
    }
}
