/// What a row says of one cue, as text that nobody has checked yet.
package struct SheetCue: Hashable, Sendable {
    /// The row of the sheet, from 1 up, for messages.
    package var row: Int
    /// Trimmed; none is empty. `kind` is the plan's word where the sheet's word is known, `by-hand` is `true` or `false`
    /// where it says yes or no.
    package var fields: [SheetField: String]
    /// The form of each field that may be a time (``SheetField/mayBeTime``), and of no other.
    package var times: [SheetField: SheetTimeForm]

    package init(row: Int, fields: [SheetField: String], times: [SheetField: SheetTimeForm]) {
        self.row = row
        self.fields = fields
        self.times = times
    }
}
