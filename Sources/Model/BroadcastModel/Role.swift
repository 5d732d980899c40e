/// What a user may do. Everything not listed is denied.
package enum Role: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// Reads everything but the audit and the users.
    case viewer
    /// Also plans, starts, ends, fires, retries.
    case `operator`
    /// Also users, keys and the audit.
    case admin

    private var rank: Int { self == .viewer ? 0 : self == .operator ? 1 : 2 }
    package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}
