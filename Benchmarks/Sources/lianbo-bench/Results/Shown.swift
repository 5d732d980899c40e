/// Numbers as they stand in tables.
enum Shown {
    /// With `digits` after the point.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + String(scaled) }
        let rest = String(scaled % scale)
        return sign + "\(scaled / scale)." + String(repeating: "0", count: digits - rest.count) + rest
    }

    /// As few digits as it takes, two at most.
    static func plain(_ value: Double) -> String {
        var text = fixed(value, 2)
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    static func optional(_ value: Double?, _ digits: Int) -> String { value.map { fixed($0, digits) } ?? "-" }

    /// Of several runs the one in the middle (the lower one of two); nil of none.
    static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
    }
}
