import BroadcastModel
import Synchronization

/// One feed: who may publish it, who does, what came, and its own log for players.
///
/// The publisher's thread calls ``take(_:timestamp:bytes:now:)``; everything else may call from anywhere.
final class FeedInput: Sendable {
    let id: FeedID
    let log: MediaLog

    private struct State {
        var key: Secret?
        var holder: FeedPublisher?
        /// The link that the holder came by.
        var holderLink: String?
        var links: [FeedLink] = []
        var refusals: [String: GuestLinkRefusal] = [:]
        var clock = WireClock()
        var meter = FeedMeter()
    }

    private let state: Mutex<State>
    private let pool = PayloadPool()

    init(id: FeedID, key: Secret?, limits: MediaLog.Limits) {
        self.id = id
        log = MediaLog(limits: limits)
        state = Mutex(State(key: key))
    }

    /// Changes the key; returns the publisher to revoke when it holds the feed by another one.
    func setKey(_ key: Secret?) -> FeedPublisher? {
        state.withLock { state in
            guard state.key != key else { return nil }
            state.key = key
            return state.holderLink == nil ? state.holder : nil
        }
    }

    /// Changes who may come by a link; returns the publisher to revoke when its link is gone, revoked, or has another key.
    func setLinks(_ links: [FeedLink]) -> FeedPublisher? {
        state.withLock { state in
            let former = state.links
            state.links = links
            state.refusals = state.refusals.filter { entry in links.contains { $0.id == entry.key } }
            guard let id = state.holderLink else { return nil }
            let link = links.first { $0.id == id }
            let isSame = link.map { link in former.contains { $0.id == id && $0.key == link.key } } ?? false
            return isSame && link?.terms.revoked == nil ? nil : state.holder
        }
    }

    /// A refusal of a link is kept for the operator.
    func admit(_ offered: Secret, now: WallTime) -> FeedAdmission {
        let (key, links) = state.withLock { ($0.key, $0.links) }
        if let key, key.matches(offered) { return .byKey }
        for link in links where link.key.matches(offered) {
            guard let reason = link.terms.state(at: now).refusal else { return .byLink(link.id) }
            return refuse(link.id, reason, now)
        }
        guard let link = links.first(where: { $0.wasReplaced(offered) }) else { return .unknown }
        return refuse(link.id, "The link of this guest was renewed; this is its old key.", now)
    }

    private func refuse(_ link: String, _ reason: String, _ now: WallTime) -> FeedAdmission {
        state.withLock { state in
            let count = state.refusals[link]?.count ?? 0
            state.refusals[link] = GuestLinkRefusal(at: now, reason: reason, count: count + 1)
        }
        return .refused(reason)
    }

    var refusals: [String: GuestLinkRefusal] { state.withLock { $0.refusals } }

    /// The link, if any, that the publisher came by.
    var linkInUse: String? { state.withLock { $0.holder == nil ? nil : $0.holderLink } }

    /// `link` must still be good: it may have been revoked since it was admitted.
    func hold(by publisher: FeedPublisher, link: String? = nil, peer: String, now: WallTime) throws {
        try state.withLock { state in
            guard state.holder == nil else {
                throw Fault(.streamBusy, "Feed \(id) is being published already.", blame: .operatorSide)
            }
            if let link, state.links.first(where: { $0.id == link })?.terms.state(at: now) != .open {
                throw Fault(.keyRefused, "The link of this guest is not open.", blame: .operatorSide)
            }
            state.holder = publisher
            state.holderLink = link
            state.clock = WireClock()
            state.meter.begin(peer: peer, at: now)
        }
    }

    func release(_ publisher: FeedPublisher) {
        state.withLock { state in
            guard state.holder === publisher else { return }
            state.holder = nil
            state.holderLink = nil
            state.meter.end()
        }
    }

    var holder: FeedPublisher? { state.withLock { $0.holder } }

    /// Puts one message into the feed's log and returns it for the switcher; nil when it is empty.
    func take(_ kind: MediaKind, timestamp: UInt32, bytes: UnsafeRawBufferPointer, now: MonotonicTime) -> MediaMessage?
    {
        guard !bytes.isEmpty else { return nil }
        let payload = MediaPayload(kind: kind, bytes: bytes, in: pool)
        let message = state.withLock { state in
            let message = MediaMessage(payload: payload, timestamp: state.clock.unwrap(timestamp))
            state.meter.note(message, head: bytes, now: now)
            return message
        }
        log.append(message, writtenAt: now)
        return message
    }

    func status(now: MonotonicTime) -> FeedStatus { state.withLock { $0.meter.status(now: now) } }
}

/// Unwraps the 32-bit millisecond clock of the wire (RTMP 1.0, section 5.3.1: it wraps after 49 days).
struct WireClock {
    private var last: Int64?

    /// The nearest value to the one before; a peer that jumps back is followed, never wrapped forward by 49 days.
    mutating func unwrap(_ timestamp: UInt32) -> Int64 {
        guard let last else {
            self.last = Int64(timestamp)
            return Int64(timestamp)
        }
        let difference = Int64(Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: last)))
        let value = last + difference
        self.last = value
        return value
    }
}
