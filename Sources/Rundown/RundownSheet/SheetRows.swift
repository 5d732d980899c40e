/// Collects the cells of a sheet in order, inside the limits.
struct SheetRows {
    private let limits: SheetLimits
    private(set) var rows: [SheetRow] = []
    private var cells: [SheetCell] = []
    private var number = 0
    private var textBytes = 0

    init(limits: SheetLimits) { self.limits = limits }

    /// Numbers go up; a sheet in which they do not is damaged.
    mutating func beginRow(_ number: Int) throws(SheetFault) {
        guard number > self.number else {
            throw SheetFault(
                .damaged,
                "Row \(number) comes after row \(self.number) in the file. Open it in a spreadsheet program and save it again."
            )
        }
        self.number = number
    }

    /// Leaves out what is empty.
    mutating func add(_ text: String, kind: SheetCell.Kind = .text, at column: SheetColumn) throws(SheetFault) {
        guard !text.isEmpty else { return }
        guard number <= limits.rows else {
            throw SheetFault(
                .tooLarge,
                "Row \(number) is in use; \(limits.rows) rows are the most. Split the sheet, or clear what stands below its end."
            )
        }
        let place = "\(column.letters)\(number)"
        guard column.number <= limits.columns else {
            let last = SheetColumn(limits.columns).letters
            throw SheetFault(
                .tooLarge,
                "Cell \(place) is in use; \(limits.columns) columns (A to \(last)) are the most. Delete the columns that the rundown does not need."
            )
        }
        if text.utf8.count > limits.cellCharacters, text.unicodeScalars.count > limits.cellCharacters {
            throw SheetFault(
                .tooLarge,
                "Cell \(place) holds more than \(limits.cellCharacters) characters. Shorten it, or keep the text outside the rundown."
            )
        }
        textBytes += text.utf8.count
        guard textBytes <= limits.textBytes else {
            throw SheetFault(
                .tooLarge,
                "The sheet holds more than \(limits.textBytes >> 20) MiB of text. Split it, or keep long texts outside the rundown."
            )
        }
        if let last = cells.last, last.column >= column {
            throw SheetFault(
                .damaged,
                "Cell \(place) comes after cell \(last.column.letters)\(number) in the file. Open it in a spreadsheet program and save it again."
            )
        }
        cells.append(SheetCell(column: column, text: text, kind: kind))
    }

    mutating func endRow() {
        guard !cells.isEmpty else { return }
        rows.append(SheetRow(number: number, cells: cells))
        cells = []
    }
}
