/// A time as people write it in a rundown, in one of few forms.
///
/// A sheet does not say whether `1:23:45` counts from the beginning of the programme or names a time of day; whoever
/// makes cues of it decides that, for the column as a whole.
package enum SheetTimeForm: String, Hashable, Sendable, CaseIterable {
    /// `0:15:00`, `-0:00:30`: surely counted, as it had units, hours past 24, or a format for elapsed time.
    case elapsed
    /// `1:23:45`: counted, or a time of day. A length or gap can only be counted, and is `elapsed`.
    case clock
    /// `20:05`: hours and minutes of a day, most likely; minutes and seconds for some.
    case wall
    /// `2030-04-12 20:05:00`
    case moment
    /// `15`: a number without a unit.
    case number
    /// Something else, left as it was.
    case other
}

enum SheetTime {
    /// - Parameter unit: milliseconds that a bare number counts, where the heading says so.
    static func read(_ cell: SheetCell, unit: Int64?) -> (text: String, form: SheetTimeForm) {
        let text = cell.text.trimmingSpaces
        switch cell.kind {
        case .elapsed: return (text, .elapsed)
        case .moment: return moment(text[...]).map { ($0, .moment) } ?? (text, .other)
        case .text, .number, .time: return read(text, unit: unit) ?? (text, .other)
        case .boolean, .date, .error: return (text, .other)
        }
    }

    private static func read(_ text: String, unit: Int64?) -> (text: String, form: SheetTimeForm)? {
        guard text.utf8.count <= 64 else { return nil }
        let narrow = text.narrowed.lowercased()
        if let number = number(narrow) {
            guard let unit else { return (narrow, .number) }
            let milliseconds = number * Double(unit)
            return milliseconds <= longest ? (ClockText.shown(Int64(milliseconds.rounded())), .elapsed) : nil
        }
        if let time = dayTime(narrow) { return time }
        if let moment = moment(narrow[...]) { return (moment, .moment) }
        if let milliseconds = withUnits(narrow) { return (ClockText.shown(milliseconds), .elapsed) }
        return nil
    }

    /// A hundred years in milliseconds, so that nothing overflows.
    private static let longest = 36_525.0 * 86_400_000

    private static func number(_ text: some StringProtocol) -> Double? {
        guard let first = text.utf8.first, (0x30...0x39).contains(first), text.utf8.count <= 10,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E })
        else { return nil }
        return Double(text)
    }

    /// `1:23:45`, `20:05`, `8:05 pm`, `下午8:05`, `20点05分`.
    private static func dayTime(_ text: String) -> (text: String, form: SheetTimeForm)? {
        var rest = text[...]
        var half: Int64?
        let halves: [(mark: String, hours: Int64)] = [
            ("上午", 0), ("早上", 0), ("凌晨", 0), ("下午", 12), ("晚上", 12), ("晚", 12), ("am", 0), ("pm", 12), ("a.m.", 0),
            ("p.m.", 12),
        ]
        for (mark, hours) in halves where half == nil {
            if rest.hasPrefix(mark) {
                rest = rest.dropFirst(mark.count)
                half = hours
            } else if rest.hasSuffix(mark) {
                rest = rest.dropLast(mark.count)
                half = hours
            }
        }
        let said = rest.trimmingSpaces.replacing("点", with: ":").replacing("时", with: ":")
        let parts = said.drop { $0 == "-" || $0 == "+" }.split(separator: ":", omittingEmptySubsequences: false)
            .map { $0.hasSuffix("分") ? $0.dropLast() : $0 }
        let isNegative = said.hasPrefix("-")
        guard (2...3).contains(parts.count), var hours = whole(parts[0]), parts[0].utf8.count <= 6 else { return nil }
        // 20点 is 20:00; everything else has two digits of minutes.
        guard let minutes = parts[1].isEmpty && text.contains("点") ? 0 : sixtieth(parts[1]) else { return nil }
        if let half {
            guard (0...12).contains(hours), !isNegative else { return nil }
            hours = hours % 12 + half
        }
        if parts.count == 2 {
            guard hours < 24, !isNegative else { return nil }
            return ("\(hours):\(ClockText.twoDigits(minutes))", .wall)
        }
        let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard sixtieth(seconds[0]) != nil,
            let total = ClockText.milliseconds("\(hours):\(minutes):\(parts[2])")
        else { return nil }
        if isNegative { return (ClockText.shown(-total), total == 0 ? .clock : .elapsed) }
        return (ClockText.shown(total), hours < 24 ? .clock : .elapsed)
    }

    /// `2030-04-12 20:05`, `2030/4/12 20:05:30`, `2030年4月12日 20:05`.
    private static func moment(_ text: Substring) -> String? {
        let narrow = text.replacing("年", with: "-").replacing("月", with: "-").replacing("日", with: " ")
            .replacing("/", with: "-").replacing("t", with: " ")
        let halves = narrow.split(separator: " ")
        guard halves.count == 2 else { return nil }
        let days = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard days.count == 3, days[0].utf8.count == 4, let year = whole(days[0]), let month = whole(days[1]),
            let day = whole(days[2]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var clock = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        if clock.count == 2 { clock.append("00") }
        guard clock.count == 3, let hours = whole(clock[0]), hours < 24, sixtieth(clock[1]) != nil,
            sixtieth(clock[2].prefix { $0 != "." }) != nil,
            let milliseconds = ClockText.milliseconds(clock.joined(separator: ":"))
        else { return nil }
        let date = "\(year)-\(ClockText.twoDigits(month))-\(ClockText.twoDigits(day))"
        return "\(date) \(ClockText.shown(milliseconds, padded: true))"
    }

    /// `1h30m`, `15 min`, `1小时30分`, `90秒`, `5'30"`, `-30s`. Units go from large to small, each at most once.
    private static func withUnits(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        var rest = text.drop { $0 == "-" || $0 == "+" }
        var total = 0.0
        var next = units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            guard let number = number(digits) else { return nil }
            let found = next.indices.compactMap { index in
                next[index].names.first { rest.hasPrefix($0) }.map { (index: index, length: $0.count) }
            }
            // The longest name: `min` before `m`, `ms` before `m`.
            guard let unit = found.max(by: { $0.length < $1.length }) else { return nil }
            total += number * next[unit.index].milliseconds
            rest = rest.dropFirst(unit.length).drop { $0 == " " }
            next = next[(unit.index + 1)...]
        }
        guard next.startIndex > 0, total <= longest else { return nil }
        let milliseconds = Int64(total.rounded())
        return isNegative ? -milliseconds : milliseconds
    }

    /// Names of one unit stand from long to short.
    private static let units: [(milliseconds: Double, names: [String])] = [
        (86_400_000, ["days", "day", "天", "d"]),
        (3_600_000, ["小时", "hours", "hour", "hrs", "hr", "h"]),
        (60_000, ["分钟", "minutes", "minute", "mins", "min", "分", "m", "'", "′", "’"]),
        (1000, ["秒钟", "seconds", "second", "secs", "sec", "秒", "s", "''", "\"", "″", "”"]),
        (1, ["毫秒", "ms"]),
    ]

    private static func whole(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    private static func sixtieth(_ text: Substring) -> Int64? {
        guard text.utf8.count == 2, let number = whole(text), number < 60 else { return nil }
        return number
    }
}
