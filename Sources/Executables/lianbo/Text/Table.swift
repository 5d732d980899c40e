/// Rows for people: aligned by columns of the terminal, states in colour.
struct Table {
    struct Column {
        var title: String
        var isNumber = false
        /// Words in this column take the colour of the state that they are.
        var isState = false
        /// Cut beyond this many columns.
        var limit: Int?

        static func text(_ title: String, limit: Int? = nil) -> Column { Column(title: title, limit: limit) }
        static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
        static func state(_ title: String) -> Column { Column(title: title, isState: true) }
    }

    var columns: [Column]
    var rows: [[String]]
    /// Said instead of an empty table: what to do next.
    var whenEmpty: String

    func text(_ paint: Paint = Paint(isOn: Console.current.wantsColour)) -> String {
        guard !rows.isEmpty else { return whenEmpty }
        return lines(paint).joined(separator: "\n")
    }

    func lines(_ paint: Paint) -> [String] {
        let cells = rows.map { row in
            zip(columns, row).map { column, cell in column.limit.map { DisplayWidth.cut(cell, to: $0) } ?? cell }
        }
        let widths = columns.indices.map { index in
            max(DisplayWidth.of(columns[index].title), cells.map { DisplayWidth.of($0[index]) }.max() ?? 0)
        }
        func line(_ row: [String], _ tint: (Int) -> Paint.Tint?) -> String {
            let parts = row.indices.map { index in
                let isLast = index == row.count - 1 && !columns[index].isNumber
                return paint(
                    isLast
                        ? row[index] : DisplayWidth.pad(row[index], to: widths[index], right: columns[index].isNumber),
                    tint(index))
            }
            return parts.joined(separator: "  ").trimmedAtEnd
        }
        return [line(columns.map(\.title)) { _ in .dim }]
            + cells.map { row in line(row) { columns[$0].isState ? Paint.tint(row[$0]) : nil } }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        guard let last = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...last])
    }
}
