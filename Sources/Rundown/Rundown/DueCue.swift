package import BroadcastModel

/// A cue that the clock fires now.
package struct DueCue: Hashable, Sendable {
    package let cue: Cue
    /// How far behind its planned moment it fires; never negative.
    package let late: Duration

    package init(cue: Cue, late: Duration) {
        self.cue = cue
        self.late = late
    }
}
