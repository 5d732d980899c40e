import BroadcastModel
import CheckedYAML

/// What `every` says: so many days, or so many weeks.
struct RepeatStep: Hashable, Sendable {
    enum Unit: String, CaseIterable, Sendable { case day, week }
    var count: Int64
    var unit: Unit
}

extension ScalarForm where Value == RepeatStep {
    /// `day`, `week`, `3 days`, `2 weeks`: days of the calendar, not hours, so that a time of day stays what it is.
    static var repeatStep: ScalarForm {
        let most: Int64 = 366
        let expectation = "day, week, or a number of them like 3 days or 2 weeks"
        return ScalarForm(expectation) { (text) throws(ScalarRefusal) in
            let words = text.split(separator: " ")
            let number = words.count == 2 ? words.first.flatMap { Int64($0) } : words.count == 1 ? 1 : nil
            guard let number, let word = words.last else { return nil }
            let singular = words.count == 2 && word.hasSuffix("s") ? word.dropLast() : word
            guard let unit = RepeatStep.Unit(rawValue: String(singular)) else {
                let hint = Spelling.hint(for: String(word), among: ["day", "days", "week", "weeks"])
                throw ScalarRefusal("must be \(expectation), found \(ShownText.value(text))\(hint)")
            }
            guard (1...most).contains(number) else {
                throw ScalarRefusal("must count from 1 to \(most), found \(ShownText.value(text))")
            }
            return RepeatStep(count: number, unit: unit)
        }
    }
}

extension ScalarForm where Value == CalendarDay {
    /// `2020-06-30`
    static var calendarDay: ScalarForm {
        ScalarForm("a date like 2020-06-30") { (text) throws(ScalarRefusal) in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.map(\.utf8.count) == [4, 2, 2] else { return nil }
            let numbers = parts.compactMap { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil
            }
            guard numbers.count == 3, numbers[0] >= 1970 else { return nil }
            guard let day = CalendarDay(year: numbers[0], month: numbers[1], day: numbers[2]) else {
                throw ScalarRefusal("is no day of the calendar, found \(ShownText.value(text))")
            }
            return day
        }
    }
}
