package import BroadcastModel
package import Persistence

/// Users, their tokens, and the audit.
extension ControlRoom {
    /// Shortest token that is taken, in characters: `openssl rand -base64 24` and longer.
    static let shortestToken = 20

    /// Nil for a token that nobody has. Answers from memory: all changes of users come through here.
    package func authenticate(token: Secret) async throws -> Caller? {
        guard !token.isEmpty else { return nil }
        let users = try await loadedUsers()
        return users[hash(token)].map { Caller(name: $0.id.rawValue, role: $0.role) }
    }

    /// Makes the first user; false, and nothing done, when there is one already. The daemon calls it at its first start.
    package func ensureUser(_ id: UserID, role: Role, tokenHash: [UInt8]) async throws -> Bool {
        let now = clock.wallTime()
        let record = UserRecord(id: id, role: role, tokenHash: tokenHash, createdAt: now)
        let isMade = try await write { writer in
            guard try writer.users().isEmpty else { return false }
            try writer.save(record)
            try writer.append(
                AuditEntry(
                    at: now, by: Caller.daemon.name, action: "user.set", subject: "user/\(id)",
                    detail: "\(role.rawValue), at first start"))
            return true
        }
        if isMade { forgetUsers() }
        return isMade
    }

    package func users(by caller: Caller) async throws -> [UserRecord] {
        try require(.admin, of: caller)
        return try await loadedUsers().values.sorted { $0.id < $1.id }
    }

    /// Throws `malformed` for a bad id or a short token, `conflict` for another user's token or when no admin would be left.
    package func setUser(_ id: UserID, role: Role, token: Secret?, by caller: Caller) async throws -> UserRecord {
        try require(.admin, of: caller)
        guard id.isWellFormed else {
            throw Fault(
                .malformed, "A user id is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit.",
                blame: .operatorSide)
        }
        if let token, token.reveal().count < Self.shortestToken {
            throw Fault(
                .malformed, "The token is too short; it needs \(Self.shortestToken) characters, at random.",
                blame: .operatorSide)
        }
        let newHash = token.map(hash)
        let now = clock.wallTime()
        let record = try await write { writer in
            let all = try writer.users()
            let known = all.first { $0.id == id }
            guard let tokenHash = newHash ?? known?.tokenHash else {
                throw Fault(.malformed, "A new user needs a token.", blame: .operatorSide)
            }
            guard !all.contains(where: { $0.id != id && $0.tokenHash == tokenHash }) else {
                throw Fault(.conflict, "This token cannot be used; make another one at random.", blame: .operatorSide)
            }
            if role != .admin { try Self.checkAdminIsLeft(without: id, among: all) }
            let record = UserRecord(id: id, role: role, tokenHash: tokenHash, createdAt: known?.createdAt ?? now)
            try writer.save(record)
            let detail = role.rawValue + (newHash == nil ? "" : ", new token")
            try writer.append(
                AuditEntry(at: now, by: caller.name, action: "user.set", subject: "user/\(id)", detail: detail))
            return record
        }
        forgetUsers()
        return record
    }

    package func removeUser(_ id: UserID, by caller: Caller) async throws {
        try require(.admin, of: caller)
        let now = clock.wallTime()
        try await write { writer in
            let all = try writer.users()
            guard all.contains(where: { $0.id == id }) else {
                throw Fault(.notFound, "There is no user \(id).", blame: .operatorSide)
            }
            try Self.checkAdminIsLeft(without: id, among: all)
            try writer.removeUser(id)
            try writer.append(
                AuditEntry(at: now, by: caller.name, action: "user.remove", subject: "user/\(id)", detail: "removed"))
        }
        forgetUsers()
    }

    /// `limit` is brought into 1 to 1000.
    package func audit(limit: Int, before: Int64?, by caller: Caller) async throws -> [AuditEntry] {
        try require(.admin, of: caller)
        return try await store.read { try $0.audit(limit: min(max(limit, 1), 1000), before: before) }
    }

    package func note(action: String, subject: String, detail: String, by caller: Caller) async throws {
        try require(.admin, of: caller)
        let entry = AuditEntry(at: clock.wallTime(), by: caller.name, action: action, subject: subject, detail: detail)
        try await write { try $0.append(entry) }
    }

    private func loadedUsers() async throws -> [[UInt8]: UserRecord] {
        if let users { return users }
        let version = usersVersion
        let records = try await store.read { try $0.users() }
        let loaded = Dictionary(records.map { ($0.tokenHash, $0) }) { first, _ in first }
        // A change that came while this was read must not be undone by it.
        if version == usersVersion { users = loaded }
        return loaded
    }

    private func forgetUsers() {
        users = nil
        usersVersion += 1
    }

    private static func checkAdminIsLeft(without id: UserID, among users: [UserRecord]) throws {
        guard users.contains(where: { $0.id == id && $0.role == .admin }) else { return }
        guard users.contains(where: { $0.id != id && $0.role == .admin }) else {
            throw Fault(.conflict, "\(id) is the last admin. Make another user admin first.", blame: .operatorSide)
        }
    }
}
