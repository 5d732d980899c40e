import BroadcastModel
import GRDB
import Glibc
import Persistence
import Testing

@testable import SQLiteStore

@Suite struct `The SQLite store` {
    let directory: TemporaryDirectory
    /// What later migrations add has values of its own.
    private static let broadcastRow =
        "INSERT INTO broadcast (id, plan, phase, revision, program_feed, rundown_held, is_cut) VALUES"

    init() throws { directory = try TemporaryDirectory() }

    @Test func `Synchronises every commit of its writer`() async throws {
        let store = try SQLiteStore(directory: directory.path)
        let settings = try await store.pool.writeWithoutTransaction { database in
            [
                "synchronous": try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                "foreign_keys": try Int.fetchOne(database, sql: "PRAGMA foreign_keys"),
                "secure_delete": try Int.fetchOne(database, sql: "PRAGMA secure_delete"),
            ]
        }
        #expect(settings == ["synchronous": 2, "foreign_keys": 1, "secure_delete": 1])
        #expect(try await store.pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test func `Still synchronises after writes, reads and a second opening`() async throws {
        for _ in 0..<2 {
            let store = try SQLiteStore(directory: directory.path)
            try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
            _ = try await store.read { try $0.feeds() }
            let level = try await store.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
            #expect(level == 2)
        }
    }

    /// SQLite does not do it by itself any more, and only a log that has come home wholly begins anew: without either, this one
    /// would be as long as all rounds together, some 17 MiB.
    @Test(.timeLimit(.minutes(2))) func `Brings its log home between writes, and begins it anew`() async throws {
        let store = try SQLiteStore(directory: directory.path)
        for round in 0..<20 {
            let name = "the name of round \(round)"
            for number in 0..<64 {
                try await store.write { try $0.save(FeedRecord(id: FeedID("f\(number)"), name: name)) }
            }
            // Nothing but a checkpoint writes into the file itself.
            var looks = 0
            while try #require(contents(of: "\(directory.path)/lianbo.sqlite")).contains(name) == false {
                looks += 1
                try await Task.sleep(for: .milliseconds(5))
                // A checkpoint that began in the round's midst has left its end to the next.
                if looks.isMultiple(of: 64) {
                    try await store.write { try $0.save(FeedRecord(id: FeedID("f0"), name: name)) }
                }
            }
        }
        var log = stat()
        #expect(stat("\(directory.path)/lianbo.sqlite-wal", &log) == 0)
        #expect((1..<4 << 20).contains(log.st_size), "\(log.st_size) bytes")
        #expect(try await store.read { try $0.feeds() }.count == 64)
    }

    @Test func `Keeps its directory and files to itself`() async throws {
        let folder = "\(directory.path)/new/state"
        let old = umask(0o000)
        defer { umask(old) }
        let store = try SQLiteStore(directory: folder)
        try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
        #expect(try mode(of: folder) == 0o700)
        for name in ["lianbo.sqlite", "lianbo.sqlite-wal", "lianbo.sqlite-shm"] {
            #expect(try mode(of: "\(folder)/\(name)") == 0o600)
        }
    }

    @Test func `Closes an open directory that holds nothing but its own files`() throws {
        let folder = "\(directory.path)/state"
        mkdir(folder, 0o755)
        try put("", into: "\(folder)/lianbo.sqlite", mode: 0o644)
        _ = try SQLiteStore(directory: folder)
        #expect(try mode(of: folder) == 0o700)
        #expect(try mode(of: "\(folder)/lianbo.sqlite") == 0o600)
    }

    @Test func `Refuses an open directory that holds other people's files, and leaves it as it is`() throws {
        let folder = "\(directory.path)/shared"
        mkdir(folder, 0o755)
        try put("theirs", into: "\(folder)/notes.txt")
        let fault = #expect(throws: Fault.self) { try SQLiteStore(directory: folder) }
        #expect(fault?.code == .storageFailed)
        #expect(fault?.message.contains("chmod 700 \(folder)") == true)
        #expect(try mode(of: folder) == 0o755)
        #expect(contents(of: "\(folder)/lianbo.sqlite") == nil)
    }

    @Test func `Refuses a directory that is a file, and a database that is a link`() throws {
        try put("", into: "\(directory.path)/file")
        #expect(throws: Fault.self) { try SQLiteStore(directory: "\(directory.path)/file") }
        mkdir("\(directory.path)/state", 0o700)
        symlink("\(directory.path)/file", "\(directory.path)/state/lianbo.sqlite")
        #expect(throws: Fault.self) { try SQLiteStore(directory: "\(directory.path)/state") }
        #expect(contents(of: "\(directory.path)/file") == [])
    }

    @Test func `Everything is there after closing and opening`() async throws {
        let entry = AuditEntry(
            at: WallTime(milliseconds: 1), by: "li.na", action: "user.add", subject: "user/wang", detail: "operator")
        do {
            let store = try SQLiteStore(directory: directory.path)
            try await store.write { try $0.append(entry) }
        }
        let store = try SQLiteStore(directory: directory.path)
        var stored = entry
        stored.sequence = 1
        #expect(try await store.read { try $0.audit(limit: 10, before: nil) } == [stored])
    }

    @Test func `Refuses a file that a newer version wrote, and does not touch its tables`() async throws {
        do {
            let store = try SQLiteStore(directory: directory.path)
            try await store.pool.write { database in
                try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999-from-the-future')")
            }
        }
        let fault = #expect(throws: Fault.self) { try SQLiteStore(directory: directory.path) }
        #expect(fault?.code == .storageFailed)
        #expect(fault?.message.contains("newer Lianbo") == true)
        #expect(fault?.message.contains(directory.path) == true)
    }

    @Test func `Refuses a file that is no database, and keeps it`() throws {
        let noise = String(repeating: "this is not a database. ", count: 400)
        try put(noise, into: "\(directory.path)/lianbo.sqlite")
        let fault = #expect(throws: Fault.self) { try SQLiteStore(directory: directory.path) }
        #expect(fault?.code == .storageFailed)
        #expect(fault?.message.contains("damaged") == true)
        #expect(contents(of: "\(directory.path)/lianbo.sqlite") == Array(noise.utf8))
    }

    @Test func `A write while another program holds the file says so after the time-out`() async throws {
        let store = try SQLiteStore(directory: directory.path, busyTimeout: .milliseconds(50))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: "\(directory.path)/lianbo.sqlite", configuration: configuration)
        try await other.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
        let fault = await #expect(throws: Fault.self) {
            try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
        }
        #expect(try await store.read { try $0.feeds() }.isEmpty)
        try await other.writeWithoutTransaction { try $0.rollback() }
        #expect(fault?.code == .storageFailed)
        #expect(fault?.message.contains("Another program holds the database") == true)
        try await store.write { try $0.save(FeedRecord(id: FeedID("main"), name: "main")) }
    }

    @Test func `The schema refuses what no code of ours writes`() async throws {
        let store = try SQLiteStore(directory: directory.path)
        let wrong = [
            "\(Self.broadcastRow) ('b', '{}', 'paused', 1, 'main', FALSE, FALSE)",
            "\(Self.broadcastRow) ('b', '{}', 'draft', 0, 'main', FALSE, FALSE)",
            "\(Self.broadcastRow) ('b', '{}', 'draft', 1, 'main', 2, FALSE)",
            "\(Self.broadcastRow) ('b', '{}', 'draft', 1, 'main', FALSE, 2)",
            "\(Self.broadcastRow) ('', '{}', 'draft', 1, 'main', FALSE, FALSE)",
            "INSERT INTO account VALUES ('a', 'a', 'manual', 'tail', '{}')",
            "INSERT INTO destination VALUES ('none', 'none', 'on', NULL)",
            "INSERT INTO cue VALUES ('none', 'c', 'fired')",
            "INSERT INTO audit VALUES (0, 1, 'x', 'x', 'x', NULL, 'x')",
            "INSERT INTO control_user VALUES ('u', 'owner', '\(String(repeating: "0", count: 64))', 1)",
            "INSERT INTO control_user VALUES ('u', 'viewer', '00', 1)",
            "INSERT INTO sealed_secret VALUES ('password', 'o', 'k', '00')",
        ]
        for sql in wrong {
            await #expect(throws: DatabaseError.self, "\(sql)") {
                try await store.pool.write { try $0.execute(sql: sql) }
            }
        }
        for (phase, index) in zip(BroadcastPhase.allCases, 0...) {
            try await store.pool.write { database in
                try database.execute(
                    sql:
                        "\(Self.broadcastRow) (?, '{}', ?, 1, 'main', FALSE, FALSE)",
                    arguments: ["b\(index)", phase.rawValue]
                )
            }
        }
    }

    @Test func `A row that cannot be read is a fault that names the column`() async throws {
        let store = try SQLiteStore(directory: directory.path)
        try await store.pool.write { database in
            try database.execute(
                sql:
                    "\(Self.broadcastRow) ('b', 'no json', 'draft', 1, 'main', FALSE, FALSE)"
            )
        }
        let fault = await #expect(throws: Fault.self) { try await store.read { try $0.broadcasts() } }
        #expect(fault?.code == .storageFailed)
        #expect(fault?.place == "broadcast.plan")
    }

    @Test func `A tally that cannot be read is a fault that names the column`() async throws {
        let store = try SQLiteStore(directory: directory.path)
        try await store.pool.write { database in
            try database.execute(
                sql:
                    "\(Self.broadcastRow) ('b', '{}', 'draft', 1, 'main', FALSE, FALSE)"
            )
            try database.execute(sql: "INSERT INTO account VALUES ('a', 'a', 'manual', 'head', '{}')")
            try database.execute(sql: "INSERT INTO destination VALUES ('b', 'a', 'on', '{}')")
        }
        let fault = await #expect(throws: Fault.self) {
            try await store.read { try $0.destinations(of: BroadcastID("b")) }
        }
        #expect(fault?.place == "destination.tally")
    }

    @Test func `A file of the first version is taken up: what was on air achieved something that is not known`()
        async throws
    {
        let pool = try DatabasePool(path: "\(directory.path)/lianbo.sqlite")
        try Schema.migrator.migrate(pool, upTo: "0001-spine")
        try await pool.write { database in
            try database.execute(
                sql: "INSERT INTO broadcast VALUES ('b', '{}', 'draft', 1, 'main', NULL, NULL, FALSE)")
            try database.execute(sql: "INSERT INTO account VALUES ('a', 'a', 'manual', 'head', '{}')")
            try database.execute(
                sql: "INSERT INTO broadcast VALUES ('aired', '{}', 'ended', 1, 'main', 5, 6, FALSE)")
            try database.execute(sql: "INSERT INTO destination VALUES ('b', 'a', 'off'), ('aired', 'a', 'on')")
            try database.execute(
                sql: "INSERT INTO as_run VALUES ('aired', 1, 5, 'on-air', NULL, 'A night', 'li.na', NULL)")
            try database.execute(
                sql: """
                    INSERT INTO as_run VALUES ('aired', 2, 1005, 'fired', 'tea', 'Tea', 'clock', 0),
                        ('aired', 3, 2005, 'fired', 'rice', 'Rice', 'clock', 0),
                        ('aired', 4, 3005, 'skipped', 'oil', 'Oil', 'li.na', NULL)
                    """)
            try database.execute(
                sql:
                    "INSERT INTO cue VALUES ('aired', 'tea', 'fired'), ('aired', 'rice', 'fired'), ('aired', 'oil', 'skipped')"
            )
        }
        try pool.close()
        let store = try SQLiteStore(directory: directory.path)
        let links = try await store.pool.read { try String.fetchAll($0, sql: "SELECT links FROM broadcast") }
        #expect(links == ["{}", "{}"])
        let id = DestinationID(broadcast: BroadcastID("b"), account: AccountID("a"))
        let (found, aired) = try await store.read { store in
            (try store.destination(id), try store.destinations(of: BroadcastID("aired")))
        }
        #expect(found == DestinationRecord(id: id, desire: .off))
        var unknown = DestinationTally()
        unknown.isLowerBound = true
        #expect(aired.map(\.tally) == [unknown])
        let log = try await store.read { try $0.asRun(of: BroadcastID("aired")) }
        #expect(log.map(\.title) == ["A night", "Tea", "Rice", "Oil"], "the wider log holds what the narrow one held")
        let cues = try await store.read { try $0.cues(of: BroadcastID("aired")) }
        #expect(
            cues.map(\.run) == [
                CueRun(.skipped, since: .seconds(3)),
                CueRun(.fired, since: .seconds(2), count: 1, firedAt: WallTime(milliseconds: 2005)),
                CueRun(.fired, since: .seconds(1), count: 1, firedAt: WallTime(milliseconds: 1005)),
            ])
        let current = try await store.pool.read {
            try String.fetchAll($0, sql: "SELECT current_cue FROM broadcast WHERE current_cue IS NOT NULL")
        }
        #expect(current == ["rice"])
    }

    @Test func `Freeing old samples finds them by the key, not by reading all`() async throws {
        let store = try SQLiteStore(directory: directory.path)
        let plan = try await store.pool.read { database in
            try Row.fetchAll(
                database,
                sql: "EXPLAIN QUERY PLAN DELETE FROM sample WHERE broadcast IN (SELECT id FROM broadcast) AND at < 1"
            ).compactMap { $0["detail"] as String? }
        }
        #expect(plan.first?.contains("SEARCH sample USING") == true, "\(plan)")
    }
}
