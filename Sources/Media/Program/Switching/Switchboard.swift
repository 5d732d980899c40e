package import BroadcastModel
import Synchronization

/// Joins what comes in with what goes out: feeds on one side, one program a broadcast on the other.
///
/// Ingest calls ``beginPublish(application:streamName:peer:)`` and ``beginPlay(application:streamName:)`` from its event
/// loops; ControlRoom calls the rest. Keeps keys in memory only, as secrets. Outlives both.
package final class Switchboard: Sendable {
    private struct State {
        var feeds: [FeedID: FeedInput] = [:]
        var programs: [BroadcastID: ProgramAir] = [:]
        var monitorToken: Secret?
    }

    private let state = Mutex(State())
    private let clock: any ClockPort
    private let limits: MediaLog.Limits
    /// Feeds are kept only as long as a late player needs a keyframe.
    private static let feedLimits: MediaLog.Limits = {
        var limits = MediaLog.Limits()
        limits.bytes = 8 << 20
        limits.duration = .seconds(5)
        return limits
    }()

    package init(clock: any ClockPort, programLimits: MediaLog.Limits = .init()) {
        self.clock = clock
        limits = programLimits
    }

    // MARK: Feeds

    /// Makes the feed known, or changes its key; without a key nobody may publish it. A publisher that came with another key is closed.
    package func openFeed(_ id: FeedID, key: Secret?) {
        let publisher = state.withLock { state -> FeedPublisher? in
            if let feed = state.feeds[id] { return feed.setKey(key) }
            state.feeds[id] = FeedInput(id: id, key: key, limits: Self.feedLimits)
            return nil
        }
        publisher?.revoke()
    }

    /// Who may come into a feed by a link, beside whoever has its key. A publisher whose link is gone, revoked or renewed is closed.
    /// Nothing happens for a feed that was never opened.
    package func setLinks(_ links: [FeedLink], of feed: FeedID) {
        state.withLock { $0.feeds[feed] }?.setLinks(links)?.revoke()
    }

    /// Of every link that was refused, by its id.
    package func linkRefusals() -> [String: GuestLinkRefusal] {
        state.withLock { $0.feeds }.values.reduce(into: [:]) { $0.merge($1.refusals) { $1 } }
    }

    /// Ids of the links by which somebody publishes now.
    package func linksInUse() -> Set<String> { Set(state.withLock { $0.feeds }.values.compactMap(\.linkInUse)) }

    package func feedStatuses() -> [FeedID: FeedStatus] {
        let now = clock.monotonicTime()
        return state.withLock { $0.feeds }.mapValues { $0.status(now: now) }
    }

    /// What `play` must show; nil: nobody may play.
    package func setMonitorToken(_ token: Secret?) { state.withLock { $0.monitorToken = token } }

    // MARK: Ingest

    /// A publisher asks for a feed by `<feed>?key=<secret>`.
    ///
    /// Throws `keyRefused` (unknown feed, wrong or empty key: one message for all, so that feeds cannot be guessed; who shows the key
    /// of a guest's link learns why it does not open) or `streamBusy`.
    package func beginPublish(application: String, streamName: Secret, peer: String) throws -> FeedPublisher {
        let asked = StreamRequest(streamName)
        let input = state.withLock { $0.feeds[FeedID(asked.name)] }
        let unknown = Fault(
            .keyRefused, "The stream key is wrong, or the feed is not known here.", blame: .operatorSide)
        guard let input, let key = asked.value(of: "key") else { throw unknown }
        switch input.admit(key, now: clock.wallTime()) {
        case .byKey: return try hold(input, peer: peer)
        case .byLink(let link): return try hold(input, link: link, peer: peer)
        case .refused(let reason): throw Fault(.keyRefused, reason, blame: .operatorSide)
        case .unknown: throw unknown
        }
    }

    private func hold(_ input: FeedInput, link: String? = nil, peer: String) throws -> FeedPublisher {
        let publisher = FeedPublisher(input: input, board: self)
        try input.hold(by: publisher, link: link, peer: peer, now: clock.wallTime())
        for air in programs { air.program.feedRestarted(input.id) }
        return publisher
    }

    /// Whoever brings a feed in takes hold of it; no key is asked for inside the daemon. Throws `notFound` or `streamBusy`.
    package func beginBringing(_ feed: FeedID, peer: String) throws -> FeedPublisher {
        guard let input = state.withLock({ $0.feeds[feed] }) else {
            throw Fault(.notFound, "There is no feed \(feed).", blame: .operatorSide)
        }
        return try hold(input, peer: peer)
    }

    /// What a feed brings, for whoever in the daemon makes something of it; nil for a feed that was never opened.
    package func log(of feed: FeedID) -> MediaLog? { state.withLock { $0.feeds[feed]?.log } }

    /// What a feed carries; nil while it carries nothing.
    package func format(of feed: FeedID) -> ProgramFormat? { log(of: feed).flatMap { ProgramFormat(log: $0) } }

    /// A monitor asks for `<feed>?token=<secret>` or `program-<broadcast>?token=<secret>`. Throws `keyRefused` or `notFound`.
    package func beginPlay(application: String, streamName: Secret) throws -> MediaLog {
        let asked = StreamRequest(streamName)
        guard let token = asked.value(of: "token"), let wanted = state.withLock({ $0.monitorToken }),
            wanted.matches(token)
        else {
            throw Fault(.keyRefused, "The monitor token is wrong, or none is set.", blame: .operatorSide)
        }
        let log = state.withLock { state -> MediaLog? in
            if asked.name.hasPrefix("program-") {
                return state.programs[BroadcastID(String(asked.name.dropFirst(8)))]?.log(of: .main)
            }
            return state.feeds[FeedID(asked.name)]?.log
        }
        guard let log else {
            throw Fault(.notFound, "There is no feed and no program of that name.", blame: .operatorSide)
        }
        return log
    }

    /// Ends every publisher; called once at shutdown.
    package func revokeAllPublishers() {
        for feed in state.withLock({ Array($0.feeds.values) }) { feed.holder?.revoke() }
    }

    func deliver(_ input: FeedInput, _ kind: MediaKind, timestamp: UInt32, bytes: UnsafeRawBufferPointer) {
        let now = clock.monotonicTime()
        guard let message = input.take(kind, timestamp: timestamp, bytes: bytes, now: now) else { return }
        for air in programs { air.take(message, from: input.id, headers: input.log.headers, now: now) }
    }

    // MARK: Programs

    /// The program of a broadcast, made when there is none, with `feed` to go on air; returns what the group `main` receives.
    package func openProgram(of broadcast: BroadcastID, feed: FeedID) -> MediaLog {
        let air = state.withLock { state in
            if let air = state.programs[broadcast] { return air }
            let air = ProgramAir(feed: feed, limits: limits)
            state.programs[broadcast] = air
            return air
        }
        return air.log(of: DelayGroup.main)
    }

    /// What a delay group of an open program receives; the group is made, without delay, when there is none.
    package func airLog(of broadcast: BroadcastID, group: DelayGroup) -> MediaLog? { air(broadcast)?.log(of: group) }

    /// Puts another feed on air at its next keyframe; until then the present one goes on.
    package func select(_ feed: FeedID, for broadcast: BroadcastID) { air(broadcast)?.program.select(feed) }

    /// The feed whose pictures go out; nil before the first keyframe, and while the slate covers.
    package func programFeed(of broadcast: BroadcastID) -> FeedID? { air(broadcast)?.program.feedOnAir }

    package func closeProgram(of broadcast: BroadcastID) { state.withLock { $0.programs[broadcast] = nil } }

    /// What the program does by itself when its feed falls silent.
    package func set(policy: ProgramPolicy, for broadcast: BroadcastID) { air(broadcast)?.program.set(policy: policy) }

    /// What covers lost input, dumps and cuts; nil: nothing goes out meanwhile.
    package func set(slate: (any SlateSource)?, for broadcast: BroadcastID) { air(broadcast)?.set(slate: slate) }

    /// What a slate for this program should show; nil: the usual card. Whoever makes slates reads it.
    package func set(slateWish: PlannedSlate?, for broadcast: BroadcastID) { air(broadcast)?.set(slateWish: slateWish) }
    package func slateWish(of broadcast: BroadcastID) -> PlannedSlate? { air(broadcast)?.slateWish }

    /// The program's format, once a feed has shown it; for a slate that fits. Not that of the slate itself.
    package func programFormat(of broadcast: BroadcastID) -> ProgramFormat? {
        guard let program = air(broadcast)?.program, program.feedOnAir != nil else { return nil }
        // Two seconds of pictures tell the frame rate.
        guard let newest = program.log.newestTimestamp, newest >= 2_000 else { return nil }
        return ProgramFormat(log: program.log)
    }

    package var openBroadcasts: [BroadcastID] { state.withLock { $0.programs.keys.sorted() } }

    /// Changes the safety delay of a group, on air too. `delay` is 0 to 300 s.
    package func set(delay: Duration, of broadcast: BroadcastID, group: DelayGroup) {
        air(broadcast)?.set(delay: delay, of: group, now: clock.monotonicTime())
    }

    /// Removes all that has not gone out yet from every group, or from one, and covers it. Returns what was removed.
    package func dump(_ broadcast: BroadcastID, group: DelayGroup? = nil) -> [DelayGroup: DumpedSpan] {
        air(broadcast)?.dump(group, now: clock.monotonicTime()) ?? [:]
    }

    /// Blacks out every account of the broadcast at once, until ``lift(_:)``.
    package func cut(_ broadcast: BroadcastID) { air(broadcast)?.cut() }
    package func lift(_ broadcast: BroadcastID) { air(broadcast)?.lift() }

    package func condition(of broadcast: BroadcastID) -> (program: ProgramCondition, air: [DelayGroup: AirStatus])? {
        air(broadcast).map { ($0.program.condition, $0.statuses) }
    }

    /// Whatever is due by time alone: silence, slates, delayed entries. ``MasterClock`` calls it.
    ///
    /// Returns whether entries wait for their time or a slate plays, so that it must be called again within milliseconds;
    /// otherwise only silence can fall, which takes a second to be one.
    @discardableResult
    package func tick() -> Bool {
        let now = clock.monotonicTime()
        return programs.reduce(false) { $1.tick(now: now) || $0 }
    }

    private func air(_ broadcast: BroadcastID) -> ProgramAir? { state.withLock { $0.programs[broadcast] } }
    private var programs: [ProgramAir] { state.withLock { Array($0.programs.values) } }
}

/// A stream name taken apart: `name?key=value&…`, values byte for byte.
struct StreamRequest {
    let name: String
    private let query: [Substring]

    init(_ streamName: Secret) {
        let text = streamName.reveal()
        let mark = text.firstIndex(of: "?") ?? text.endIndex
        name = String(text[..<mark])
        query = mark == text.endIndex ? [] : text[text.index(after: mark)...].split(separator: "&")
    }

    func value(of key: String) -> Secret? {
        for part in query where part.hasPrefix("\(key)=") {
            let value = String(part.dropFirst(key.count + 1))
            return value.isEmpty ? nil : Secret(value)
        }
        return nil
    }
}
