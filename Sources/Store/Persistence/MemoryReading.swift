import BroadcastModel

/// A transaction over rows in memory that answers questions.
protocol MemoryReader: StoreReader {
    var rows: MemoryRows { get }
}

/// A reading transaction: one consistent copy of the rows.
struct MemoryReading: MemoryReader {
    let rows: MemoryRows
}

extension MemoryReader {
    func broadcasts() -> [BroadcastRecord] { rows.broadcasts.values.sorted { $0.plan.id < $1.plan.id } }
    func broadcast(_ id: BroadcastID) -> BroadcastRecord? { rows.broadcasts[id] }
    func revision(of broadcast: BroadcastID) -> Int64? { rows.broadcasts[broadcast]?.revision }

    func account(_ id: AccountID) -> AccountRecord? { rows.accounts[id] }
    func accounts() -> [AccountRecord] { rows.accounts.values.sorted { $0.account.id < $1.account.id } }

    func destinations(of broadcast: BroadcastID) -> [DestinationRecord] {
        rows.destinations.values.filter { $0.id.broadcast == broadcast }.sorted { $0.id < $1.id }
    }
    func destination(_ id: DestinationID) -> DestinationRecord? { rows.destinations[id] }

    func feeds() -> [FeedRecord] { rows.feeds.values.sorted { $0.id < $1.id } }
    func feed(_ id: FeedID) -> FeedRecord? { rows.feeds[id] }

    func cues(of broadcast: BroadcastID) -> [CueRecord] {
        (rows.cues[broadcast] ?? [:]).values.sorted { $0.cue < $1.cue }
    }
    func asRun(of broadcast: BroadcastID) -> [AsRunEntry] { rows.asRun[broadcast] ?? [] }

    func samples(of broadcast: BroadcastID, since: WallTime) -> [Sample] {
        (rows.samples[broadcast] ?? []).filter { $0.at >= since }
    }

    func users() -> [UserRecord] { rows.users.values.sorted { $0.id < $1.id } }
    func user(tokenHash: [UInt8]) -> UserRecord? { rows.users.values.first { $0.tokenHash == tokenHash } }

    func audit(limit: Int, before: Int64?) -> [AuditEntry] {
        let older = rows.audit.reversed().drop { entry in before.map { entry.sequence >= $0 } ?? false }
        return Array(older.prefix(min(max(limit, 1), 1000)))
    }
    func audit(subject: String, afterRevision revision: Int64) -> [AuditEntry] {
        rows.audit.filter { entry in entry.subject == subject && entry.revision.map { $0 > revision } ?? false }
    }

    func stageLinks(of broadcast: BroadcastID) -> [StageLinkRecord] {
        rows.stageLinks.filter { $0.broadcast == broadcast }.sorted { $0.id < $1.id }
    }
    func stageLink(tokenHash: [UInt8]) -> StageLinkRecord? { rows.stageLinks.first { $0.tokenHash == tokenHash } }
    func stageMessage(of broadcast: BroadcastID) -> StageMessage? { rows.stageMessages[broadcast] }

    func sealed(_ reference: SecretReference) -> SealedBytes? { rows.sealed[reference] }
    func sealedReferences() -> [SecretReference] { rows.sealed.keys.sorted() }
}
