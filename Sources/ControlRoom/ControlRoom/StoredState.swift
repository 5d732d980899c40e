import BroadcastModel
import Persistence

/// Everything that a starting daemon reads, in one transaction.
struct StoredState: Sendable {
    var snapshots: [BroadcastSnapshot]
    var accounts: [AccountRecord]
    var feeds: [FeedRecord]
    var sealed: [SecretReference: SealedBytes]

    @Sendable
    init(_ reader: any StoreReader) throws {
        snapshots = try reader.broadcasts().map { try BroadcastSnapshot($0.plan.id, from: reader) }
        accounts = try reader.accounts()
        feeds = try reader.feeds()
        sealed = [:]
        for reference in try reader.sealedReferences() { sealed[reference] = try reader.sealed(reference) }
    }
}
