/// How a workbook writes characters that XML cannot hold: `_x000B_`, and `_x005F_x000B_` for those very letters.
enum EscapedText {
    static func opened(_ text: String) -> String {
        guard text.utf8.contains(0x5F), text.contains("_x") else { return text }
        var opened = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if let escaped = escape(at: rest) {
                opened.append(escaped)
                rest = rest.dropFirst(7)
            } else {
                opened.append(scalar)
                rest = rest.dropFirst()
            }
        }
        return String(opened)
    }

    /// Escapes what ``opened(_:)`` would take for an escape, and drops what no spreadsheet can hold.
    static func closed(_ text: String) -> String {
        var closed = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if escape(at: rest) != nil { closed.append(contentsOf: "_x005F".unicodeScalars) }
            if scalar.value != 0, scalar.value & 0xFFFE != 0xFFFE { closed.append(scalar) }
            rest = rest.dropFirst()
        }
        return String(closed)
    }

    /// The character that `_xHHHH_` at the start of `text` stands for.
    private static func escape(at text: Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard text.first == "_" else { return nil }
        let letters = Array(text.prefix(7))
        guard letters.count == 7, letters[1] == "x", letters[6] == "_" else { return nil }
        var value: UInt32 = 0
        for letter in letters[2..<6] {
            guard let digit = Character(letter).hexDigitValue, letter.isASCII else { return nil }
            value = value * 16 + UInt32(digit)
        }
        return value == 0 ? nil : Unicode.Scalar(value)
    }
}
