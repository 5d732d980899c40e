import CheckedYAML

extension SheetMapping: CustomStringConvertible {
    /// A line a column, then a line a warning.
    package var description: String { (lines + warnings.map { "warning: \($0)" }).joined(separator: "\n") }

    /// `column B “时间” → at, from “20:05” on` and `column G “备注” is ignored`, after where the headings are.
    package var lines: [String] {
        [headingRow.map { "headings in row \($0)" } ?? "no headings; every row is a cue"]
            + columns.map { column in
                let shown = MappingGuess.shown(column)
                guard let field = column.field else { return "column \(shown) is ignored" }
                let first = column.sample.isEmpty ? ", which is empty" : ", first \(ShownText.value(column.sample))"
                return "column \(shown) → \(field.rawValue)\(unitShown(column))\(first)"
            }
    }

    private func unitShown(_ column: Column) -> String {
        guard column.field?.mayBeTime == true else { return "" }
        return switch column.unit {
        case 1000: " in seconds"
        case 60_000: " in minutes"
        case 3_600_000: " in hours"
        default: ""
        }
    }
}
