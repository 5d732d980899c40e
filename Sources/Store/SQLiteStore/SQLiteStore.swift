import BroadcastModel
import GRDB
package import Persistence

/// One SQLite file, `<directory>/lianbo.sqlite`, in WAL mode with every commit synchronised to the disk.
///
/// The daemon opens it after it holds ``DataDirectoryLock``. A write that returned survives a kill and a power cut.
/// Cancelling the calling task does not interrupt a transaction that has been handed over: it commits or rolls back by
/// itself, so its caller always learns which. When the last reference goes, the file is closed.
package final class SQLiteStore: Store {
    package static let fileName = "lianbo.sqlite"

    /// Seen by tests, which look at the connection's settings.
    let pool: DatabasePool
    private let checkpoints: Checkpoints
    private let directory: String

    /// Opens the file, making it and its directory where they are missing, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - directory: the data directory; made with mode 0700, its files with 0600.
    ///   - busyTimeout: how long to wait for another program that holds the file (a backup, a shell).
    /// - Throws: ``Fault`` `storageFailed` when the directory or the file cannot be used, or a newer Lianbo wrote the
    ///   file; `storageFull` when there is no room to begin.
    package init(directory: String, busyTimeout: Duration = .seconds(5)) throws {
        let folder = try DataDirectory(directory)
        try folder.makePrivateFile(Self.fileName)
        self.directory = directory
        do {
            let path = folder.file(Self.fileName)
            pool = try Self.open(path, busyTimeout: busyTimeout)
            try Self.prepare(pool, directory: directory)
            checkpoints = try Checkpoints(path: path, busyTimeout: busyTimeout)
        } catch let error as DatabaseError {
            throw Fault(error, directory: directory)
        }
        try folder.synchronize()
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws -> Result
    ) async throws -> Result {
        try await answer { answer in
            pool.asyncRead { connection in
                answer(.init { try body(SQLiteReading(database: connection.get())) })
            }
        }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws -> Result
    ) async throws -> Result {
        try await answer { answer in
            pool.asyncWriteWithoutTransaction { [checkpoints] database in
                defer { checkpoints.noteCommit() }
                answer(
                    .init {
                        var result: Result?
                        try database.inTransaction(.immediate) {
                            result = try body(SQLiteWriting(database: database))
                            return .commit
                        }
                        guard let result else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
                        return result
                    })
            }
        }
    }

    /// Waits for one answer from a connection's queue, and words SQLite's errors.
    private func answer<Value: Sendable>(
        _ start: (@escaping @Sendable (Result<Value, any Error>) -> Void) -> Void
    ) async throws -> Value {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                start { continuation.resume(with: $0) }
            }
        } catch let error as DatabaseError {
            throw Fault(error, directory: directory)
        } catch is RowDecodingError {
            throw Fault.unreadableRow(directory)
        }
    }

    private static func open(_ path: String, busyTimeout: Duration) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "lianbo.store"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Double(busyTimeout.milliseconds) / 1000)
        configuration.prepareDatabase { database in
            // Freed pages are overwritten: a sealed value that was replaced does not linger in the file.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        return try DatabasePool(path: path, configuration: configuration)
    }

    private static func prepare(_ pool: DatabasePool, directory: String) throws {
        let synchronous = try pool.writeWithoutTransaction { database in
            // Opening the pool set NORMAL, which may lose the last commits in a power cut; so this comes after it.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // That is the business of ``Checkpoints``.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard synchronous == 2 else {
            throw Fault.storageFailed(
                "The database in \(directory) refuses to synchronise its writes.", directory,
                "PRAGMA synchronous = \(synchronous ?? -1)")
        }
        let migrator = Schema.migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw Fault(
                .storageFailed,
                "The database in \(directory) was written by a newer Lianbo. Run that version again, or name another data directory.",
                blame: .operatorSide, place: directory
            )
        }
        try migrator.migrate(pool)
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () throws -> Success) {
        do { self = .success(try body()) } catch { self = .failure(error) }
    }
}
