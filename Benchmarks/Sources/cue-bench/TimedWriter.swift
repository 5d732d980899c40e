import BroadcastModel
import Persistence

/// Hands everything on and keeps the rows of fired cues.
final class TimedWriter: StoreWriter {
    private let inner: any StoreWriter
    private(set) var fired: [AsRunEntry] = []

    init(inner: any StoreWriter) { self.inner = inner }

    func append(_ entry: AsRunEntry) throws {
        try inner.append(entry)
        if entry.action == .fired { fired.append(entry) }
    }

    func broadcasts() throws -> [BroadcastRecord] { try inner.broadcasts() }
    func broadcast(_ id: BroadcastID) throws -> BroadcastRecord? { try inner.broadcast(id) }
    func revision(of broadcast: BroadcastID) throws -> Int64? { try inner.revision(of: broadcast) }
    func account(_ id: AccountID) throws -> AccountRecord? { try inner.account(id) }
    func accounts() throws -> [AccountRecord] { try inner.accounts() }
    func destinations(of broadcast: BroadcastID) throws -> [DestinationRecord] { try inner.destinations(of: broadcast) }
    func destination(_ id: DestinationID) throws -> DestinationRecord? { try inner.destination(id) }
    func feeds() throws -> [FeedRecord] { try inner.feeds() }
    func feed(_ id: FeedID) throws -> FeedRecord? { try inner.feed(id) }
    func cues(of broadcast: BroadcastID) throws -> [CueRecord] { try inner.cues(of: broadcast) }
    func asRun(of broadcast: BroadcastID) throws -> [AsRunEntry] { try inner.asRun(of: broadcast) }
    func samples(of broadcast: BroadcastID, since: WallTime) throws -> [Sample] {
        try inner.samples(of: broadcast, since: since)
    }
    func users() throws -> [UserRecord] { try inner.users() }
    func user(tokenHash: [UInt8]) throws -> UserRecord? { try inner.user(tokenHash: tokenHash) }
    func audit(limit: Int, before: Int64?) throws -> [AuditEntry] { try inner.audit(limit: limit, before: before) }
    func audit(subject: String, afterRevision revision: Int64) throws -> [AuditEntry] {
        try inner.audit(subject: subject, afterRevision: revision)
    }
    func stageLinks(of broadcast: BroadcastID) throws -> [StageLinkRecord] { try inner.stageLinks(of: broadcast) }
    func stageLink(tokenHash: [UInt8]) throws -> StageLinkRecord? { try inner.stageLink(tokenHash: tokenHash) }
    func stageMessage(of broadcast: BroadcastID) throws -> StageMessage? { try inner.stageMessage(of: broadcast) }
    func sealed(_ reference: SecretReference) throws -> SealedBytes? { try inner.sealed(reference) }
    func sealedReferences() throws -> [SecretReference] { try inner.sealedReferences() }

    func insert(_ broadcast: BroadcastRecord) throws { try inner.insert(broadcast) }
    func update(_ broadcast: BroadcastRecord) throws { try inner.update(broadcast) }
    func updateAllButPlan(of broadcast: BroadcastRecord) throws { try inner.updateAllButPlan(of: broadcast) }
    func save(_ account: AccountRecord) throws { try inner.save(account) }
    func save(_ destination: DestinationRecord) throws { try inner.save(destination) }
    func save(_ feed: FeedRecord) throws { try inner.save(feed) }
    func save(_ cue: CueRecord) throws { try inner.save(cue) }
    func append(_ samples: [Sample], of broadcast: BroadcastID) throws { try inner.append(samples, of: broadcast) }
    func forgetSamples(before moment: WallTime) throws { try inner.forgetSamples(before: moment) }
    func append(_ entry: AuditEntry) throws { try inner.append(entry) }
    func save(_ user: UserRecord) throws { try inner.save(user) }
    func removeUser(_ id: UserID) throws { try inner.removeUser(id) }
    func save(_ link: StageLinkRecord) throws { try inner.save(link) }
    func removeStageLink(_ id: StageLinkID, of broadcast: BroadcastID) throws {
        try inner.removeStageLink(id, of: broadcast)
    }
    func save(_ message: StageMessage?, onStageOf broadcast: BroadcastID) throws {
        try inner.save(message, onStageOf: broadcast)
    }
    func seal(_ bytes: SealedBytes, as reference: SecretReference) throws { try inner.seal(bytes, as: reference) }
    func removeSealed(_ reference: SecretReference) throws { try inner.removeSealed(reference) }
}
