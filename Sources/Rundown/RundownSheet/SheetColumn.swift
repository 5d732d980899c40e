/// A column as a spreadsheet counts: A is 1, Z 26, AA 27.
package struct SheetColumn: Hashable, Sendable, Comparable {
    package var number: Int

    package init(_ number: Int) { self.number = number }

    /// Nil for what is no column of a spreadsheet: those end at XFD.
    package init?(letters: some StringProtocol) {
        guard (1...3).contains(letters.utf8.count) else { return nil }
        var number = 0
        for byte in letters.utf8 {
            switch byte {
            case 0x41...0x5A: number = number * 26 + Int(byte) - 0x40
            case 0x61...0x7A: number = number * 26 + Int(byte) - 0x60
            default: return nil
            }
        }
        guard number <= 16_384 else { return nil }
        self.number = number
    }

    package var letters: String {
        var rest = number
        var letters: [Character] = []
        while rest > 0 {
            letters.append(Character(Unicode.Scalar(UInt8(0x41 + (rest - 1) % 26))))
            rest = (rest - 1) / 26
        }
        return String(letters.reversed())
    }

    package static func < (a: SheetColumn, b: SheetColumn) -> Bool { a.number < b.number }
}
