package import BroadcastModel

/// What the clock does with a cue now.
package struct DueCue: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case fired
        /// It was late, and its rule says to leave it out.
        case skipped
        /// A hand must decide: why.
        case asked(Question)
    }
    package enum Question: Hashable, Sendable {
        case late
        /// A cue below it, with a moment of its own, has gone on without it.
        case passed
        /// What it needs first, in words for people.
        case notReady(String)
    }

    package let cue: Cue
    /// How far behind its moment; never negative.
    package let late: Duration
    package let outcome: Outcome

    package init(cue: Cue, late: Duration, outcome: Outcome = .fired) {
        self.cue = cue
        self.late = late
        self.outcome = outcome
    }
}
