/// Where one cue stands.
package enum CueState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Waits for its moment, or for a hand. Leaves to `held`, `asked`, `fired` or `skipped`.
    case pending
    /// The clock must leave it alone. Leaves to `pending` (released), `fired` or `skipped`.
    case held
    /// Its moment has come and the clock may not fire it: it is late, or not ready. Leaves to `fired` or `skipped`.
    case asked
    /// Done. Leaves to `fired` (done again) or `pending` only by going back.
    case fired
    /// Will not be done. Leaves to `pending` (released).
    case skipped

    /// Still to come: the clock or a hand may fire it.
    package var isOpen: Bool { self == .pending || self == .held || self == .asked }
    /// It was on air, or is: its instance is a fact that no edit changes.
    package var hasBegun: Bool { self == .fired }
}

/// What has become of one cue.
package struct CueRun: Codable, Hashable, Sendable {
    package var state: CueState
    /// Programme time at which it was fired, the last time, or skipped; nil before. From it the cue below counts.
    package var since: Duration?
    /// How often it was fired: more than once after going back. With the cue it names one effect.
    package var count: Int
    /// When it was fired, the last time.
    package var firedAt: WallTime?
    /// That a step of the checklist was done; nil: nobody has said so. Firing the cue again takes it away.
    package var tick: Signature?

    package init(
        _ state: CueState, since: Duration? = nil, count: Int = 0, firedAt: WallTime? = nil, tick: Signature? = nil
    ) {
        self.state = state
        self.since = since
        self.count = count
        self.firedAt = firedAt
        self.tick = tick
    }
}
