extension ScalarForm where Value == Int {
    /// Decimal digits with an optional `-`, inside `range`.
    package static func wholeNumber(_ range: ClosedRange<Int>) -> ScalarForm {
        ScalarForm("a whole number from \(range.lowerBound) to \(range.upperBound)") { (text) throws(ScalarRefusal) in
            guard let number = Self.digits(text), range.contains(number) else { return nil }
            return number
        }
    }

    /// Bytes as a plain number or with `KiB`, `MiB` or `GiB`, inside `range`.
    package static func byteCount(_ range: ClosedRange<Int>) -> ScalarForm {
        ScalarForm("a size from \(shownBytes(range.lowerBound)) to \(shownBytes(range.upperBound))") {
            (text) throws(ScalarRefusal) in
            var number = text
            var factor = 1
            for (unit, size) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)] where text.hasSuffix(unit) {
                number = String(text.dropLast(unit.count))
                while number.hasSuffix(" ") { number.removeLast() }
                factor = size
            }
            guard let count = Self.digits(number) else { return nil }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
            return !overflow && range.contains(bytes) ? bytes : nil
        }
    }

    private static func shownBytes(_ count: Int) -> String {
        for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where count >= size && count % size == 0 {
            return "\(count / size)\(unit)"
        }
        return "\(count)"
    }

    private static func digits(_ text: String) -> Int? {
        let magnitude = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !magnitude.isEmpty, magnitude.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
