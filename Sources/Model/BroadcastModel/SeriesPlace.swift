/// Broadcasts that belong together (活动): shown together and found by it.
package struct CampaignID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// Broadcasts that one plan file planned by repeating itself (系列); the file's own id.
package struct SeriesID: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

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
