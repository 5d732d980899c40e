import BroadcastModel
import GRDB

/// What SQLite says, in words for a person.
extension Fault {
    /// Nothing of SQL or its arguments comes along: only the result code and SQLite's own sentence, as the cause.
    init(_ error: DatabaseError, directory: String) {
        let cause = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
        switch error.extendedResultCode {
        case .SQLITE_FULL, .SQLITE_IOERR_WRITE, .SQLITE_IOERR_SHMSIZE:
            self = .storageFull(directory: directory, cause: cause)
        case .SQLITE_READONLY:
            self = .storageFailed(
                "The data directory \(directory) cannot be written to. Check its owner, its mode and whether its disk is mounted read-only.",
                directory, cause)
        case .SQLITE_CANTOPEN:
            self = .storageFailed(
                "The database in \(directory) cannot be opened. Check that the directory is there and belongs to the user who runs the daemon.",
                directory, cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .storageFailed(
                "Another program holds the database in \(directory). Close it, then try again.", directory, cause)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .storageFailed(
                "The database in \(directory) is damaged. Stop the daemon, keep a copy of the directory, and put the last backup in its place.",
                directory, cause)
        case .SQLITE_CONSTRAINT:
            self = .storageFailed(
                "The store refused a change that would break its own rules. Nothing was changed.", directory, cause)
        case .SQLITE_IOERR:
            self = .storageFailed(
                "The disk under \(directory) answers with errors. Look at the system's log for the disk.", directory,
                cause)
        default:
            self = .storageFailed("The database in \(directory) failed.", directory, cause)
        }
    }

    /// The disk takes no more; the next write may succeed when there is room again.
    static func storageFull(directory: String, cause: String) -> Fault {
        Fault(
            .storageFull,
            "The disk under \(directory) takes no more data. Free some space or raise the quota; nothing was changed, and the daemon goes on without a restart.",
            blame: .ours, place: directory, cause: cause
        )
    }

    static func storageFailed(_ message: String, _ directory: String, _ cause: String) -> Fault {
        Fault(.storageFailed, message, blame: .ours, place: directory, cause: cause)
    }
}
