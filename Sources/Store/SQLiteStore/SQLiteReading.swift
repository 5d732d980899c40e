import BroadcastModel
import GRDB
import Persistence

/// A transaction on a connection that answers questions; valid while the body runs.
protocol SQLiteReader: StoreReader {
    var database: Database { get }
}

/// A reading transaction.
struct SQLiteReading: SQLiteReader {
    let database: Database
}

extension SQLiteReader {
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
    }

    func broadcasts() throws -> [BroadcastRecord] {
        try rows("SELECT * FROM broadcast ORDER BY id").map(BroadcastRecord.init(row:))
    }
    func broadcast(_ id: BroadcastID) throws -> BroadcastRecord? {
        try rows("SELECT * FROM broadcast WHERE id = ?", [id.rawValue]).first.map(BroadcastRecord.init(row:))
    }
    func revision(of broadcast: BroadcastID) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT revision FROM broadcast WHERE id = ?"),
            arguments: [broadcast.rawValue])
    }

    func account(_ id: AccountID) throws -> AccountRecord? {
        try rows("SELECT * FROM account WHERE id = ?", [id.rawValue]).first.map(AccountRecord.init(row:))
    }
    func accounts() throws -> [AccountRecord] {
        try rows("SELECT * FROM account ORDER BY id").map(AccountRecord.init(row:))
    }

    func destinations(of broadcast: BroadcastID) throws -> [DestinationRecord] {
        try rows("SELECT * FROM destination WHERE broadcast = ? ORDER BY account", [broadcast.rawValue])
            .map(DestinationRecord.init(row:))
    }
    func destination(_ id: DestinationID) throws -> DestinationRecord? {
        try rows(
            "SELECT * FROM destination WHERE broadcast = ? AND account = ?",
            [id.broadcast.rawValue, id.account.rawValue]
        )
        .first.map(DestinationRecord.init(row:))
    }

    func feeds() throws -> [FeedRecord] {
        try rows("SELECT * FROM feed ORDER BY id").map(FeedRecord.init(row:))
    }
    func feed(_ id: FeedID) throws -> FeedRecord? {
        try rows("SELECT * FROM feed WHERE id = ?", [id.rawValue]).first.map(FeedRecord.init(row:))
    }

    func cues(of broadcast: BroadcastID) throws -> [CueRecord] {
        try rows("SELECT * FROM cue WHERE broadcast = ? ORDER BY id", [broadcast.rawValue]).map(CueRecord.init(row:))
    }
    func asRun(of broadcast: BroadcastID) throws -> [AsRunEntry] {
        try rows("SELECT * FROM as_run WHERE broadcast = ? ORDER BY sequence", [broadcast.rawValue])
            .map(AsRunEntry.init(row:))
    }

    func samples(of broadcast: BroadcastID, since: WallTime) throws -> [Sample] {
        let sql = """
            SELECT account, kind, value, quality, at, source FROM sample
            WHERE broadcast = ? AND at >= ? ORDER BY at, sequence
            """
        // A night has a million samples: they are read one by one, and by column number.
        let cursor = try Row.fetchCursor(
            database.cachedStatement(sql: sql), arguments: [broadcast.rawValue, since.milliseconds]
        )
        var samples: [Sample] = []
        while let row = try cursor.next() { samples.append(try Sample(selected: row)) }
        return samples
    }

    func users() throws -> [UserRecord] {
        try rows("SELECT * FROM control_user ORDER BY id").map(UserRecord.init(row:))
    }
    func user(tokenHash: [UInt8]) throws -> UserRecord? {
        try rows("SELECT * FROM control_user WHERE token_hash = ?", [tokenHash.hexadecimal])
            .first.map(UserRecord.init(row:))
    }

    func audit(limit: Int, before: Int64?) throws -> [AuditEntry] {
        try rows(
            "SELECT * FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?",
            [before ?? Int64.max, min(max(limit, 1), 1000)]
        ).map(AuditEntry.init(row:))
    }
    func audit(subject: String, afterRevision revision: Int64) throws -> [AuditEntry] {
        try rows("SELECT * FROM audit WHERE subject = ? AND revision > ? ORDER BY sequence", [subject, revision])
            .map(AuditEntry.init(row:))
    }

    func stageLinks(of broadcast: BroadcastID) throws -> [StageLinkRecord] {
        try rows("SELECT * FROM stage_link WHERE broadcast = ? ORDER BY id", [broadcast.rawValue])
            .map(StageLinkRecord.init(row:))
    }
    func stageLink(tokenHash: [UInt8]) throws -> StageLinkRecord? {
        try rows("SELECT * FROM stage_link WHERE token_hash = ?", [tokenHash.hexadecimal])
            .first.map(StageLinkRecord.init(row:))
    }
    func stageMessage(of broadcast: BroadcastID) throws -> StageMessage? {
        try rows("SELECT * FROM stage_message WHERE broadcast = ?", [broadcast.rawValue])
            .first.map(StageMessage.init(row:))
    }

    func sealed(_ reference: SecretReference) throws -> SealedBytes? {
        try rows(
            "SELECT * FROM sealed_secret WHERE kind = ? AND owner = ?", [reference.kind.rawValue, reference.owner]
        )
        .first.map(SealedBytes.init(row:))
    }
    func sealedReferences() throws -> [SecretReference] {
        try rows("SELECT kind, owner FROM sealed_secret").map(SecretReference.init(row:)).sorted()
    }
}
