/// Where one cue stands.
package enum CueState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Waits for its moment, or for a hand. Leaves to `held`, `fired` or `skipped`.
    case pending
    /// The clock must leave it alone. Leaves to `pending` (released), `fired` or `skipped`.
    case held
    /// Done; there is no way back.
    case fired
    /// Will not be done. Leaves to `pending` (released).
    case skipped

    /// Still to come: the clock or a hand may fire it.
    package var isOpen: Bool { self == .pending || self == .held }
}
