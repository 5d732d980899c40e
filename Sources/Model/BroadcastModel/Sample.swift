/// What a number counts. Kinds are never added to one another.
package enum SampleKind: String, Codable, Hashable, Sendable, CaseIterable {
    case concurrent, peak, views, unique, heat, likes, comments, shares, orders
    /// Gross merchandise value in fen (1/100 CNY).
    case gmvFen = "gmv-fen"

    /// A level at a moment (may be added over accounts at that moment) or a counter since the start.
    package var isLevel: Bool { self == .concurrent || self == .heat }
}

/// How far a number may be trusted.
package enum SampleQuality: String, Codable, Hashable, Sendable, CaseIterable {
    case exact, approximate
    /// "10万+": the true number is this or more.
    case atLeast = "at-least"
}

/// One number of one account: absent is not zero, so a number that was not read is no sample at all.
package struct Sample: Codable, Hashable, Sendable {
    package var account: AccountID
    package var kind: SampleKind
    package var value: Int64
    package var quality: SampleQuality
    /// When the platform observed it, or when it was read.
    package var at: WallTime
    /// Who said so: `nginx-rtmp stat`, `typed by li.na`.
    package var source: String

    package init(
        account: AccountID, kind: SampleKind, value: Int64, quality: SampleQuality = .exact, at: WallTime,
        source: String
    ) {
        self.account = account
        self.kind = kind
        self.value = value
        self.quality = quality
        self.at = at
        self.source = source
    }
}
