import BroadcastModel

/// A writing transaction: it changes a copy of the rows, which ``MemoryStore`` keeps when the body returns.
final class MemoryWriting: MemoryReader, StoreWriter {
    private(set) var rows: MemoryRows

    init(rows: MemoryRows) { self.rows = rows }

    func insert(_ broadcast: BroadcastRecord) throws {
        guard rows.broadcasts[broadcast.plan.id] == nil else { throw Fault.idTaken(broadcast.plan.id) }
        rows.broadcasts[broadcast.plan.id] = broadcast
    }

    func update(_ broadcast: BroadcastRecord) throws {
        let stored = rows.broadcasts[broadcast.plan.id]?.revision
        guard stored == broadcast.revision - 1 else { throw Fault.staleRevision(of: broadcast, stored: stored) }
        rows.broadcasts[broadcast.plan.id] = broadcast
    }

    func updateAllButPlan(of broadcast: BroadcastRecord) throws {
        var broadcast = broadcast
        if let plan = rows.broadcasts[broadcast.plan.id]?.plan { broadcast.plan = plan }
        try update(broadcast)
    }

    func save(_ account: AccountRecord) { rows.accounts[account.account.id] = account }
    func save(_ destination: DestinationRecord) { rows.destinations[destination.id] = destination }
    func save(_ feed: FeedRecord) { rows.feeds[feed.id] = feed }
    func save(_ cue: CueRecord) { rows.cues[cue.broadcast, default: [:]][cue.cue] = cue }

    func append(_ entry: AsRunEntry) {
        var entry = entry
        entry.sequence = (rows.asRun[entry.broadcast]?.last?.sequence ?? 0) + 1
        rows.asRun[entry.broadcast, default: []].append(entry)
    }

    func append(_ samples: [Sample], of broadcast: BroadcastID) {
        guard !samples.isEmpty else { return }
        var kept = rows.samples[broadcast] ?? []
        for sample in samples {
            let place = (kept.lastIndex { $0.at <= sample.at } ?? -1) + 1
            kept.insert(sample, at: place)
        }
        rows.samples[broadcast] = kept
    }

    func forgetSamples(before moment: WallTime) {
        for broadcast in rows.samples.keys {
            rows.samples[broadcast]?.removeAll { $0.at < moment }
        }
    }

    func append(_ entry: AuditEntry) {
        var entry = entry
        entry.sequence = (rows.audit.last?.sequence ?? 0) + 1
        rows.audit.append(entry)
    }

    func save(_ user: UserRecord) throws {
        guard user.tokenHash.count == 32 else { throw MemoryRows.refusal("a token hash is not 32 bytes") }
        guard !rows.users.values.contains(where: { $0.tokenHash == user.tokenHash && $0.id != user.id }) else {
            throw Fault.tokenTaken(user.id)
        }
        rows.users[user.id] = user
    }

    func removeUser(_ id: UserID) { rows.users[id] = nil }

    func save(_ link: StageLinkRecord) throws {
        guard link.tokenHash.count == 32 else { throw MemoryRows.refusal("a token hash is not 32 bytes") }
        let others = rows.stageLinks.filter { ($0.broadcast, $0.id) != (link.broadcast, link.id) }
        let isTaken = others.contains { other in
            other.tokenHash == link.tokenHash || (other.broadcast, other.name) == (link.broadcast, link.name)
        }
        guard !isTaken else { throw Fault.stageLinkTaken(link) }
        rows.stageLinks = others + [link]
    }
    func removeStageLink(_ id: StageLinkID, of broadcast: BroadcastID) {
        rows.stageLinks.removeAll { ($0.broadcast, $0.id) == (broadcast, id) }
    }
    func save(_ message: StageMessage?, onStageOf broadcast: BroadcastID) { rows.stageMessages[broadcast] = message }

    func seal(_ bytes: SealedBytes, as reference: SecretReference) { rows.sealed[reference] = bytes }
    func removeSealed(_ reference: SecretReference) { rows.sealed[reference] = nil }
}
