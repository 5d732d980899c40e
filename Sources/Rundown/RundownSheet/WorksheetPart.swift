/// `xl/worksheets/sheet1.xml`: rows of cells. Formulas give the value that was last worked out.
final class WorksheetPart: XMLPartListener {
    private(set) var rows: SheetRows
    /// Cells with a formula and no value, first of all the first.
    private(set) var emptyFormulas: (first: String, count: Int)?
    private let texts: [String]
    private let forms: [NumberForm]
    private let startsIn1904: Bool

    private var isInsideData = false
    private var row = 0
    private var column = 0
    private var type = "n"
    private var style = 0
    private var value = ""
    private var hasFormula = false
    private var isInsideValue = false
    private var isInsideReading = false
    /// Longer values are only counted, never kept.
    private let longest: Int

    init(texts: [String], forms: [NumberForm], startsIn1904: Bool, limits: SheetLimits) {
        self.rows = SheetRows(limits: limits)
        self.texts = texts
        self.forms = forms
        self.startsIn1904 = startsIn1904
        self.longest = (limits.cellCharacters + 1) * 4
    }

    func begin(_ element: String, _ attributes: [String: String]) throws(SheetFault) {
        guard isInsideData || element == "sheetData" else { return }
        switch element {
        case "sheetData": isInsideData = true
        case "row":
            row = try number(attributes["r"], after: row)
            column = 0
            try rows.beginRow(row)
        case "c":
            try beginCell(attributes)
        case "f": hasFormula = true
        case "v", "t": isInsideValue = !isInsideReading
        case "rPh": isInsideReading = true
        default: break
        }
    }

    func text(_ piece: String) {
        if isInsideValue, value.utf8.count <= longest { value += piece }
    }

    func end(_ element: String) throws(SheetFault) {
        guard isInsideData else { return }
        switch element {
        case "sheetData": isInsideData = false
        case "row": rows.endRow()
        case "c": try endCell()
        case "v", "t": isInsideValue = false
        case "rPh": isInsideReading = false
        default: break
        }
    }

    private func beginCell(_ attributes: [String: String]) throws(SheetFault) {
        guard row > 0 else { throw XMLPart.damaged("A sheet") }
        column += 1
        if let place = attributes["r"] {
            let letters = place.prefix { $0.isASCII && $0.isLetter }
            guard let named = SheetColumn(letters: letters), Int(place.dropFirst(letters.count)) == row else {
                throw SheetFault(
                    .damaged,
                    "A cell of row \(row) says that it is elsewhere. Open the workbook in a spreadsheet program and save it again."
                )
            }
            column = named.number
        }
        type = attributes["t"] ?? "n"
        style = attributes["s"].flatMap { Int($0) } ?? 0
        value = ""
        hasFormula = false
    }

    private func endCell() throws(SheetFault) {
        let place = SheetColumn(column)
        guard !value.isEmpty else {
            if hasFormula {
                emptyFormulas = (emptyFormulas?.first ?? "\(place.letters)\(row)", (emptyFormulas?.count ?? 0) + 1)
            }
            return
        }
        let (text, kind) = try content(at: place)
        try rows.add(text, kind: kind, at: place)
    }

    private func content(at place: SheetColumn) throws(SheetFault) -> (String, SheetCell.Kind) {
        switch type {
        case "s":
            guard let index = Int(value.trimmingSpaces), texts.indices.contains(index) else { throw damaged(place) }
            return (texts[index], .text)
        case "inlineStr", "str": return (EscapedText.opened(value), .text)
        case "b": return (["1", "true"].contains(value.trimmingSpaces) ? "true" : "false", .boolean)
        case "e": return (value, .error)
        case "d": return (value.replacing("T", with: " "), .moment)
        case "n":
            guard let number = Double(value.trimmingSpaces), number.isFinite else { throw damaged(place) }
            let form = forms.indices.contains(style) ? forms[style] : .plain
            if form != .plain, let date = SerialDate(number, startsIn1904: startsIn1904) { return date.shown(as: form) }
            return (Self.shown(number), .number)
        default: throw damaged(place)
        }
    }

    /// As a person would write it: `12`, not `12.0`.
    private static func shown(_ number: Double) -> String {
        if abs(number) < 1e15, number == number.rounded() { return String(Int64(number)) }
        return "\(number)"
    }

    private func number(_ text: String?, after last: Int) throws(SheetFault) -> Int {
        guard let text else { return last + 1 }
        guard let number = Int(text), (1...1_048_576).contains(number) else {
            throw SheetFault(
                .damaged,
                "A row after row \(last) has no proper number. Open the workbook in a spreadsheet program and save it again."
            )
        }
        return number
    }

    private func damaged(_ place: SheetColumn) -> SheetFault {
        SheetFault(
            .damaged,
            "Cell \(place.letters)\(row) cannot be read. Type it anew in a spreadsheet program and save the workbook again."
        )
    }
}
