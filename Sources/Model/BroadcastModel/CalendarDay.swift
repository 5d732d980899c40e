/// A day of the Gregorian calendar, wherever it is: no zone, no time of day.
package struct CalendarDay: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package var number: Int64

    package init(number: Int64) { self.number = number }

    /// Nil where the calendar has no such day, as 2019-02-29.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Years that begin with March have their leap day at the end.
        let shifted = month > 2 ? year : year - 1
        let leapDays = floored(shifted, 4) - floored(shifted, 100) + floored(shifted, 400)
        let monthDays = (153 * ((month + 9) % 12) + 2) / 5
        number = shifted * 365 + leapDays + monthDays + day - 1 - Self.epoch
        guard parts == (year, month, day) else { return nil }
    }

    /// The day on which `moment` falls where clocks are `utcOffset` milliseconds ahead of UTC.
    package init(of moment: WallTime, utcOffset: Int64) {
        number = floored(moment.milliseconds + utcOffset, Self.milliseconds)
    }

    package static let milliseconds: Int64 = 86_400_000
    /// Days from 0000-03-01 to 1970-01-01.
    private static let epoch: Int64 = 719_468

    package var parts: (year: Int64, month: Int64, day: Int64) {
        let days = number + Self.epoch
        // The calendar repeats itself every 400 years, which have 146,097 days.
        let era = floored(days, 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month > 2 ? 0 : 1), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// 1970-01-01 was a Thursday.
    package var weekday: Weekday { Weekday.allCases[Int(number + 3 - floored(number + 3, 7) * 7)] }

    package static func < (a: Self, b: Self) -> Bool { a.number < b.number }
    package static func + (a: Self, days: Int64) -> Self { Self(number: a.number + days) }

    /// `20200414`, for ids.
    package var compact: String { text(separator: "") }

    private func text(separator: String) -> String {
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let (year, month, day) = parts
        return [padded(year, 4), padded(month, 2), padded(day, 2)].joined(separator: separator)
    }
}

extension CalendarDay: CustomStringConvertible {
    /// `2020-04-14`
    package var description: String { text(separator: "-") }
}

/// A day of the week; weeks begin on Monday.
package enum Weekday: String, Hashable, Sendable, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun

    /// 0 for Monday to 6.
    package var number: Int64 { Int64(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// The quotient, rounded down for negative numbers too.
private func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}
