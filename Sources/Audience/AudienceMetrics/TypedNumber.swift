package import BroadcastModel

/// A number as a person reads it from a platform's screen: `12345`, `3,456`, `1.2万`, `10万+`, `1.2w`, `1.5亿`.
///
/// A number with a unit was rounded by the platform, so it is approximate; a `+` makes it a lower bound. Money says
/// its unit, because a hundredfold error cannot be seen afterwards: `¥1.2万`, `99.50元`, or `9950分`.
package struct TypedNumber: Hashable, Sendable {
    /// Whole units; fen for ``SampleKind/gmvFen``.
    package let value: Int64
    package let quality: SampleQuality

    /// Reads `text` as a number of `kind`. Throws a ``Fault`` with code `malformed` that says what is accepted.
    package init(_ text: String, kind: SampleKind) throws(Fault) {
        var rest = Self.tidy(text)
        var isLowerBound = false
        if rest.hasSuffix("+") {
            isLowerBound = true
            rest.removeLast()
        }
        var factor: Int64 = 1
        if kind == .gmvFen { factor = try Self.takeCurrency(from: &rest) }
        if !isLowerBound, rest.hasSuffix("+") {
            isLowerBound = true
            rest.removeLast()
        }
        var isRounded = false
        if let unit = rest.last.flatMap({ Self.units[$0] }) {
            (factor, isRounded) = (factor * unit, true)
            rest.removeLast()
        }
        value = try Self.scaled(rest, by: factor)
        quality = isLowerBound ? .atLeast : isRounded ? .approximate : .exact
    }

    private static let units: [Character: Int64] = [
        "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "m": 1_000_000, "亿": 100_000_000,
    ]

    /// Lower case, without blanks, full-width forms made plain.
    private static func tidy(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            let isFullWidth = (0xFF01...0xFF5E).contains(scalar.value)
            guard let plain = isFullWidth ? Unicode.Scalar(scalar.value - 0xFEE0) : scalar else { continue }
            result.unicodeScalars.append(plain)
        }
        return result.lowercased()
    }

    /// Removes the mark and returns how many fen one unit has.
    private static func takeCurrency(from text: inout String) throws(Fault) -> Int64 {
        if let first = text.first, first == "¥" || first == "￥" {
            text.removeFirst()
            return 100
        }
        if text.hasSuffix("元") {
            text.removeLast()
            return 100
        }
        if text.hasSuffix("分") {
            text.removeLast()
            return 1
        }
        throw Fault(
            .malformed, "Say whether the amount is in yuan or in fen: ¥99.50, 99.50元, ¥1.2万 or 9950分.",
            blame: .operatorSide)
    }

    private static func scaled(_ digits: String, by factor: Int64) throws(Fault) -> Int64 {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Self.whole(parts[0]) else { throw malformed }
        var (value, overflow) = whole.multipliedReportingOverflow(by: factor)
        if parts.count == 2 {
            guard factor > 1, (1...9).contains(parts[1].count), let fraction = Self.plain(parts[1]) else {
                throw malformed
            }
            let divisor = (0..<parts[1].count).reduce(Int64(1)) { product, _ in product * 10 }
            let (scaledFraction, tooMuch) = fraction.multipliedReportingOverflow(by: factor)
            guard !tooMuch, scaledFraction % divisor == 0 else { throw malformed }
            let (sum, sumOverflow) = value.addingReportingOverflow(scaledFraction / divisor)
            (value, overflow) = (sum, overflow || sumOverflow)
        }
        guard !overflow else { throw malformed }
        return value
    }

    /// Digits, or digits in groups of three: `3,456`.
    private static func whole(_ text: Substring) -> Int64? {
        let groups = text.split(separator: ",", omittingEmptySubsequences: false)
        guard groups.count > 1 else { return plain(text) }
        guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
        return plain(Substring(groups.joined()))
    }

    private static func plain(_ text: Substring) -> Int64? {
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    private static var malformed: Fault {
        Fault(
            .malformed,
            "This is not a number that can be read. Type it as the screen shows it: 12345, 3,456, 1.2万, 10万+, 1.2w or 1.5亿.",
            blame: .operatorSide)
    }
}
