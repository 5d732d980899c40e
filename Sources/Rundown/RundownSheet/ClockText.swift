/// `1:23:45`, with thousandths where there are any.
enum ClockText {
    static func shown(_ milliseconds: Int64, padded: Bool = false) -> String {
        let whole = milliseconds.magnitude
        let hours = whole / 3_600_000
        let rest = whole % 1000
        var text = milliseconds < 0 ? "-" : ""
        text += padded && hours < 10 ? "0\(hours)" : "\(hours)"
        text += ":\(twoDigits(whole / 60_000 % 60)):\(twoDigits(whole / 1000 % 60))"
        if rest > 0 { text += "." + String(String(1000 + rest).dropFirst()) }
        return text
    }

    static func twoDigits(_ number: some BinaryInteger) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The milliseconds that ``shown(_:padded:)`` wrote.
    static func milliseconds(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hours = Int64(parts[0]), let minutes = Int64(parts[1]) else { return nil }
        let seconds = parts[2].split(separator: ".", maxSplits: 1)
        guard let first = seconds.first, let whole = Int64(first), (0..<100_000_000).contains(hours) else { return nil }
        var milliseconds: Int64 = 0
        if seconds.count == 2 {
            guard seconds[1].utf8.count <= 3, let digits = Int64(seconds[1]) else { return nil }
            milliseconds = (seconds[1].utf8.count..<3).reduce(digits) { value, _ in value * 10 }
        }
        let total = hours * 3_600_000 + minutes * 60_000 + whole * 1000 + milliseconds
        return isNegative ? -total : total
    }
}
