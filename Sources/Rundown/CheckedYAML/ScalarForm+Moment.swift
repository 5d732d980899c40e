/// A moment of the wall clock as a file gives it: milliseconds since 1970-01-01T00:00:00Z.
package struct WrittenMoment: Hashable, Sendable {
    package let milliseconds: Int64
    /// How far its place's clock is ahead of UTC, in milliseconds.
    package let utcOffset: Int64
}

extension ScalarForm where Value == WrittenMoment {
    /// ISO 8601 with an offset from UTC: `2020-04-12T20:00:00+08:00`, also without seconds, with `Z`, or with decimals.
    package static var moment: ScalarForm {
        ScalarForm("a moment like 2020-04-12T20:00:00+08:00") { (text) throws(ScalarRefusal) in
            var reader = MomentReader(text)
            guard let local = reader.localTime() else { return nil }
            if reader.isAtEnd {
                throw ScalarRefusal(
                    "has no offset from UTC; write it as 2020-04-12T20:00:00+08:00, found \(ShownText.value(text))")
            }
            guard let offset = reader.offset(), reader.isAtEnd else { return nil }
            return WrittenMoment(milliseconds: local - offset, utcOffset: offset)
        }
    }
}

/// Takes an ISO 8601 moment apart, left to right.
private struct MomentReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Date and time of day as if they were UTC, in milliseconds since 1970.
    mutating func localTime() -> Int64? {
        guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2),
            take("T") || take(" "),
            let hour = digits(2), take(":"), let minute = digits(2)
        else { return nil }
        var second: Int64 = 0
        var millisecond: Int64 = 0
        if take(":") {
            guard let value = digits(2) else { return nil }
            second = value
            if take(".") {
                guard let value = fraction() else { return nil }
                millisecond = value
            }
        }
        guard year >= 1970, (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day), hour < 24,
            minute < 60, second < 60
        else { return nil }
        return ((Self.days(to: year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + millisecond
    }

    /// `Z`, `+08:00` or `+0800`, in milliseconds; at most 14 hours.
    mutating func offset() -> Int64? {
        if take("Z") { return 0 }
        let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
        guard sign != 0, let hours = digits(2) else { return nil }
        _ = take(":")
        guard let minutes = digits(2), minutes < 60, hours * 60 + minutes <= 14 * 60 else { return nil }
        return sign * (hours * 60 + minutes) * 60_000
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func digits(_ count: Int) -> Int64? {
        let taken = rest.prefix(count)
        guard taken.count == count, taken.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return taken.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// One to nine decimals, cut to milliseconds.
    private mutating func fraction() -> Int64? {
        let taken = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...9).contains(taken.count) else { return nil }
        rest = rest.dropFirst(taken.count)
        let three = (Array(taken) + [0x30, 0x30]).prefix(3)
        return three.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to the given day of the Gregorian calendar.
    private static func days(to year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
        let monthDays = (1..<month).reduce(Int64(0)) { $0 + days(in: $1, of: year) }
        return (year - 1970) * 365 + leapDays + monthDays + day - 1
    }
}
