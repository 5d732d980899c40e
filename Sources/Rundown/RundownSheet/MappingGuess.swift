import CheckedYAML

/// Finds a field for each column.
struct MappingGuess {
    let table: SheetTable
    let headings: SheetRow?

    func columns(
        _ overrides: [SheetOverride]
    ) throws(SheetFault) -> (columns: [SheetMapping.Column], warnings: [String]) {
        var columns = usedColumns()
        var warnings: [String] = []
        var asked: [SheetField: SheetColumn] = [:]
        var settled: Set<SheetField> = []
        for override in overrides {
            guard settled.insert(override.field).inserted else {
                throw SheetFault(.mapping, "`\(override.field.rawValue)` is given twice. Give it one column.")
            }
            guard let column = try find(override, among: columns) else { continue }
            if let other = asked.first(where: { $0.value == column })?.key {
                throw SheetFault(
                    .mapping,
                    "Column \(column.letters) is given to `\(other.rawValue)` and `\(override.field.rawValue)`. Give each its own column."
                )
            }
            asked[override.field] = column
        }
        for index in columns.indices {
            columns[index].field = asked.first { $0.value == columns[index].column }?.key
        }
        guess(&columns, without: settled, &warnings)
        warn(about: columns, &warnings)
        return (columns, warnings)
    }

    /// Every column with a heading, and without headings every column with anything in it.
    private func usedColumns() -> [SheetMapping.Column] {
        let below = table.rows.filter { $0.number > headings?.number ?? 0 }
        var samples: [SheetColumn: String] = [:]
        for row in below {
            for cell in row.cells where samples[cell.column] == nil { samples[cell.column] = cell.text.trimmingSpaces }
        }
        let named = headings?.cells ?? []
        let used = Set(samples.keys).union(named.map(\.column)).sorted()
        return used.map { column in
            let heading = named.first { $0.column == column }?.text.trimmingSpaces ?? ""
            return SheetMapping.Column(
                column: column, heading: heading, field: nil, sample: samples[column] ?? "",
                unit: Headings.unit(in: heading))
        }
    }

    /// By heading, or else by letters.
    private func find(
        _ override: SheetOverride, among columns: [SheetMapping.Column]
    ) throws(SheetFault) -> SheetColumn? {
        guard let wanted = override.column else { return nil }
        let named = columns.filter { override.isHeading($0.heading) }
        if named.count > 1 {
            let letters = named.map(\.column.letters).joined(separator: " and ")
            throw SheetFault(
                .mapping,
                "Columns \(letters) are both headed \(ShownText.value(wanted)). Name one by its letter, as in \(override.field.rawValue)=\(named[0].column.letters)."
            )
        }
        if let column = named.first?.column { return column }
        if let column = SheetColumn(letters: wanted), columns.contains(where: { $0.column == column }) { return column }
        let present = columns.map {
            $0.heading.isEmpty ? $0.column.letters : "\($0.column.letters) “\(ShownText.name($0.heading))”"
        }
        throw SheetFault(
            .mapping,
            "`\(override.field.rawValue)` is to come from column \(ShownText.value(wanted)), which the sheet does not have. It has \(present.joined(separator: ", "))."
        )
    }

    /// The surest column gets the field, the leftmost of equals.
    private func guess(
        _ columns: inout [SheetMapping.Column], without settled: Set<SheetField>, _ warnings: inout [String]
    ) {
        var best: [SheetField: (index: Int, rank: Int)] = [:]
        var others: [(index: Int, field: SheetField)] = []
        for index in columns.indices where columns[index].field == nil {
            guard let (field, rank) = Headings.meaning(of: columns[index].heading) else { continue }
            if settled.contains(field) { continue }
            if let holder = best[field] {
                if rank < holder.rank { best[field] = (index, rank) }
                others.append((rank < holder.rank ? holder.index : index, field))
            } else {
                best[field] = (index, rank)
            }
        }
        for (field, holder) in best { columns[holder.index].field = field }
        for (index, field) in others.sorted(by: { $0.index < $1.index }) {
            guard let holder = best[field] else { continue }
            let name = field.rawValue
            let taken = columns[holder.index]
            warnings.append(
                "Columns \(Self.shown(taken)) and \(Self.shown(columns[index])) could both be `\(name)`; the first named is taken. Say \(name)=\(columns[index].column.letters) to take the other."
            )
        }
    }

    private func warn(about columns: [SheetMapping.Column], _ warnings: inout [String]) {
        for field in SheetField.required where !columns.contains(where: { $0.field == field }) {
            let name = field.rawValue
            warnings.append(
                "No column holds `\(name)`, which every cue needs. Say \(name)=column, by heading or letter.")
        }
        let mapped = Set(columns.filter { $0.field != nil }.map(\.column))
        for row in table.rows where row.number > headings?.number ?? 0 {
            guard let cell = row.cells.first(where: { $0.kind == .error && mapped.contains($0.column) }) else {
                continue
            }
            warnings.append(
                "Cell \(cell.column.letters)\(row.number) holds the error \(ShownText.name(cell.text)), and there may be more. Correct the formula."
            )
            break
        }
    }

    static func shown(_ column: SheetMapping.Column) -> String {
        column.heading.isEmpty ? column.column.letters : "\(column.column.letters) “\(ShownText.name(column.heading))”"
    }
}
