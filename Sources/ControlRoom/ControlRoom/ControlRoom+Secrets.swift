package import BroadcastModel
import Persistence

/// Feeds and accounts, and the secrets that belong to them: they go in, sealed, and never come out.
extension ControlRoom {
    package func feeds() async throws -> [FeedView] {
        let onAir = Set(rooms.values.filter(\.hasProgram).compactMap { switchboard.programFeed(of: $0.id) })
        return feedViews(feedRecords.values.sorted { $0.id < $1.id }.map { ($0.id, $0.name) }, onAir: onAir)
    }

    /// What is seen of these feeds now.
    func feedViews(_ feeds: [(id: FeedID, name: String)], onAir: Set<FeedID>) -> [FeedView] {
        let statuses = switchboard.feedStatuses()
        let states = bringer?.states() ?? [:]
        let composites = bringer?.compositeStates() ?? [:]
        return feeds.map { feed in
            let source = source(of: feed.id)
            let secret = source == .pull ? SecretReference.pullAddress(feed.id) : .streamKey(feed.id)
            let status = statuses[feed.id] ?? FeedStatus()
            var view = FeedView(
                id: feed.id, name: feed.name, hasKey: sealed[secret] != nil, isProgram: onAir.contains(feed.id),
                status: status)
            view.source = source
            view.sourceState = states[feed.id]
            view.seats = composites[feed.id]?.seats
            view.gate = configuration.inputGate?.reasons(status) ?? []
            return view
        }
    }

    /// A publisher that came with another key is closed. Throws `notFound` for a feed that no plan names.
    package func setStreamKey(of feed: FeedID, to key: Secret, by caller: Caller) async throws {
        try require(.admin, of: caller)
        guard feedRecords[feed] != nil else {
            throw Fault(.notFound, "There is no feed \(feed).", blame: .operatorSide)
        }
        try Self.check(key, named: "stream key")
        let source = source(of: feed)
        switch source {
        case .publish: break
        case .srt:
            // What SRT takes as a passphrase (SRT protocol, section 6.1.4: 10 to 79; libsrt's own limit).
            guard (10...64).contains(key.reveal().utf8.count),
                key.reveal().utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw Fault(
                    .malformed, "An SRT passphrase has 10 to 64 printable ASCII characters without spaces.",
                    blame: .operatorSide)
            }
        case .pull, .file, .composite:
            throw Fault(
                .conflict, "The feed \(feed) has no key: its plan says source: \(source.name).", blame: .operatorSide)
        }
        try await keep(key, as: .streamKey(feed), action: "feed.key", subject: "feed/\(feed)", by: caller)
        if source == .publish { switchboard.openFeed(feed, key: key) } else { bringInSources() }
    }

    package func accounts() async throws -> [AccountView] {
        accountRecords.values.map(\.account).sorted { $0.id < $1.id }.map { account in
            AccountView(
                account: account, hasPushAddress: sealed[.pushAddress(account.id)] != nil,
                hasCredential: sealed[.credential(account.id)] != nil)
        }
    }

    /// Throws `addressInvalid` without repeating the text. Where the account waits for it, it is prepared again at once.
    /// An operator's task: platforms hand out fresh addresses in the middle of an evening.
    package func setPushAddress(of account: AccountID, to address: Secret, by caller: Caller) async throws {
        try require(.operator, of: caller)
        try requireAccount(account)
        _ = try PushAddress(address)
        try await keep(
            address, as: .pushAddress(account), action: "account.push-address", subject: "account/\(account)",
            by: caller)
        prepareAgain(account)
    }

    package func setCredential(of account: AccountID, to credential: Secret, by caller: Caller) async throws {
        try require(.admin, of: caller)
        try requireAccount(account)
        try Self.check(credential, named: "credential")
        try await keep(
            credential, as: .credential(account), action: "account.credential", subject: "account/\(account)",
            by: caller)
        prepareAgain(account)
    }

    package func setMonitorToken(to token: Secret, by caller: Caller) async throws {
        try require(.admin, of: caller)
        try Self.check(token, named: "monitor token")
        try await keep(token, as: .monitorToken, action: "monitor.token", subject: "monitor", by: caller)
        switchboard.setMonitorToken(token)
    }

    /// The audit row names the secret by a keyed hash, so that two rows can be compared and neither tells it.
    func keep(
        _ secret: Secret, as reference: SecretReference, action: String, subject: String, by caller: Caller
    ) async throws {
        let bytes = try vault.seal(secret, as: reference)
        let entry = AuditEntry(
            at: clock.wallTime(), by: caller.name, action: action, subject: subject,
            detail: "fingerprint \(vault.fingerprint(of: secret))")
        try await write { writer in
            try writer.seal(bytes, as: reference)
            try writer.append(entry)
        }
        sealed[reference] = bytes
        for id in rooms.keys { markChanged(id) }
    }

    private func requireAccount(_ account: AccountID) throws {
        guard accountRecords[account] != nil else {
            throw Fault(.notFound, "There is no account \(account).", blame: .operatorSide)
        }
    }

    /// A destination that carries media keeps its session; one that does not is prepared with what is new.
    private func prepareAgain(_ account: AccountID) {
        for id in rooms.keys {
            guard let room = rooms[id], let course = room.courses[account] else { continue }
            let state = room.relay[account]?.state
            guard !course.isAttached || state == .refused || state == .waiting else { continue }
            rooms[id]?.courses[account]?.retry()
            reconcile(id)
        }
    }

    static func check(_ secret: Secret, named name: String) throws {
        guard !secret.isEmpty, !secret.reveal().utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Fault(
                .malformed, "The \(name) is empty or contains a line break or a control character.",
                blame: .operatorSide)
        }
    }
}
