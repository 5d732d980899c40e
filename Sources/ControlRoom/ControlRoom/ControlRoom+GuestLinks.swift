package import BroadcastModel
import Persistence
import Program
import Rundown

/// Guests' own push addresses. Their keys go in, sealed, and never come out, as feeds' keys.
extension ControlRoom {
    /// A link as the switchboard was told of it.
    struct AppliedLink: Hashable {
        var id: String
        var terms: GuestLink
        var sealed: SealedBytes
    }

    /// Throws `notFound`, `malformed` (window, key), `conflict` (nothing can be pushed to the person's feed; there is a link already;
    /// there is none), and the store's fault.
    package func guestLink(
        _ command: GuestLinkCommand, person id: PersonID, in broadcast: BroadcastID, by caller: Caller
    ) async throws -> RundownView {
        try require(.operator, of: caller)
        let room = try room(broadcast)
        let plan = room.snapshot.record.plan
        guard let person = plan.person(id) else {
            throw Fault(.notFound, "There is nobody called \(id) in this broadcast.", blame: .operatorSide)
        }
        let reference = SecretReference.guestLink(id, in: broadcast)
        switch command {
        case .revoke:
            try await change(broadcast, by: caller) { change in
                guard var link = change.record.links[id.rawValue] else { throw Self.noLink(of: person) }
                link.revoke(by: Signature(by: caller.name, at: change.now))
                change.record.links[id.rawValue] = link
                change.note("guest.link-revoke", .broadcastDetail, person.name)
            }
        case .set(let key, let from, let until, let renews):
            try requirePushable(person, in: plan)
            if let key { try Self.checkLinkKey(key) }
            let usual = Self.usualWindow(of: person, in: room)
            let bytes = try key.map { try vault.seal($0, as: reference) }
            // One that cannot be opened is renewed all the same.
            let former = (try? open(reference)).map { vault.fingerprint(of: $0) }
            let print = key.map { ", fingerprint \(vault.fingerprint(of: $0))" } ?? ""
            try await change(broadcast, by: caller) { change in
                let hand = Signature(by: caller.name, at: change.now)
                var link: GuestLink
                if let known = change.record.links[id.rawValue] {
                    guard renews || bytes == nil || known.revoked != nil else {
                        throw Fault(
                            .conflict,
                            "\(person.name) has a link already. A new key: lianbo guest link renew \(broadcast) \(id)",
                            blame: .operatorSide)
                    }
                    link = known
                    if from != nil || until != nil {
                        try link.move(from: from ?? known.from, until: until ?? known.until, now: change.now)
                    }
                    if bytes != nil { link.renew(by: hand, replacing: former) }
                } else {
                    guard bytes != nil, !renews else { throw Self.noLink(of: person) }
                    link = try GuestLink(from: from ?? usual.from, until: until ?? usual.until, made: hand)
                }
                if let bytes { try change.writer.seal(bytes, as: reference) }
                change.record.links[id.rawValue] = link
                change.note(
                    bytes == nil ? "guest.link-window" : renews ? "guest.link-renew" : "guest.link-create",
                    .broadcastDetail, person.name + print)
            }
            if let bytes { sealed[reference] = bytes }
            applyLinks()
            bringInSources()
            markChanged(broadcast)
        }
        return try rundownView(of: broadcast)
    }

    private static func noLink(of person: Person) -> Fault {
        Fault(.conflict, "\(person.name) has no link yet; create one first.", blame: .operatorSide)
    }

    private func requirePushable(_ person: Person, in plan: BroadcastPlan) throws {
        guard let feed = plan.feeds.first(where: { $0.id == person.feed }) else {
            throw Fault(
                .conflict,
                "The plan gives \(person.name) no feed of their own (feed: …), so nothing can be pushed to it.",
                blame: .operatorSide)
        }
        switch feed.source {
        case .publish, .srt: break
        case .pull, .file, .composite:
            throw Fault(
                .conflict, "Nothing can be pushed to the feed \(feed.id): its plan says source: \(feed.source.name).",
                blame: .operatorSide)
        }
    }

    /// One rule for RTMP, where it stands in a query, and SRT, where it is the passphrase (10 to 64 for libsrt).
    private static func checkLinkKey(_ key: Secret) throws {
        let isPlain = key.reveal().utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x5F
        }
        guard isPlain, (16...64).contains(key.reveal().utf8.count) else {
            throw Fault(
                .malformed, "A link's key has 16 to 64 of a-z, A-Z, 0-9, - and _.", blame: .operatorSide,
                place: "secret")
        }
    }

    /// From when they are to be here, as planned, to a while after the planned end.
    private static func usualWindow(of person: Person, in room: BroadcastRoom) -> (from: WallTime, until: WallTime) {
        let plan = room.snapshot.record.plan
        let sheet = room.sheet
        let outlook = RundownOutlook(sheet, at: nil)
        let enter = sheet.cues.firstIndex { $0.kind == .guestEnter && $0.person == person.id }
        let cue = plan.start + (enter.map { outlook.times[$0].planned.start } ?? .zero)
        let lead = person.arrivesBeforeMilliseconds.map { Duration.milliseconds($0) } ?? GuestLink.lead
        return (cue - lead, plan.start + max(plan.length, outlook.plannedEnd) + GuestLink.margin)
    }

    // MARK: Making it so

    /// Tells the switchboard of every link that changed. Called after every change of a broadcast that has links, or had.
    func applyLinks() {
        let now = clock.wallTime()
        var wanted: [FeedID: [AppliedLink]] = [:]
        for room in rooms.values {
            for (person, feed, link) in links(of: room) where feed.source == .publish {
                if room.phase.isOver, link.state(at: now) == .expired { continue }
                let reference = SecretReference.guestLink(person.id, in: room.id)
                guard let bytes = sealed[reference] else { continue }
                wanted[feed.id, default: []].append(.init(id: reference.owner, terms: link, sealed: bytes))
            }
        }
        for feed in Set(wanted.keys).union(linksApplied.keys) {
            let mine = wanted[feed, default: []].sorted { $0.id < $1.id }
            guard mine != linksApplied[feed, default: []] else { continue }
            linksApplied[feed] = mine.isEmpty ? nil : mine
            switchboard.setLinks(mine.compactMap { feedLink($0) }, of: feed)
        }
    }

    private func feedLink(_ link: AppliedLink) -> FeedLink? {
        let reference = SecretReference(kind: .guestLink, owner: link.id)
        guard let key = try? vault.open(link.sealed, as: reference) else {
            logger.error("A guest's link cannot be opened; renew it", metadata: ["link": "\(link.id)"])
            return nil
        }
        let vault = vault
        let replaced = Set(link.terms.replaced)
        return FeedLink(id: link.id, key: key, terms: link.terms) { offered in
            !replaced.isEmpty && replaced.contains(vault.fingerprint(of: offered))
        }
    }

    private func links(of room: BroadcastRoom) -> [(Person, PlannedFeed, GuestLink)] {
        let record = room.snapshot.record
        guard !record.links.isEmpty else { return [] }
        return record.links.keys.sorted().compactMap { id in
            guard let person = record.plan.person(PersonID(id)), let link = record.links[id],
                let feed = record.plan.feeds.first(where: { $0.id == person.feed })
            else { return nil }
            return (person, feed, link)
        }
    }

    /// Links for whose sake a port waits for SRT. Time alone changes this. One that expires while it is in use stays.
    func openSRTLinks() -> [FeedID: SecretReference] {
        let now = clock.wallTime()
        var open: [FeedID: SecretReference] = [:]
        for room in rooms.values where !room.phase.isOver {
            for (person, feed, link) in links(of: room) {
                guard case .srt = feed.source, open[feed.id] == nil else { continue }
                let reference = SecretReference.guestLink(person.id, in: room.id)
                let state = link.state(at: now)
                let stays =
                    state == .expired && srtLinks[feed.id] == reference
                    && switchboard.feedStatuses()[feed.id]?.connected == true
                if state == .open || stays { open[feed.id] = reference }
            }
        }
        return open
    }

    /// Writes what links were refused for, a line a link and minute at most: encoders knock every second.
    func noteLinkRefusals() async {
        let now = clock.monotonicTime()
        for (id, refusal) in switchboard.linkRefusals() where refusalsNoted[id]?.count != refusal.count {
            if let last = refusalsNoted[id], now - last.at < .seconds(60) { continue }
            refusalsNoted[id] = (refusal.count, now)
            let parts = id.split(separator: "/", maxSplits: 1)
            guard let broadcast = parts.first.map({ BroadcastID(String($0)) }), let person = parts.last else {
                continue
            }
            let entry = AuditEntry(
                at: refusal.at, by: "daemon", action: "guest.link-refused",
                subject: BroadcastChange.subject(of: broadcast),
                detail: "\(person): \(refusal.reason)")
            // What cannot be written stands on the board all the same.
            do { try await write { try $0.append(entry) } } catch {
                logger.warning("A refusal could not be written", metadata: ["link": "\(id)", "error": "\(error)"])
            }
            markChanged(broadcast)
        }
    }

    /// `view` with what is known of its people's links.
    func adding(linksOf room: BroadcastRoom, to view: RundownView) -> RundownView {
        let links = links(of: room)
        guard !links.isEmpty else { return view }
        var view = view
        let now = clock.wallTime()
        let refusals = switchboard.linkRefusals()
        let inUse = switchboard.linksInUse()
        for (person, feed, link) in links {
            guard let index = view.guests.firstIndex(where: { $0.person.id == person.id }) else { continue }
            let reference = SecretReference.guestLink(person.id, in: room.id)
            var shown = GuestLinkView(terms: link, state: link.state(at: now), refusal: refusals[reference.owner])
            shown.isInUse = inUse.contains(reference.owner)
            if case .srt(let port, _) = feed.source {
                shown.port = port
                shown.isInUse =
                    srtLinks[feed.id] == reference && switchboard.feedStatuses()[feed.id]?.connected == true
            }
            view.guests[index].link = shown
        }
        return view
    }
}
