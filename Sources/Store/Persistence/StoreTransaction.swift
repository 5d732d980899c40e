package import BroadcastModel

/// What can be asked inside a transaction. Lists come ordered by id, logs by sequence.
package protocol StoreReader {
    func broadcasts() throws -> [BroadcastRecord]
    func broadcast(_ id: BroadcastID) throws -> BroadcastRecord?
    /// Its revision alone: whoever holds a broadcast of that revision need not read it again. Nil: there is none.
    func revision(of broadcast: BroadcastID) throws -> Int64?

    func account(_ id: AccountID) throws -> AccountRecord?
    func accounts() throws -> [AccountRecord]

    func destinations(of broadcast: BroadcastID) throws -> [DestinationRecord]
    func destination(_ id: DestinationID) throws -> DestinationRecord?

    func feeds() throws -> [FeedRecord]
    func feed(_ id: FeedID) throws -> FeedRecord?

    func cues(of broadcast: BroadcastID) throws -> [CueRecord]
    func asRun(of broadcast: BroadcastID) throws -> [AsRunEntry]

    /// Samples of a broadcast at or after `since`, oldest first.
    func samples(of broadcast: BroadcastID, since: WallTime) throws -> [Sample]

    func users() throws -> [UserRecord]
    func user(tokenHash: [UInt8]) throws -> UserRecord?

    /// Newest first, at most `limit` (1 to 1000), older than sequence `before` when given.
    func audit(limit: Int, before: Int64?) throws -> [AuditEntry]
    /// Audit rows on `subject` with a revision above `revision`, oldest first: what a stale command did not see.
    func audit(subject: String, afterRevision revision: Int64) throws -> [AuditEntry]

    /// Expired ones too.
    func stageLinks(of broadcast: BroadcastID) throws -> [StageLinkRecord]
    func stageLink(tokenHash: [UInt8]) throws -> StageLinkRecord?
    func stageMessage(of broadcast: BroadcastID) throws -> StageMessage?

    func sealed(_ reference: SecretReference) throws -> SealedBytes?
    func sealedReferences() throws -> [SecretReference]
}

/// What can be changed inside a transaction.
package protocol StoreWriter: StoreReader {
    /// Inserts; throws `conflict` when the id is taken.
    func insert(_ broadcast: BroadcastRecord) throws
    /// Replaces the row when its stored revision is `broadcast.revision - 1`; throws `staleRevision` otherwise.
    func update(_ broadcast: BroadcastRecord) throws
    /// The same where the plan is the one that is stored already: it is not written again.
    func updateAllButPlan(of broadcast: BroadcastRecord) throws

    func save(_ account: AccountRecord) throws
    func save(_ destination: DestinationRecord) throws
    func save(_ feed: FeedRecord) throws
    func save(_ cue: CueRecord) throws
    func append(_ entry: AsRunEntry) throws
    func append(_ samples: [Sample], of broadcast: BroadcastID) throws
    /// Deletes samples older than `moment`.
    func forgetSamples(before moment: WallTime) throws
    func append(_ entry: AuditEntry) throws

    func save(_ user: UserRecord) throws
    func removeUser(_ id: UserID) throws

    /// Throws `conflict` when its token opens another link, or its name belongs to another of the broadcast.
    func save(_ link: StageLinkRecord) throws
    func removeStageLink(_ id: StageLinkID, of broadcast: BroadcastID) throws
    /// Nil takes it away.
    func save(_ message: StageMessage?, onStageOf broadcast: BroadcastID) throws

    func seal(_ bytes: SealedBytes, as reference: SecretReference) throws
    func removeSealed(_ reference: SecretReference) throws
}
