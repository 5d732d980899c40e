/// Durations as people write them: `90s`, `15m`, `1h30m`, `500ms`, `60d`, `00:15:00`.
package enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
    /// Longer ones are refused: a hundred years.
    private static let limit: Int64 = 36_525 * 86_400_000

    /// The duration that `text` says; nil when it says none. Units go from large to small, each at most once; a leading
    /// `-` makes the whole negative; `0` needs no unit.
    package static func parse(_ text: String) -> Duration? {
        let isNegative = text.hasPrefix("-")
        let magnitude = isNegative ? text.dropFirst() : text[...]
        guard let milliseconds = clock(magnitude) ?? withUnits(magnitude), milliseconds <= limit else { return nil }
        return .milliseconds(isNegative ? -milliseconds : milliseconds)
    }

    /// The shortest text that ``parse(_:)`` reads back, to the millisecond.
    package static func shown(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        var rest = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        guard rest != 0 else { return "0s" }
        var text = rest < 0 ? "-" : ""
        rest = abs(rest)
        for unit in units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }

    /// `hours:minutes:seconds`, minutes and seconds in two digits below 60, with up to three decimals.
    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].utf8.count == 2 else { return nil }
        let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard seconds[0].utf8.count == 2, let h = number(parts[0]), let m = number(parts[1]),
            let s = number(seconds[0]), m < 60, s < 60
        else { return nil }
        var milliseconds: Int64 = 0
        if seconds.count == 2 {
            guard seconds[1].utf8.count <= 3, let fraction = number(seconds[1]) else { return nil }
            milliseconds = (0..<(3 - seconds[1].utf8.count)).reduce(fraction) { value, _ in value * 10 }
        }
        guard h <= limit / 3_600_000 else { return nil }
        return h * 3_600_000 + m * 60_000 + s * 1000 + milliseconds
    }

    private static func withUnits(_ text: Substring) -> Int64? {
        if text == "0" { return 0 }
        var rest = text
        var total: Int64 = 0
        var next = units[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let count = number(digits), let index = next.firstIndex(where: { $0.name == name }) else {
                return nil
            }
            let (product, tooLarge) = count.multipliedReportingOverflow(by: units[index].milliseconds)
            guard !tooLarge, product <= limit else { return nil }
            total += product
            next = next[(index + 1)...]
        }
        return text.isEmpty ? nil : total
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }
}
