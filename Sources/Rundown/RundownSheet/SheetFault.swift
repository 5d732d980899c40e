/// Why a spreadsheet cannot be read, mapped or written: one sentence that ends in the remedy.
package struct SheetFault: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Larger than ``SheetLimits`` allow: the file, what it unpacks to, its rows, columns or one cell.
        case tooLarge = "too-large"
        /// Something else than a CSV text or an XLSX workbook.
        case wrongFormat = "wrong-format"
        /// Meant to be one, but cut off, altered or against the rules of its format.
        case damaged
        /// Holds what no workbook needs and what only harms: a document type, entities, extreme compression.
        case forbidden
        /// The sheet that was asked for is not there.
        case noSuchSheet = "no-such-sheet"
        /// The columns cannot be told apart, or what was asked about them makes no sense.
        case mapping
        /// Writing failed on our side: no room, no temporary folder.
        case unwritable
    }
    package var code: Code
    /// A sentence for a person. Never repeats an address.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension SheetFault: CustomStringConvertible {
    package var description: String { message }
}
