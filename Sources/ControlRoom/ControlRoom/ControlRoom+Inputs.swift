package import BroadcastModel
import Persistence
import Program
import Rundown

/// Inputs: which sources are brought in, whether one may go on air, and what accounts will not take of it.
extension ControlRoom {
    // MARK: Sources

    /// The source of a feed, as the broadcasts that are not over plan it; ``plan(fileName:yaml:dryRun:by:)`` lets none differ.
    func source(of feed: FeedID) -> FeedSource {
        for room in rooms.values where !room.phase.isOver {
            if let planned = room.snapshot.record.plan.feeds.first(where: { $0.id == feed }) { return planned.source }
        }
        let last = rooms.values.compactMap { $0.snapshot.record.plan.feeds.first { $0.id == feed } }.last
        return last?.source ?? .publish
    }

    /// Throws `conflict` where another broadcast that is not over plans one of `feeds` otherwise.
    func refuseOtherSources(_ feeds: [PlannedFeed]) throws {
        for room in rooms.values where !room.phase.isOver {
            for feed in room.snapshot.record.plan.feeds {
                guard let mine = feeds.first(where: { $0.id == feed.id }), mine.source != feed.source else { continue }
                throw Fault(
                    .conflict,
                    "The broadcast \(room.id) plans the feed \(feed.id) with another source (\(feed.source.name)). Give one of them another id.",
                    blame: .operatorSide, place: "feeds.\(feed.id)")
            }
        }
    }

    /// Has exactly the sources brought in and the composites made that broadcasts being prepared or on air need. Called after
    /// every change, and when other composites are needed than were wanted.
    func bringInSources() {
        guard let bringer else { return }
        var wanted: [FeedID: PullSource] = [:]
        let composites = compositesNeeded()
        srtLinks = openSRTLinks()
        for room in rooms.values {
            guard room.takesInputs || (!room.phase.isOver && !srtLinks.isEmpty) else { continue }
            for feed in room.snapshot.record.plan.feeds where wanted[feed.id] == nil && !isClipAtRest(feed, in: room) {
                guard room.takesInputs || srtLinks[feed.id] != nil else { continue }
                wanted[feed.id] = pullSource(of: feed)
            }
        }
        guard wanted != broughtIn || composites != compositesWanted else { return }
        broughtIn = wanted
        compositesWanted = composites
        bringer.want(wanted, composites: composites)
    }

    /// Time alone changes this: a composite is begun ahead of its cue.
    func compositesNeeded() -> [FeedID: CompositePlan] {
        var needed: [FeedID: CompositePlan] = [:]
        for room in rooms.values where room.takesInputs {
            for feed in room.snapshot.record.plan.feeds where needed[feed.id] == nil {
                guard case .composite(let plan) = feed.source, needs(feed.id, in: room) else { continue }
                needed[feed.id] = plan
            }
        }
        return needed
    }

    /// A file that a clip cue plays once begins with its cue, not with the broadcast.
    private func isClipAtRest(_ feed: PlannedFeed, in room: BroadcastRoom) -> Bool {
        guard case .file(_, loop: false) = feed.source, room.record.programFeed != feed.id else { return false }
        return room.sheet.cues.contains { $0.kind == .clip && $0.feed == feed.id }
    }

    /// A composite costs a core: it is made while it is on, and from ``ControlRoomConfiguration/compositeLead`` before its cue;
    /// all the time where no cue names it, because a hand may want it any moment.
    private func needs(_ feed: FeedID, in room: BroadcastRoom) -> Bool {
        // While a clip is on, what comes after it is kept going.
        if room.record.programFeed == feed || room.record.returnFeed == feed { return true }
        let sheet = room.sheet
        let starts = sheet.cues.indices.filter { sheet.cues[$0].kind == .coStreamStart && sheet.cues[$0].feed == feed }
        guard !starts.isEmpty else { return true }
        let open = starts.filter { sheet.state(of: sheet.cues[$0].id).isOpen }
        guard !open.isEmpty else { return false }
        let onAir = room.programTime(at: clock.monotonicTime())
        let now = onAir ?? (clock.wallTime() - room.record.plan.start)
        let outlook = RundownOutlook(sheet, at: onAir)
        return open.contains { outlook.times[$0].expected.start - now <= configuration.compositeLead }
    }

    /// Nil: nothing to bring in, or its secret is not there yet.
    private func pullSource(of feed: PlannedFeed) -> PullSource? {
        switch feed.source {
        case .publish, .composite: return nil
        case .srt(let port, let latency):
            // Without a passphrase anybody who finds the port would be on air.
            guard let passphrase = try? open(srtLinks[feed.id] ?? .streamKey(feed.id)) else { return nil }
            return .srtListener(port: port, passphrase: passphrase, latency: .milliseconds(latency))
        case .pull:
            guard let address = try? open(.pullAddress(feed.id)) else { return nil }
            return .pull(url: address)
        case .file(let path, let loop): return .file(path: path, loop: loop)
        }
    }

    /// Where a feed with `source: pull` is pulled from. It is checked, sealed, and never shown again; a running pull goes over to it.
    ///
    /// Throws `notFound`, `conflict` for a feed that is not pulled, `addressInvalid` or `addressForbidden` without repeating the
    /// text, and the store's fault.
    package func setPullAddress(of feed: FeedID, to address: Secret, by caller: Caller) async throws {
        try require(.operator, of: caller)
        guard feedRecords[feed] != nil else {
            throw Fault(.notFound, "There is no feed \(feed).", blame: .operatorSide)
        }
        guard source(of: feed) == .pull else {
            throw Fault(
                .conflict, "The feed \(feed) is not pulled; its plan says source: \(source(of: feed).name).",
                blame: .operatorSide)
        }
        try Self.check(address, named: "pull address")
        try await checkPull(address)
        try await keep(
            address, as: .pullAddress(feed), action: "feed.pull-address", subject: "feed/\(feed)", by: caller)
        bringInSources()
    }

    // MARK: The gate

    /// Why `broadcast` should not go on air yet; empty when its input is stable, or nobody asked for a gate.
    func gateReasons(of room: BroadcastRoom) -> [InputGate.Reason] {
        guard let gate = configuration.inputGate else { return [] }
        return gate.reasons(switchboard.feedStatuses()[room.record.programFeed] ?? FeedStatus())
    }

    /// Throws `conflict` with every reason while the gate is shut; leaves phases from which nothing starts to the lifecycle.
    func requireOpenGate(of id: BroadcastID) throws {
        let room = try room(id)
        switch room.phase {
        case .draft, .scheduled, .preparing, .ready: break
        case .onAir, .ending, .ended, .aborted: return
        }
        let reasons = gateReasons(of: room)
        guard !reasons.isEmpty else { return }
        let isYetToCome = room.phase == .draft || room.phase == .scheduled
        if isYetToCome, source(of: room.record.programFeed) != .publish {
            throw Fault(
                .conflict,
                "The input \(room.record.programFeed) is brought in once the broadcast is prepared. Prepare it first: lianbo broadcast prepare \(id)",
                blame: .operatorSide)
        }
        throw Fault(
            .conflict,
            "The input \(room.record.programFeed) is not stable: \(reasons.map(\.text).joined(separator: "; ")). Mend it, or start anyway: lianbo broadcast start \(id) --anyway",
            blame: .operatorSide)
    }

    // MARK: Warnings

    /// What accounts' platforms will reject or punish of what is on air, or would be.
    func warnings(of room: BroadcastRoom) -> [InputWarning] {
        guard !room.phase.isOver else { return [] }
        let statuses = switchboard.feedStatuses()
        let feed = switchboard.programFeed(of: room.id) ?? room.record.programFeed
        guard let status = statuses[feed] else { return [] }
        var limits: [AccountID: StreamLimits] = [:]
        for member in room.members where member.desire == .on {
            guard let account = room.account(member.id.account) else { continue }
            let known = room.courses[account.id]?.capabilities ?? (try? capabilities(of: account, in: room.id))
            limits[account.id] = known?.media.limits
        }
        return InputWarning.all(of: status, for: limits)
    }
}
