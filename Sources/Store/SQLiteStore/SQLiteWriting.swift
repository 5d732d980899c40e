import BroadcastModel
import GRDB
import Persistence

/// A writing transaction; valid while the body runs.
struct SQLiteWriting: SQLiteReader, StoreWriter {
    let database: Database

    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    private func run(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
        return database.changesCount
    }

    private func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    func insert(_ broadcast: BroadcastRecord) throws {
        let plan = try StoredJSON.text(broadcast.plan)
        let inserted = try run(
            """
            INSERT INTO broadcast
                (id, plan, phase, revision, program_feed, aired_at, ended_at, rundown_held, is_cut, delays,
                 current_cue, return_feed, guests, links, aired_boot)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """,
            [
                broadcast.plan.id.rawValue, plan, broadcast.phase.rawValue, broadcast.revision,
                broadcast.programFeed.rawValue, broadcast.airedAt?.milliseconds, broadcast.endedAt?.milliseconds,
                broadcast.rundownHeld, broadcast.isCut, try StoredJSON.text(broadcast.delays),
                broadcast.currentCue?.rawValue, broadcast.returnFeed?.rawValue, try StoredJSON.text(broadcast.guests),
                try StoredJSON.text(broadcast.links), try broadcast.airedBoot.map(StoredJSON.text),
            ]
        )
        guard inserted == 1 else { throw Fault.idTaken(broadcast.plan.id) }
    }

    func update(_ broadcast: BroadcastRecord) throws {
        try updateAllButPlan(of: broadcast)
        let plan = try StoredJSON.text(broadcast.plan)
        try run("UPDATE broadcast SET plan = ? WHERE id = ?", [plan, broadcast.plan.id.rawValue])
    }

    /// Where no column changes its width, SQLite writes the pages that changed alone, and a long plan stays where it is.
    func updateAllButPlan(of broadcast: BroadcastRecord) throws {
        let id = broadcast.plan.id
        let updated = try run(
            """
            UPDATE broadcast
            SET phase = ?, revision = ?, program_feed = ?, aired_at = ?, ended_at = ?, rundown_held = ?,
                is_cut = ?, delays = ?, current_cue = ?, return_feed = ?, guests = ?, links = ?, aired_boot = ?
            WHERE id = ? AND revision = ?
            """,
            [
                broadcast.phase.rawValue, broadcast.revision, broadcast.programFeed.rawValue,
                broadcast.airedAt?.milliseconds, broadcast.endedAt?.milliseconds, broadcast.rundownHeld,
                broadcast.isCut, broadcast.delays.isEmpty ? "{}" : try StoredJSON.text(broadcast.delays),
                broadcast.currentCue?.rawValue, broadcast.returnFeed?.rawValue,
                broadcast.guests.isEmpty ? "{}" : try StoredJSON.text(broadcast.guests),
                broadcast.links.isEmpty ? "{}" : try StoredJSON.text(broadcast.links),
                try broadcast.airedBoot.map(StoredJSON.text), id.rawValue, broadcast.revision - 1,
            ]
        )
        guard updated == 1 else { throw Fault.staleRevision(of: broadcast, stored: try revision(of: id)) }
    }

    func save(_ account: AccountRecord) throws {
        let planned = account.account
        try run(
            """
            INSERT INTO account (id, name, platform, tier, settings) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, platform = excluded.platform, tier = excluded.tier, settings = excluded.settings
            """,
            [
                planned.id.rawValue, planned.name, planned.platform.rawValue, planned.tier.rawValue,
                try StoredJSON.text(planned.settings),
            ]
        )
    }

    func save(_ destination: DestinationRecord) throws {
        let tally = destination.tally == DestinationTally() ? nil : try StoredJSON.text(destination.tally)
        try run(
            """
            INSERT INTO destination (broadcast, account, desire, tally) VALUES (?, ?, ?, ?)
            ON CONFLICT (broadcast, account) DO UPDATE SET desire = excluded.desire, tally = excluded.tally
            """,
            [destination.id.broadcast.rawValue, destination.id.account.rawValue, destination.desire.rawValue, tally]
        )
    }

    func save(_ feed: FeedRecord) throws {
        try run(
            "INSERT INTO feed (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            [feed.id.rawValue, feed.name]
        )
    }

    func save(_ cue: CueRecord) throws {
        try run(
            """
            INSERT INTO cue (broadcast, id, state, since_milliseconds, fired_count, fired_at, ticked_at, ticked_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (broadcast, id) DO UPDATE SET state = excluded.state,
                since_milliseconds = excluded.since_milliseconds, fired_count = excluded.fired_count,
                fired_at = excluded.fired_at, ticked_at = excluded.ticked_at, ticked_by = excluded.ticked_by
            """,
            [
                cue.broadcast.rawValue, cue.cue.rawValue, cue.run.state.rawValue, cue.run.since?.milliseconds,
                cue.run.count, cue.run.firedAt?.milliseconds, cue.run.tick?.at.milliseconds, cue.run.tick?.by,
            ]
        )
    }

    func append(_ entry: AsRunEntry) throws {
        let last = try number("SELECT MAX(sequence) FROM as_run WHERE broadcast = ?", [entry.broadcast.rawValue]) ?? 0
        try run(
            """
            INSERT INTO as_run (broadcast, sequence, at, action, cue, title, done_by, late_milliseconds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                entry.broadcast.rawValue, last + 1, entry.at.milliseconds, entry.action.rawValue, entry.cue?.rawValue,
                entry.title, entry.by, entry.lateMilliseconds,
            ]
        )
    }

    func append(_ samples: [Sample], of broadcast: BroadcastID) throws {
        // The sequence only orders the samples of one moment; a poll brings a hundred with the same one.
        var lastAt: [WallTime: Int64] = [:]
        for sample in samples {
            let last =
                try lastAt[sample.at]
                ?? number(
                    "SELECT MAX(sequence) FROM sample WHERE broadcast = ? AND at = ?",
                    [broadcast.rawValue, sample.at.milliseconds])
                ?? 0
            lastAt[sample.at] = last + 1
            try run(
                """
                INSERT INTO sample (broadcast, at, sequence, account, kind, value, quality, source)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    broadcast.rawValue, sample.at.milliseconds, last + 1, sample.account.rawValue, sample.kind.rawValue,
                    sample.value, sample.quality.rawValue, sample.source,
                ]
            )
        }
    }

    func forgetSamples(before moment: WallTime) throws {
        // Naming every broadcast lets the primary key find the rows.
        try run(
            "DELETE FROM sample WHERE broadcast IN (SELECT id FROM broadcast) AND at < ?", [moment.milliseconds]
        )
    }

    func append(_ entry: AuditEntry) throws {
        let last = try number("SELECT MAX(sequence) FROM audit") ?? 0
        try run(
            "INSERT INTO audit (sequence, at, done_by, action, subject, revision, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [last + 1, entry.at.milliseconds, entry.by, entry.action, entry.subject, entry.revision, entry.detail]
        )
    }

    func save(_ user: UserRecord) throws {
        let hash = user.tokenHash.hexadecimal
        let holders = try number(
            "SELECT COUNT(*) FROM control_user WHERE token_hash = ? AND id <> ?", [hash, user.id.rawValue]
        )
        guard holders == 0 else { throw Fault.tokenTaken(user.id) }
        try run(
            """
            INSERT INTO control_user (id, role, token_hash, created_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                role = excluded.role, token_hash = excluded.token_hash, created_at = excluded.created_at
            """,
            [user.id.rawValue, user.role.rawValue, hash, user.createdAt.milliseconds]
        )
    }

    func removeUser(_ id: UserID) throws {
        try run("DELETE FROM control_user WHERE id = ?", [id.rawValue])
    }

    func save(_ link: StageLinkRecord) throws {
        let hash = link.tokenHash.hexadecimal
        let holders = try number(
            """
            SELECT COUNT(*) FROM stage_link
            WHERE NOT (broadcast = ? AND id = ?) AND (token_hash = ? OR (broadcast = ? AND name = ?))
            """,
            [link.broadcast.rawValue, link.id.rawValue, hash, link.broadcast.rawValue, link.name])
        guard holders == 0 else { throw Fault.stageLinkTaken(link) }
        try run(
            """
            INSERT INTO stage_link (broadcast, id, name, token_hash, created_at, created_by, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (broadcast, id) DO UPDATE SET
                name = excluded.name, token_hash = excluded.token_hash, created_at = excluded.created_at,
                created_by = excluded.created_by, expires_at = excluded.expires_at
            """,
            [
                link.broadcast.rawValue, link.id.rawValue, link.name, hash, link.createdAt.milliseconds,
                link.createdBy, link.expiresAt?.milliseconds,
            ])
    }

    func removeStageLink(_ id: StageLinkID, of broadcast: BroadcastID) throws {
        try run("DELETE FROM stage_link WHERE broadcast = ? AND id = ?", [broadcast.rawValue, id.rawValue])
    }

    func save(_ message: StageMessage?, onStageOf broadcast: BroadcastID) throws {
        guard let message else {
            try run("DELETE FROM stage_message WHERE broadcast = ?", [broadcast.rawValue])
            return
        }
        try run(
            """
            INSERT INTO stage_message (broadcast, said, at, done_by, cue) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (broadcast) DO UPDATE SET
                said = excluded.said, at = excluded.at, done_by = excluded.done_by, cue = excluded.cue
            """,
            [broadcast.rawValue, message.text, message.at.milliseconds, message.by, message.cue?.rawValue])
    }

    func seal(_ bytes: SealedBytes, as reference: SecretReference) throws {
        try run(
            """
            INSERT INTO sealed_secret (kind, owner, key_id, ciphertext) VALUES (?, ?, ?, ?)
            ON CONFLICT (kind, owner) DO UPDATE SET key_id = excluded.key_id, ciphertext = excluded.ciphertext
            """,
            [reference.kind.rawValue, reference.owner, bytes.keyID, bytes.bytes.hexadecimal]
        )
    }

    func removeSealed(_ reference: SecretReference) throws {
        try run("DELETE FROM sealed_secret WHERE kind = ? AND owner = ?", [reference.kind.rawValue, reference.owner])
    }
}
