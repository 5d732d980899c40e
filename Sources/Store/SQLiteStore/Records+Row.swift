import BroadcastModel
import GRDB
import Persistence

extension Fault {
    /// A row that this version did not write, or a damaged one.
    static func unreadableRow(_ place: String) -> Fault {
        Fault(
            .storageFailed,
            "A row of the database cannot be read. Keep a copy of the data directory and put the last backup in its place.",
            blame: .ours, place: place
        )
    }
}

extension Row {
    /// A column as one of a closed list of words.
    fileprivate func word<Word: RawRepresentable<String>>(_ column: String, of table: String) throws -> Word {
        guard let word = Word(rawValue: try decode(String.self, forColumn: column)) else {
            throw Fault.unreadableRow("\(table).\(column)")
        }
        return word
    }

    fileprivate func text(_ column: String) throws -> String { try decode(String.self, forColumn: column) }
    fileprivate func number(_ column: String) throws -> Int64 { try decode(Int64.self, forColumn: column) }
    fileprivate func moment(_ column: String) throws -> WallTime { WallTime(milliseconds: try number(column)) }
    fileprivate func optionalNumber(_ column: String) throws -> Int64? { try decode(Int64?.self, forColumn: column) }
    fileprivate func optionalMoment(_ column: String) throws -> WallTime? {
        try optionalNumber(column).map(WallTime.init(milliseconds:))
    }

    fileprivate func bytes(_ column: String, of table: String) throws -> [UInt8] {
        guard let bytes = [UInt8](hexadecimal: try text(column)) else {
            throw Fault.unreadableRow("\(table).\(column)")
        }
        return bytes
    }
}

extension BroadcastRecord {
    init(row: Row) throws {
        self.init(
            plan: try StoredJSON.value(BroadcastPlan.self, from: row.text("plan"), in: "broadcast.plan"),
            phase: try row.word("phase", of: "broadcast"),
            revision: try row.number("revision"),
            programFeed: FeedID(try row.text("program_feed")),
            airedAt: try row.optionalMoment("aired_at"),
            endedAt: try row.optionalMoment("ended_at"),
            rundownHeld: try row.decode(Bool.self, forColumn: "rundown_held"),
            isCut: try row.decode(Bool.self, forColumn: "is_cut"),
            delays: try StoredJSON.value([String: Int64].self, from: row.text("delays"), in: "broadcast.delays"),
            currentCue: try row.decode(String?.self, forColumn: "current_cue").map { CueID($0) },
            returnFeed: try row.decode(String?.self, forColumn: "return_feed").map { FeedID($0) },
            guests: try StoredJSON.value([String: GuestCheck].self, from: row.text("guests"), in: "broadcast.guests"),
            links: try StoredJSON.value([String: GuestLink].self, from: row.text("links"), in: "broadcast.links"),
            airedBoot: try row.decode(String?.self, forColumn: "aired_boot").map {
                try StoredJSON.value(BootTime.self, from: $0, in: "broadcast.aired_boot")
            }
        )
    }
}

extension AccountRecord {
    init(row: Row) throws {
        self.init(
            account: PlannedAccount(
                id: AccountID(try row.text("id")),
                name: try row.text("name"),
                platform: PlatformID(try row.text("platform")),
                tier: try row.word("tier", of: "account"),
                settings: try StoredJSON.value(
                    [String: String].self, from: row.text("settings"), in: "account.settings")
            )
        )
    }
}

extension DestinationRecord {
    init(row: Row) throws {
        self.init(
            id: DestinationID(
                broadcast: BroadcastID(try row.text("broadcast")), account: AccountID(try row.text("account"))),
            desire: try row.word("desire", of: "destination"),
            tally: try row.decode(String?.self, forColumn: "tally").map {
                try StoredJSON.value(DestinationTally.self, from: $0, in: "destination.tally")
            } ?? DestinationTally()
        )
    }
}

extension FeedRecord {
    init(row: Row) throws {
        self.init(id: FeedID(try row.text("id")), name: try row.text("name"))
    }
}

extension CueRecord {
    init(row: Row) throws {
        self.init(
            broadcast: BroadcastID(try row.text("broadcast")),
            cue: CueID(try row.text("id")),
            run: CueRun(
                try row.word("state", of: "cue"),
                since: try row.optionalNumber("since_milliseconds").map { .milliseconds($0) },
                count: Int(try row.number("fired_count")),
                firedAt: try row.optionalNumber("fired_at").map { WallTime(milliseconds: $0) },
                tick: try Self.tick(row))
        )
    }
}

extension CueRecord {
    private static func tick(_ row: Row) throws -> Signature? {
        guard let at = try row.optionalNumber("ticked_at") else { return nil }
        return Signature(by: try row.text("ticked_by"), at: WallTime(milliseconds: at))
    }
}

extension AsRunEntry {
    init(row: Row) throws {
        self.init(
            broadcast: BroadcastID(try row.text("broadcast")),
            sequence: try row.number("sequence"),
            at: try row.moment("at"),
            action: try row.word("action", of: "as_run"),
            cue: try row.decode(String?.self, forColumn: "cue").map { CueID($0) },
            title: try row.text("title"),
            by: try row.text("done_by"),
            lateMilliseconds: try row.optionalNumber("late_milliseconds")
        )
    }
}

extension Sample {
    /// Columns in this order: account, kind, value, quality, at, source.
    init(selected row: Row) throws {
        guard
            let kind = SampleKind(rawValue: try row.decode(String.self, atIndex: 1)),
            let quality = SampleQuality(rawValue: try row.decode(String.self, atIndex: 3))
        else { throw Fault.unreadableRow("sample") }
        self.init(
            account: AccountID(try row.decode(String.self, atIndex: 0)),
            kind: kind,
            value: try row.decode(Int64.self, atIndex: 2),
            quality: quality,
            at: WallTime(milliseconds: try row.decode(Int64.self, atIndex: 4)),
            source: try row.decode(String.self, atIndex: 5)
        )
    }
}

extension UserRecord {
    init(row: Row) throws {
        self.init(
            id: UserID(try row.text("id")),
            role: try row.word("role", of: "control_user"),
            tokenHash: try row.bytes("token_hash", of: "control_user"),
            createdAt: try row.moment("created_at")
        )
    }
}

extension AuditEntry {
    init(row: Row) throws {
        self.init(
            sequence: try row.number("sequence"),
            at: try row.moment("at"),
            by: try row.text("done_by"),
            action: try row.text("action"),
            subject: try row.text("subject"),
            revision: try row.optionalNumber("revision"),
            detail: try row.text("detail")
        )
    }
}

extension StageLinkRecord {
    init(row: Row) throws {
        self.init(
            broadcast: BroadcastID(try row.text("broadcast")),
            id: StageLinkID(try row.text("id")),
            name: try row.text("name"),
            tokenHash: try row.bytes("token_hash", of: "stage_link"),
            createdAt: try row.moment("created_at"),
            createdBy: try row.text("created_by"),
            expiresAt: try row.optionalMoment("expires_at")
        )
    }
}

extension StageMessage {
    init(row: Row) throws {
        self.init(
            text: try row.text("said"),
            at: try row.moment("at"),
            by: try row.text("done_by"),
            cue: try row.decode(String?.self, forColumn: "cue").map { CueID($0) }
        )
    }
}

extension SealedBytes {
    init(row: Row) throws {
        self.init(keyID: try row.text("key_id"), bytes: try row.bytes("ciphertext", of: "sealed_secret"))
    }
}

extension SecretReference {
    init(row: Row) throws {
        self.init(kind: try row.word("kind", of: "sealed_secret"), owner: try row.text("owner"))
    }
}
