import BroadcastModel
import GRDB
import Persistence

/// The tables, and how an older file becomes a newer one.
///
/// SQL here is what SQLite and PostgreSQL both understand. The lists inside CHECK are written out, not made from the
/// Swift cases: a migration that has run must never change.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001-spine", foreignKeyChecks: .immediate) { database in
            for table in spine { try database.execute(sql: table) }
        }
        migrator.registerMigration("0002-tally", foreignKeyChecks: .immediate) { database in
            for change in tally { try database.execute(sql: change) }
        }
        migrator.registerMigration("0003-air", foreignKeyChecks: .immediate) { database in
            for change in air { try database.execute(sql: change) }
        }
        migrator.registerMigration("0004-pull", foreignKeyChecks: .immediate) { database in
            for change in pull { try database.execute(sql: change) }
        }
        migrator.registerMigration("0005-show", foreignKeyChecks: .immediate) { database in
            for change in show { try database.execute(sql: change) }
        }
        migrator.registerMigration("0006-guest-links", foreignKeyChecks: .immediate) { database in
            for change in guestLinks { try database.execute(sql: change) }
        }
        migrator.registerMigration("0007-stage", foreignKeyChecks: .immediate) { database in
            for change in stage { try database.execute(sql: change) }
        }
        migrator.registerMigration("0008-checklist", foreignKeyChecks: .immediate) { database in
            for change in checklist { try database.execute(sql: change) }
        }
        migrator.registerMigration("0009-air-clock", foreignKeyChecks: .immediate) { database in
            for change in airClock { try database.execute(sql: change) }
        }
        return migrator
    }

    /// When a broadcast went on air on the monotonic clock, as JSON.
    private static let airClock = ["ALTER TABLE broadcast ADD COLUMN aired_boot TEXT"]

    /// Who has ticked off what only a person can do, and the words for it in the as-run log.
    private static let checklist = [
        "ALTER TABLE cue ADD COLUMN ticked_at BIGINT",
        "ALTER TABLE cue ADD COLUMN ticked_by TEXT",
        """
        CREATE TABLE as_run_checklist (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            at BIGINT NOT NULL,
            action TEXT NOT NULL
                CHECK (action IN ('fired', 'held', 'released', 'skipped', 'on-air', 'ended', 'aborted', 'switched',
                    'dumped', 'cut', 'lifted', 'delayed', 'asked', 'taken-back', 'ticked', 'unticked')),
            cue TEXT,
            title TEXT NOT NULL,
            done_by TEXT NOT NULL,
            late_milliseconds BIGINT,
            PRIMARY KEY (broadcast, sequence)
        )
        """,
        """
        INSERT INTO as_run_checklist (broadcast, sequence, at, action, cue, title, done_by, late_milliseconds)
        SELECT broadcast, sequence, at, action, cue, title, done_by, late_milliseconds FROM as_run
        """,
        "DROP TABLE as_run",
        "ALTER TABLE as_run_checklist RENAME TO as_run",
    ]

    /// Guests' own push addresses: their terms beside the broadcast, their keys sealed.
    private static let guestLinks = [
        "ALTER TABLE broadcast ADD COLUMN links TEXT NOT NULL DEFAULT '{}'",
        """
        CREATE TABLE sealed_secret_linked (
            kind TEXT NOT NULL CHECK (kind IN ('stream-key', 'push-address', 'credential', 'handle', 'pull-address',
                'guest-link')),
            owner TEXT NOT NULL CHECK (owner <> ''),
            key_id TEXT NOT NULL CHECK (key_id <> ''),
            ciphertext TEXT NOT NULL CHECK (ciphertext <> ''),
            PRIMARY KEY (kind, owner)
        )
        """,
        "INSERT INTO sealed_secret_linked SELECT kind, owner, key_id, ciphertext FROM sealed_secret",
        "DROP TABLE sealed_secret",
        "ALTER TABLE sealed_secret_linked RENAME TO sealed_secret",
    ]

    /// Links to the stage's screen, by their tokens' hashes, and what it says.
    private static let stage = [
        """
        CREATE TABLE stage_link (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            id TEXT NOT NULL CHECK (id <> ''),
            name TEXT NOT NULL CHECK (name <> ''),
            token_hash TEXT NOT NULL UNIQUE CHECK (LENGTH(token_hash) = 64),
            created_at BIGINT NOT NULL,
            created_by TEXT NOT NULL,
            expires_at BIGINT,
            PRIMARY KEY (broadcast, id),
            UNIQUE (broadcast, name)
        )
        """,
        """
        CREATE TABLE stage_message (
            broadcast TEXT NOT NULL PRIMARY KEY REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            said TEXT NOT NULL CHECK (said <> ''),
            at BIGINT NOT NULL,
            done_by TEXT NOT NULL,
            cue TEXT
        )
        """,
    ]

    /// Cues that follow one another: when each began in programme time, how often, and which one is on.
    private static let show = [
        "ALTER TABLE broadcast ADD COLUMN current_cue TEXT",
        "ALTER TABLE broadcast ADD COLUMN return_feed TEXT",
        "ALTER TABLE broadcast ADD COLUMN guests TEXT NOT NULL DEFAULT '{}'",
        """
        UPDATE broadcast SET current_cue = (
            SELECT cue FROM as_run WHERE as_run.broadcast = broadcast.id AND action = 'fired'
            ORDER BY sequence DESC LIMIT 1)
        """,
        """
        CREATE TABLE cue_wider (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            id TEXT NOT NULL CHECK (id <> ''),
            state TEXT NOT NULL CHECK (state IN ('pending', 'held', 'asked', 'fired', 'skipped')),
            since_milliseconds BIGINT,
            fired_count BIGINT NOT NULL CHECK (fired_count >= 0),
            fired_at BIGINT,
            PRIMARY KEY (broadcast, id)
        )
        """,
        """
        INSERT INTO cue_wider (broadcast, id, state, since_milliseconds, fired_count, fired_at)
        SELECT cue.broadcast, cue.id, cue.state,
            (SELECT MAX(as_run.at) - MAX(aired_at) FROM as_run, broadcast
             WHERE as_run.broadcast = cue.broadcast AND broadcast.id = cue.broadcast AND as_run.cue = cue.id
                 AND as_run.action IN ('fired', 'skipped')),
            CASE cue.state WHEN 'fired' THEN 1 ELSE 0 END,
            (SELECT MAX(as_run.at) FROM as_run
             WHERE as_run.broadcast = cue.broadcast AND as_run.cue = cue.id AND as_run.action = 'fired')
        FROM cue
        """,
        "DROP TABLE cue",
        "ALTER TABLE cue_wider RENAME TO cue",
        """
        CREATE TABLE as_run_show (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            at BIGINT NOT NULL,
            action TEXT NOT NULL
                CHECK (action IN ('fired', 'held', 'released', 'skipped', 'on-air', 'ended', 'aborted', 'switched',
                    'dumped', 'cut', 'lifted', 'delayed', 'asked', 'taken-back')),
            cue TEXT,
            title TEXT NOT NULL,
            done_by TEXT NOT NULL,
            late_milliseconds BIGINT,
            PRIMARY KEY (broadcast, sequence)
        )
        """,
        """
        INSERT INTO as_run_show (broadcast, sequence, at, action, cue, title, done_by, late_milliseconds)
        SELECT broadcast, sequence, at, action, cue, title, done_by, late_milliseconds FROM as_run
        """,
        "DROP TABLE as_run",
        "ALTER TABLE as_run_show RENAME TO as_run",
    ]

    /// Addresses that feeds are pulled from.
    private static let pull = [
        """
        CREATE TABLE sealed_secret_wider (
            kind TEXT NOT NULL CHECK (kind IN ('stream-key', 'push-address', 'credential', 'handle', 'pull-address')),
            owner TEXT NOT NULL CHECK (owner <> ''),
            key_id TEXT NOT NULL CHECK (key_id <> ''),
            ciphertext TEXT NOT NULL CHECK (ciphertext <> ''),
            PRIMARY KEY (kind, owner)
        )
        """,
        "INSERT INTO sealed_secret_wider SELECT kind, owner, key_id, ciphertext FROM sealed_secret",
        "DROP TABLE sealed_secret",
        "ALTER TABLE sealed_secret_wider RENAME TO sealed_secret",
    ]

    /// Cut and delays as hands have set them, and their words in the as-run log.
    private static let air = [
        "ALTER TABLE broadcast ADD COLUMN is_cut BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_cut IN (TRUE, FALSE))",
        "ALTER TABLE broadcast ADD COLUMN delays TEXT NOT NULL DEFAULT '{}'",
        """
        CREATE TABLE as_run_wider (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            at BIGINT NOT NULL,
            action TEXT NOT NULL
                CHECK (action IN ('fired', 'held', 'released', 'skipped', 'on-air', 'ended', 'aborted', 'switched',
                    'dumped', 'cut', 'lifted', 'delayed')),
            cue TEXT,
            title TEXT NOT NULL,
            done_by TEXT NOT NULL,
            late_milliseconds BIGINT,
            PRIMARY KEY (broadcast, sequence)
        )
        """,
        """
        INSERT INTO as_run_wider (broadcast, sequence, at, action, cue, title, done_by, late_milliseconds)
        SELECT broadcast, sequence, at, action, cue, title, done_by, late_milliseconds FROM as_run
        """,
        "DROP TABLE as_run",
        "ALTER TABLE as_run_wider RENAME TO as_run",
    ]

    /// What a destination has achieved, whole, as JSON; NULL: nothing yet. Of what was on air before there was such a
    /// column, nothing is known but that it may have achieved something.
    private static let tally = [
        "ALTER TABLE destination ADD COLUMN tally TEXT",
        """
        UPDATE destination SET tally =
            '{"attempts":0,"bytesSent":0,"isLowerBound":true,"isOpen":false,"messagesDropped":0,"reconnects":0,"version":0}'
        WHERE broadcast IN (SELECT id FROM broadcast WHERE aired_at IS NOT NULL)
        """,
    ]

    private static let spine = [
        """
        CREATE TABLE broadcast (
            id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
            plan TEXT NOT NULL,
            phase TEXT NOT NULL
                CHECK (phase IN ('draft', 'scheduled', 'preparing', 'ready', 'on-air', 'ending', 'ended', 'aborted')),
            revision BIGINT NOT NULL CHECK (revision >= 1),
            program_feed TEXT NOT NULL,
            aired_at BIGINT,
            ended_at BIGINT,
            rundown_held BOOLEAN NOT NULL CHECK (rundown_held IN (TRUE, FALSE))
        )
        """,
        """
        CREATE TABLE account (
            id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
            name TEXT NOT NULL,
            platform TEXT NOT NULL CHECK (platform <> ''),
            tier TEXT NOT NULL CHECK (tier IN ('head', 'middle', 'long-tail')),
            settings TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE destination (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            account TEXT NOT NULL REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED,
            desire TEXT NOT NULL CHECK (desire IN ('on', 'off', 'removed')),
            PRIMARY KEY (broadcast, account)
        )
        """,
        """
        CREATE TABLE feed (
            id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
            name TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE cue (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            id TEXT NOT NULL CHECK (id <> ''),
            state TEXT NOT NULL CHECK (state IN ('pending', 'held', 'fired', 'skipped')),
            PRIMARY KEY (broadcast, id)
        )
        """,
        """
        CREATE TABLE as_run (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            at BIGINT NOT NULL,
            action TEXT NOT NULL
                CHECK (action IN ('fired', 'held', 'released', 'skipped', 'on-air', 'ended', 'aborted', 'switched')),
            cue TEXT,
            title TEXT NOT NULL,
            done_by TEXT NOT NULL,
            late_milliseconds BIGINT,
            PRIMARY KEY (broadcast, sequence)
        )
        """,
        """
        CREATE TABLE sample (
            broadcast TEXT NOT NULL REFERENCES broadcast (id) DEFERRABLE INITIALLY DEFERRED,
            at BIGINT NOT NULL,
            sequence BIGINT NOT NULL CHECK (sequence >= 1),
            account TEXT NOT NULL CHECK (account <> ''),
            kind TEXT NOT NULL
                CHECK (kind IN ('concurrent', 'peak', 'views', 'unique', 'heat', 'likes', 'comments', 'shares', 'orders', 'gmv-fen')),
            value BIGINT NOT NULL,
            quality TEXT NOT NULL CHECK (quality IN ('exact', 'approximate', 'at-least')),
            source TEXT NOT NULL,
            PRIMARY KEY (broadcast, at, sequence)
        )
        """,
        """
        CREATE TABLE control_user (
            id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
            role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
            token_hash TEXT NOT NULL UNIQUE CHECK (LENGTH(token_hash) = 64),
            created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE audit (
            sequence BIGINT NOT NULL PRIMARY KEY CHECK (sequence >= 1),
            at BIGINT NOT NULL,
            done_by TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            revision BIGINT,
            detail TEXT NOT NULL
        )
        """,
        "CREATE INDEX audit_by_subject ON audit (subject, revision)",
        """
        CREATE TABLE sealed_secret (
            kind TEXT NOT NULL CHECK (kind IN ('stream-key', 'push-address', 'credential', 'handle')),
            owner TEXT NOT NULL CHECK (owner <> ''),
            key_id TEXT NOT NULL CHECK (key_id <> ''),
            ciphertext TEXT NOT NULL CHECK (ciphertext <> ''),
            PRIMARY KEY (kind, owner)
        )
        """,
    ]
}
