/// Which broadcast of a series one is, as planned: the third of ten stays that, whatever becomes of the others.
package struct SeriesPlace: Codable, Hashable, Sendable {
    package var id: SeriesID
    /// From 1 up, in order of time.
    package var number: Int
    /// How many were planned.
    package var total: Int

    package init(id: SeriesID, number: Int, total: Int) {
        self.id = id
        self.number = number
        self.total = total
    }
}

extension SeriesPlace: CustomStringConvertible {
    /// `3/10`
    package var description: String { "\(number)/\(total)" }
}
