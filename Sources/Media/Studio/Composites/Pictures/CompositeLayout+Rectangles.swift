import BroadcastModel

extension CompositeLayout {
    /// Where each of `count` seats (1 to 9) stands on a canvas of that size (pixels, even, 32 and more), in order of seats; later ones
    /// lie above earlier ones.
    func rectangles(width: Int, height: Int, count: Int) -> [SeatRectangle] {
        let count = min(max(1, count), CompositePlan.mostSeats)
        switch self {
        case .sideBySide: return Self.cells(width, height, columns: count, rows: 1, count: count)
        case .topAndBottom: return Self.cells(width, height, columns: 1, rows: count, count: count)
        case .grid:
            let longer = Int(Double(count).squareRoot().rounded(.up))
            let shorter = (count + longer - 1) / longer
            return width >= height
                ? Self.cells(width, height, columns: longer, rows: shorter, count: count)
                : Self.cells(width, height, columns: shorter, rows: longer, count: count)
        case .pictureInPicture: return Self.insets(width, height, count: count)
        }
    }

    /// Cells that leave no pixel between them; a last row that is not full stands in the middle.
    private static func cells(_ width: Int, _ height: Int, columns: Int, rows: Int, count: Int) -> [SeatRectangle] {
        func edge(_ number: Int, of parts: Int, _ length: Int) -> Int { (length * number / parts) & ~1 }
        return (0..<count).map { seat in
            let (row, column) = (seat / columns, seat % columns)
            let inRow = min(columns, count - row * columns)
            let indent = (width - edge(inRow, of: columns, width)) / 2 & ~1
            let left = edge(column, of: columns, width)
            let top = edge(row, of: rows, height)
            return SeatRectangle(
                x: indent + left, y: top, width: edge(column + 1, of: columns, width) - left,
                height: edge(row + 1, of: rows, height) - top)
        }
    }

    /// The first on the whole canvas; the others as small as four to a side, from the lower right corner upwards, then leftwards.
    private static func insets(_ width: Int, _ height: Int, count: Int) -> [SeatRectangle] {
        let (inner, gap) = (min(width, height) / 4, min(width, height) / 40 & ~1)
        // As wide as the canvas is, though never so narrow that a face has no room.
        let small =
            width >= height
            ? (width: inner * width / height & ~1, height: inner & ~1) : (width: inner & ~1, height: inner * 4 / 3 & ~1)
        let perColumn = max(1, (height - gap) / (small.height + gap))
        return (0..<count).map { seat in
            guard seat > 0 else { return SeatRectangle(x: 0, y: 0, width: width, height: height) }
            let (column, row) = ((seat - 1) / perColumn, (seat - 1) % perColumn)
            return SeatRectangle(
                x: max(0, width - (column + 1) * (small.width + gap)),
                y: max(0, height - (row + 1) * (small.height + gap)), width: small.width, height: small.height)
        }
    }
}
