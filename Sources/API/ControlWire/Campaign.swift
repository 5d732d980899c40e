/// Which broadcast of a series one is, as planned.
package struct SeriesPlaceDTO: Codable, Hashable, Sendable {
    package var id: String
    /// From 1 up, in order of time.
    package var number: Int
    /// How many were planned.
    package var of: Int
    package init(id: String, number: Int, of: Int) {
        self.id = id
        self.number = number
        self.of = of
    }
}

/// `GET /v1/campaigns`: broadcasts that belong together.
package struct CampaignDTO: Codable, Hashable, Sendable {
    package var id: String
    /// How many are on air now; rehearsals do not count.
    package var onAir: Int
    /// When the next one is due that has not begun; absent where there is none.
    package var nextStartsAt: Int64?
    /// In order of time.
    package var broadcasts: [BroadcastDTO]
    package init(id: String, onAir: Int, nextStartsAt: Int64?, broadcasts: [BroadcastDTO]) {
        self.id = id
        self.onAir = onAir
        self.nextStartsAt = nextStartsAt
        self.broadcasts = broadcasts
    }
}
