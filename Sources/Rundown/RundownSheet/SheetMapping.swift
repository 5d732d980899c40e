import CheckedYAML

/// Which column of a sheet holds which field of a cue. It is shown to a person before it is applied.
package struct SheetMapping: Equatable, Sendable {
    /// One column that is in use, and what becomes of it.
    package struct Column: Equatable, Sendable {
        package var column: SheetColumn
        /// Empty where the sheet has none.
        package var heading: String
        /// Nil for a column that is ignored.
        package var field: SheetField?
        /// The first value under the heading; empty where there is none.
        package var sample: String
        /// Milliseconds that a bare number counts, where the heading says so.
        package var unit: Int64?
    }
    /// Nil when the sheet has no headings: every row is a cue.
    package var headingRow: Int?
    /// From left to right.
    package var columns: [Column]
    /// What a person should look at before going on, a sentence each.
    package var warnings: [String]

    /// How many rows may stand above the headings.
    static let deepestHeading = 30

    /// Guesses from the headings; what `overrides` say goes before.
    ///
    /// - Parameters:
    ///   - overrides: `field=column` each, the column by its heading or letter; `field=-` for none.
    ///   - headingRow: the row of the headings, 0 for none; nil to look for it.
    package init(
        guessing table: SheetTable, overrides: [String] = [], headingRow: Int? = nil
    ) throws(SheetFault) {
        let overrides = try overrides.map { text throws(SheetFault) in try SheetOverride(text) }
        let headings: SheetRow?
        switch headingRow {
        case nil: headings = try Self.findHeadings(in: table, overrides)
        case 0: headings = nil
        case let number?:
            guard let row = table.rows.first(where: { $0.number == number }) else {
                throw SheetFault(
                    .mapping, "Row \(number) is empty; name the row in which the headings stand, or 0 for none.")
            }
            headings = row
        }
        let guess = MappingGuess(table: table, headings: headings)
        self.headingRow = headings?.number
        (self.columns, self.warnings) = try guess.columns(overrides)
    }

    /// The cues of the rows below the headings, in order. Rows without anything in a mapped column are left out.
    package func apply(to table: SheetTable) -> [SheetCue] {
        let mapped = columns.filter { $0.field != nil }
        return table.rows.filter { $0.number > headingRow ?? 0 }.compactMap { row in
            var cue = SheetCue(row: row.number, fields: [:], times: [:])
            for column in mapped {
                guard let field = column.field, let cell = row[column.column] else { continue }
                let text = Self.normalised(cell.text)
                guard !text.isEmpty else { continue }
                switch field {
                case .kind: cue.fields[field] = KindWords.opened(text)
                case .byHand: cue.fields[field] = YesWords.opened(text)
                case _ where field.mayBeTime:
                    let (time, form) = SheetTime.read(
                        SheetCell(column: cell.column, text: text, kind: cell.kind), unit: column.unit)
                    cue.fields[field] = time
                    cue.times[field] = form == .clock && field.isCounted ? .elapsed : form
                default: cue.fields[field] = text
                }
            }
            return cue.fields.isEmpty ? nil : cue
        }
    }

    /// Trimmed, with one kind of line end.
    static func normalised(_ text: String) -> String {
        guard text.utf8.contains(0x0D) else { return text.trimmingSpaces }
        return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmingSpaces
    }

    /// The row near the top in which the most fields are named; the first of several.
    private static func findHeadings(in table: SheetTable, _ overrides: [SheetOverride]) throws(SheetFault) -> SheetRow?
    {
        var best: (row: SheetRow, count: Int)?
        for row in table.rows.prefix(deepestHeading) {
            let named = Set(row.cells.compactMap { Headings.meaning(of: $0.text)?.field })
            let asked = overrides.filter { override in
                row.cells.contains { override.isHeading($0.text) } && !named.contains(override.field)
            }
            let count = named.count + asked.count
            if count > best?.count ?? 1 { best = (row, count) }
        }
        if let best { return best.row }
        guard !table.rows.isEmpty else {
            throw SheetFault(.mapping, "The sheet is empty. Name another sheet, or fill this one.")
        }
        // With columns named by their letters the sheet may do without.
        guard overrides.contains(where: { $0.column.flatMap { SheetColumn(letters: $0) } != nil }) else {
            throw SheetFault(
                .mapping,
                "No row near the top looks like headings, such as “时间”, “类型”, “标题” or “at”, “kind”, “title”. Write them above the columns, or name columns by their letters, as in at=A."
            )
        }
        return nil
    }
}

/// `field=column`, as a person gives it.
struct SheetOverride: Equatable {
    var field: SheetField
    /// A heading or letters; nil for none.
    var column: String?

    init(_ text: String) throws(SheetFault) {
        guard let sign = text.firstIndex(of: "=") else {
            throw SheetFault(
                .mapping, "\(ShownText.value(text)) is not of the form field=column, as in title=环节 or title=C.")
        }
        let name = text[..<sign].trimmingSpaces.lowercased()
        guard let field = SheetField(rawValue: name) ?? SheetField(rawValue: name.replacing("_", with: "-")) else {
            let names = SheetField.allCases.map(\.rawValue)
            let hint = Spelling.hint(for: name, among: names)
            throw SheetFault(
                .mapping,
                "\(ShownText.value(name)) is no field of a cue\(hint.isEmpty ? "; the fields are \(names.joined(separator: ", "))." : hint)"
            )
        }
        let column = text[text.index(after: sign)...].trimmingSpaces
        self.field = field
        self.column = column.isEmpty || column == "-" ? nil : column
    }

    func isHeading(_ text: String) -> Bool {
        guard let column, Headings.isShort(column), Headings.isShort(text) else { return false }
        return text.trimmingSpaces == column
            || (!Headings.folded(column).isEmpty && Headings.folded(text) == Headings.folded(column))
    }
}
