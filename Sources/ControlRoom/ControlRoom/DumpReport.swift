package import BroadcastModel

/// What a dump took away before anybody saw it.
package struct DumpReport: Hashable, Sendable {
    /// What one delay group had not sent yet.
    package struct Group: Hashable, Sendable {
        package var name: String
        /// Pictures, sounds and headers that were removed.
        package var messages: UInt64
        /// Length of what was removed, on the program's time line.
        package var length: Duration
        package init(name: String, messages: UInt64, length: Duration) {
            self.name = name
            self.messages = messages
            self.length = length
        }
    }
    package var broadcast: BroadcastID
    package var at: WallTime
    /// Ordered by name.
    package var groups: [Group]
    package init(broadcast: BroadcastID, at: WallTime, groups: [Group]) {
        self.broadcast = broadcast
        self.at = at
        self.groups = groups
    }

    /// For the as-run log: `main 20000 ms, d60000 60000 ms`.
    var text: String {
        groups.map { "\($0.name) \($0.length.milliseconds) ms" }.joined(separator: ", ")
    }
}
