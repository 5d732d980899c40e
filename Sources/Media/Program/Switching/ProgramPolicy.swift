package import BroadcastModel

/// What a program does by itself when its feed falls silent.
package struct ProgramPolicy: Equatable, Sendable {
    /// Taken when the feed on air has been silent for ``backupAfter``.
    package var backup: FeedID?
    package var backupAfter: Duration = .milliseconds(1500)
    /// Whether the main feed is taken again by itself once it is back; otherwise by hand.
    package var returnsByItself = false
    /// The slate covers when nothing has come for this long.
    package var slateAfter: Duration = .milliseconds(1000)
    package init() {}
}

/// What goes out, as an operator reads it.
package enum ProgramCondition: Hashable, Sendable {
    /// Nothing yet, or nothing any more and no slate.
    case waiting
    case onFeed(FeedID)
    /// The backup, which the program took by itself.
    case onBackup(FeedID)
    /// The slate covers the loss of all input.
    case covered
}
