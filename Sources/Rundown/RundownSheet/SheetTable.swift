/// One sheet, as text. Empty cells and rows are left out; numbers of rows and columns are those that a spreadsheet shows.
package struct SheetTable: Equatable, Sendable {
    package var fileName: String
    /// Empty for a CSV text, which has no sheets.
    package var sheetName: String
    /// The visible sheets of the file, in order.
    package var sheetNames: [String]
    package var rows: [SheetRow]
    /// What a person should know about the reading, a sentence each: the encoding, formulas without values.
    package var remarks: [String]

    package init(
        fileName: String, sheetName: String = "", sheetNames: [String] = [], rows: [SheetRow], remarks: [String] = []
    ) {
        self.fileName = fileName
        self.sheetName = sheetName
        self.sheetNames = sheetNames
        self.rows = rows
        self.remarks = remarks
    }
}

package struct SheetRow: Equatable, Sendable {
    /// From 1 up.
    package var number: Int
    /// In order of columns; none is empty.
    package var cells: [SheetCell]

    package init(number: Int, cells: [SheetCell]) {
        self.number = number
        self.cells = cells
    }

    package subscript(column: SheetColumn) -> SheetCell? { cells.first { $0.column == column } }
}

package struct SheetCell: Equatable, Sendable {
    /// What the file says the cell is; a CSV text says `text` throughout.
    package enum Kind: String, Hashable, Sendable {
        case text, number, boolean
        /// `2030-04-12`
        case date
        /// `20:05:00`: a number that the sheet shows as a time of day. People also type lengths so.
        case time
        /// `2030-04-12 20:05:00`
        case moment
        /// `26:05:00`: a number that the sheet shows as elapsed time.
        case elapsed
        /// `#REF!` and its like.
        case error
    }
    package var column: SheetColumn
    package var text: String
    package var kind: Kind

    package init(column: SheetColumn, text: String, kind: Kind = .text) {
        self.column = column
        self.text = text
        self.kind = kind
    }
}
