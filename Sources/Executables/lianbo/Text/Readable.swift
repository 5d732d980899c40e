/// Quantities as people read them. Absent is `–`, never zero.
enum Readable {
    static let absent = "–"

    /// `0 B`, `12.3 kB`, `1.2 GB`: decimal units.
    static func bytes(_ count: UInt64) -> String { scaled(Double(count), units: ["B", "kB", "MB", "GB", "TB", "PB"]) }

    /// `4.2 Mbit/s`; nothing flows: `–`.
    static func bits(_ perSecond: UInt64) -> String {
        perSecond == 0 ? absent : scaled(Double(perSecond), units: ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"])
    }

    /// `1:02:03` or `02:03`, with a minus when negative.
    static func clock(_ milliseconds: Int64) -> String {
        let seconds = milliseconds.magnitude / 1000
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text =
            seconds >= 3600
            ? "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
            : "\(two(seconds / 60)):\(two(seconds % 60))"
        return milliseconds <= -1000 ? "-\(text)" : text
    }

    /// `33 ms`, `1.2 s`.
    static func lag(_ milliseconds: Int64) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : "\(tenths(Double(milliseconds) / 1000)) s"
    }

    /// `1,234,567`, marked `≈` when approximate and `+` when it is a lower bound.
    static func number(_ value: Int64, quality: String) -> String {
        let digits = grouped(value)
        return quality == "approximate" ? "≈\(digits)" : quality == "at-least" ? "\(digits)+" : digits
    }

    /// A number of a kind; money is fen on the wire and yuan on a screen.
    static func number(_ value: Int64, quality: String, kind: String) -> String {
        guard kind == "gmv-fen" else { return number(value, quality: quality) }
        let cents = value.magnitude % 100
        let yuan = "¥\(value < 0 ? "-" : "")\(grouped(Int64(value.magnitude / 100))).\(cents < 10 ? "0" : "")\(cents)"
        return quality == "approximate" ? "≈\(yuan)" : quality == "at-least" ? "\(yuan)+" : yuan
    }

    static func kind(_ kind: String) -> String { kind == "gmv-fen" ? "gmv" : kind }

    static func grouped(_ value: Int64) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "-\(text)" : text
    }

    private static func scaled(_ value: Double, units: [String]) -> String {
        var value = value
        var unit = 0
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(Int64(value)) \(units[0])" : "\(tenths(value)) \(units[unit])"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
