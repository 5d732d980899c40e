import BroadcastModel
import ControlRoom
import Glibc
import Logging
import Sealing

/// Makes the user `admin` at the first start and leaves its token in `admin.token`, mode 0600.
///
/// The file is written before the user is stored, so that a kill in between costs nothing: the next start reads it again.
struct FirstAdministrator {
    let directory: String
    let logger: Logger

    func ensure(in room: ControlRoom) async throws {
        let path = "\(directory)/admin.token"
        let known = try read(path)
        let token = known ?? randomToken()
        if known == nil { try write(token, to: path) }
        guard try await room.ensureUser(UserID("admin"), role: .admin, tokenHash: TokenHash.sha256(token)) else {
            // There are users already, and their tokens are their own affair.
            if known == nil { unlink(path) }
            return
        }
        logger.notice(
            "Made the user admin; its token is in a file that only this account can read", metadata: ["file": "\(path)"]
        )
    }

    private func read(_ path: String) throws -> Secret? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw fault(path)
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(file, &bytes, bytes.count)
        guard count > 0 else { throw fault(path) }
        let text = String(decoding: bytes[..<count], as: UTF8.self).filter { !$0.isWhitespace }
        return Secret(text)
    }

    private func write(_ token: Secret, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault(path) }
        defer { close(file) }
        let bytes = Array((token.reveal() + "\n").utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else { throw fault(path) }
    }

    private func fault(_ path: String) -> Fault {
        Fault(
            .storageFailed,
            "Cannot read or write \(path): \(String(cString: strerror(errno))). Check who owns the data directory.",
            blame: .operatorSide)
    }
}
