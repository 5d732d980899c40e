package import BroadcastModel
package import Persistence

/// A way to the stage's screen that somebody wants. The token is made by whoever asks and kept hashed.
package struct StageLinkWish: Sendable {
    package var broadcast: BroadcastID
    package var name: String
    package var token: Secret
    /// From now on, 1 min to 366 days; nil: until it is revoked.
    package var lifetime: Duration?
    package init(broadcast: BroadcastID, name: String, token: Secret, lifetime: Duration?) {
        self.broadcast = broadcast
        self.name = name
        self.token = token
        self.lifetime = lifetime
    }
}

/// The screen in the studio: who may see it, and what the control room says on it.
extension ControlRoom {
    /// Links of one broadcast that work at the same time.
    static let stageLinkLimit = 50
    static let longestStageName = 60
    /// Characters that can be read from across a studio.
    static let longestStageMessage = 200
    /// Characters of a token at least: 128 random bits, were they written in hexadecimal digits.
    private static let tokenLengths = 32...128
    private static let lifetimes = Duration.seconds(60)...Duration.seconds(366 * 86_400)

    /// In order of age.
    package func stageLinks(of broadcast: BroadcastID, by caller: Caller) async throws -> [StageLinkRecord] {
        try require(.operator, of: caller)
        _ = try room(broadcast)
        return try await store.read { try $0.stageLinks(of: broadcast) }
            .sorted { ($0.createdAt.milliseconds, $0.id) < ($1.createdAt.milliseconds, $1.id) }
    }

    /// Throws `malformed` for a name, a token or a lifetime that is not usable, `conflict` for a name or token that is taken
    /// and when the broadcast has its fill of links. Links that have expired are forgotten meanwhile.
    package func makeStageLink(_ wish: StageLinkWish, by caller: Caller) async throws -> StageLinkRecord {
        try require(.operator, of: caller)
        _ = try room(wish.broadcast)
        let name = try Self.line(wish.name, upTo: Self.longestStageName, "name", "The link's name")
        try Self.check(wish.token)
        if let lifetime = wish.lifetime, !Self.lifetimes.contains(lifetime) {
            throw Fault(
                .malformed, "A stage link lives 1 minute to 366 days.", blame: .operatorSide,
                place: "lifetimeMilliseconds")
        }
        let now = clock.wallTime()
        let id = StageLinkID("link-" + String(UInt32.random(in: .min ... .max, using: &random), radix: 16))
        let link = StageLinkRecord(
            broadcast: wish.broadcast, id: id, name: name, tokenHash: hash(wish.token), createdAt: now,
            createdBy: caller.name, expiresAt: wish.lifetime.map { now + $0 })
        try await write { writer in
            var others = try writer.stageLinks(of: link.broadcast)
            for old in others where old.hasExpired(at: now) { try writer.removeStageLink(old.id, of: link.broadcast) }
            others.removeAll { $0.hasExpired(at: now) }
            guard others.count < Self.stageLinkLimit else {
                throw Fault(
                    .conflict, "The broadcast has \(Self.stageLinkLimit) stage links. Revoke one first.",
                    blame: .operatorSide)
            }
            // A user's token in an address would open the whole control room to whoever reads it.
            guard !others.contains(where: { $0.id == link.id }), try writer.user(tokenHash: link.tokenHash) == nil
            else {
                throw Fault.stageLinkTaken(link)
            }
            try writer.save(link)
            try writer.append(Self.audit(link, "stage.link", by: caller, at: now))
        }
        return link
    }

    /// Whoever has it sees nothing any more within seconds.
    package func revokeStageLink(_ id: StageLinkID, of broadcast: BroadcastID, by caller: Caller) async throws {
        try require(.operator, of: caller)
        _ = try room(broadcast)
        let now = clock.wallTime()
        try await write { writer in
            guard let link = try writer.stageLinks(of: broadcast).first(where: { $0.id == id }) else {
                throw Fault(
                    .notFound, "The broadcast has no stage link \(id). See: lianbo stage link list \(broadcast)",
                    blame: .operatorSide)
            }
            try writer.removeStageLink(id, of: broadcast)
            try writer.append(Self.audit(link, "stage.revoke", by: caller, at: now))
        }
    }

    package func stageLink(token: Secret) async throws -> StageLinkRecord? {
        guard Self.tokenLengths.contains(token.reveal().utf8.count) else { return nil }
        let now = clock.wallTime()
        let tokenHash = hash(token)
        let link = try await store.read { try $0.stageLink(tokenHash: tokenHash) }
        return link.flatMap { $0.hasExpired(at: now) ? nil : $0 }
    }

    /// Throws `malformed` for a text that is empty, of several lines, or longer than can be read from afar.
    package func say(
        _ text: String?, onStageOf broadcast: BroadcastID, by caller: Caller
    ) async throws -> StageMessage? {
        try require(.operator, of: caller)
        _ = try room(broadcast)
        let said = try text.map { try Self.line($0, upTo: Self.longestStageMessage, "text", "The message") }
        let snapshot = try await change(broadcast, by: caller) { change in
            if let said {
                try change.say(StageMessage(text: said, at: change.now, by: change.caller))
                change.note("stage.say", .broadcastDetail, said)
            } else if let former = change.message {
                try change.say(nil)
                change.note("stage.clear", .broadcastDetail, former.text)
            }
        }
        return snapshot.message
    }

    private static func audit(
        _ link: StageLinkRecord, _ action: String, by caller: Caller, at now: WallTime
    )
        -> AuditEntry
    {
        AuditEntry(
            at: now, by: caller.name, action: action, subject: BroadcastChange.subject(of: link.broadcast),
            detail: "\(link.id): \(link.name)")
    }

    private static func check(_ token: Secret) throws {
        let bytes = token.reveal().utf8
        let isPlain = bytes.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || byte == 0x2D || byte == 0x5F
        }
        // At random, eight different characters among 32 are all but certain.
        guard tokenLengths.contains(bytes.count), isPlain, Set(bytes).count >= 8 else {
            throw Fault(
                .malformed,
                "The link's token must be \(tokenLengths.lowerBound) to \(tokenLengths.upperBound) letters, digits, '-' and '_' at random, such as: openssl rand -hex 32",
                blame: .operatorSide, place: "token")
        }
    }

    /// One line that people read, without white space around it.
    private static func line(_ text: String, upTo limit: Int, _ place: String, _ what: String) throws -> String {
        var line = Substring(text)
        while line.first?.isWhitespace == true { line.removeFirst() }
        while line.last?.isWhitespace == true { line.removeLast() }
        let isReadable = line.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
            // Such as turn the direction of what stands beside them.
            case .format: scalar == "\u{200D}" || scalar == "\u{200C}"
            default: true
            }
        }
        guard (1...limit).contains(line.count), line.utf8.count <= limit * 8, isReadable else {
            throw Fault(
                .malformed, "\(what) must be one line of 1 to \(limit) characters.", blame: .operatorSide, place: place)
        }
        return String(line)
    }
}
