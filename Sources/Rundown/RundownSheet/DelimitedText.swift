/// A CSV text after RFC 4180, with what Excel makes of it: `;` or tabs for commas, `sep=`, lone line feeds, and an
/// apostrophe before what would be a formula.
enum DelimitedText {
    static func read(_ bytes: [UInt8], fileName: String, limits: SheetLimits) throws(SheetFault) -> SheetTable {
        let (text, remark) = try TextDecoding.utf8(bytes)
        guard !text.contains(0) else {
            throw SheetFault(
                .wrongFormat,
                "The file is neither a workbook nor a text. Save the sheet as .xlsx or .csv and send that.")
        }
        var body = text[...]
        let delimiter: UInt8
        if let (named, length) = namedDelimiter(body) {
            delimiter = named
            body = body.dropFirst(length)
        } else {
            delimiter = guessedDelimiter(body)
        }
        var records = Records(body, delimiter: delimiter, limits: limits)
        return SheetTable(fileName: fileName, rows: try records.read(), remarks: remark.map { [$0] } ?? [])
    }

    /// Excel's first line `sep=;`, which is no row of the sheet.
    private static func namedDelimiter(_ text: ArraySlice<UInt8>) -> (delimiter: UInt8, length: Int)? {
        let line = text.prefix(16).prefix { $0 != 0x0A && $0 != 0x0D }
        guard line.count == 5, line.starts(with: Array("sep=".utf8)), let delimiter = line.last, delimiter != 0x22
        else {
            return nil
        }
        let isPair = text.dropFirst(5).starts(with: [0x0D, 0x0A])
        return (delimiter, isPair ? 7 : min(6, text.count))
    }

    /// The one of comma, semicolon and tab that stands equally often in most of the first lines.
    private static func guessedDelimiter(_ text: ArraySlice<UInt8>) -> UInt8 {
        let candidates: [UInt8] = [0x2C, 0x3B, 0x09]
        var lines: [[UInt8: Int]] = [[:]]
        var isQuoted = false
        for byte in text.prefix(1 << 16) {
            if byte == 0x22 { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A || byte == 0x0D {
                if lines.count == 20 { break }
                lines.append([:])
            } else if candidates.contains(byte) {
                lines[lines.count - 1][byte, default: 0] += 1
            }
        }
        let scores = candidates.map { candidate in
            let counts = Dictionary(grouping: lines.compactMap { $0[candidate] }) { $0 }
            return counts.map { $0.key * $0.value.count }.max() ?? 0
        }
        let best = scores.max() ?? 0
        return zip(candidates, scores).first { $0.1 == best }?.0 ?? 0x2C
    }
}

/// The records of a CSV text. A record is a row of the sheet, however many lines it takes.
private struct Records {
    private let text: ArraySlice<UInt8>
    private let delimiter: UInt8
    private let limits: SheetLimits
    private var position: Int
    private var rows: SheetRows
    private var row = 0

    init(_ text: ArraySlice<UInt8>, delimiter: UInt8, limits: SheetLimits) {
        self.text = text
        self.delimiter = delimiter
        self.limits = limits
        self.position = text.startIndex
        self.rows = SheetRows(limits: limits)
    }

    mutating func read() throws(SheetFault) -> [SheetRow] {
        while position < text.endIndex {
            row += 1
            try rows.beginRow(row)
            var column = 0
            repeat {
                column += 1
                let field = try field(column)
                try rows.add(Neutralised.opened(field), at: SheetColumn(column))
            } while take(delimiter)
            rows.endRow()
            if take(0x0D) { _ = take(0x0A) } else { _ = take(0x0A) }
        }
        return rows.rows
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < text.endIndex, text[position] == byte else { return false }
        position += 1
        return true
    }

    private func endsField(_ byte: UInt8) -> Bool { byte == delimiter || byte == 0x0A || byte == 0x0D }

    /// Up to the delimiter or the end of the line. A quote inside a bare field stands for itself.
    private mutating func field(_ column: Int) throws(SheetFault) -> String {
        guard take(0x22) else {
            let rest = text[position...]
            let end = rest.firstIndex(where: endsField) ?? rest.endIndex
            defer { position = end }
            return String(decoding: rest[..<end], as: UTF8.self)
        }
        var field: [UInt8] = []
        while let quote = text[position...].firstIndex(of: 0x22) {
            field += text[position..<quote]
            position = quote + 1
            guard take(0x22) else {
                guard position == text.endIndex || endsField(text[position]) else {
                    throw SheetFault(
                        .damaged,
                        "Cell \(SheetColumn(column).letters)\(row) goes on after its closing quote. Write a quote inside quotes twice (\"\"), or save the sheet as .xlsx."
                    )
                }
                return String(decoding: field, as: UTF8.self)
            }
            field.append(0x22)
        }
        throw SheetFault(
            .damaged,
            "Cell \(SheetColumn(column).letters)\(row) opens a quote that never closes. Close it, write a quote inside quotes twice (\"\"), or save the sheet as .xlsx."
        )
    }
}
