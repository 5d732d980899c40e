import BroadcastModel

/// All rows of a ``MemoryStore``, as a value: a transaction changes its own copy.
struct MemoryRows: Sendable {
    var broadcasts: [BroadcastID: BroadcastRecord] = [:]
    var accounts: [AccountID: AccountRecord] = [:]
    var destinations: [DestinationID: DestinationRecord] = [:]
    var feeds: [FeedID: FeedRecord] = [:]
    var cues: [BroadcastID: [CueID: CueRecord]] = [:]
    var asRun: [BroadcastID: [AsRunEntry]] = [:]
    /// Oldest first in each broadcast.
    var samples: [BroadcastID: [Sample]] = [:]
    var users: [UserID: UserRecord] = [:]
    var audit: [AuditEntry] = []
    var stageLinks: [StageLinkRecord] = []
    var stageMessages: [BroadcastID: StageMessage] = [:]
    var sealed: [SecretReference: SealedBytes] = [:]

    /// What the schema of a real store checks when a transaction commits.
    ///
    /// Throws `storageFailed`: the caller saved a row that hangs in the air.
    func check() throws {
        let known = Set(broadcasts.keys)
        for id in destinations.keys {
            guard known.contains(id.broadcast) else { throw Self.refusal("destination \(id) belongs to no broadcast") }
            guard accounts[id.account] != nil else { throw Self.refusal("destination \(id) has no account") }
        }
        guard known.isSuperset(of: cues.keys) else { throw Self.refusal("a cue belongs to no broadcast") }
        guard known.isSuperset(of: asRun.keys) else { throw Self.refusal("an as-run entry belongs to no broadcast") }
        guard known.isSuperset(of: samples.keys) else { throw Self.refusal("a sample belongs to no broadcast") }
        guard known.isSuperset(of: stageLinks.map(\.broadcast)), known.isSuperset(of: stageMessages.keys) else {
            throw Self.refusal("a stage link or message belongs to no broadcast")
        }
        guard broadcasts.values.allSatisfy({ $0.revision >= 1 }) else { throw Self.refusal("a revision is below 1") }
    }

    static func refusal(_ rule: String) -> Fault {
        Fault(
            .storageFailed, "The store refused a change that would break its own rules. Nothing was changed.",
            blame: .ours, cause: rule
        )
    }
}
