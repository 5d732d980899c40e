/// The terms of one guest's own push address: when it may be used, and by whose hand it was made or taken away.
///
/// The key itself is sealed apart, and is in nothing that is shown.
package struct GuestLink: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Its window is yet to come.
        case notYet = "not-yet"
        case open
        /// Its window is over. A push that began within it goes on.
        case expired
        /// A hand took it away. Exits: a new key only.
        case revoked
    }

    /// Longest window.
    package static let longest = Duration.seconds(30 * 24 * 3600)
    /// How long after the planned end a link stays good by itself.
    package static let margin = Duration.seconds(1800)
    /// How long before the cue of a guest of whom the plan says no arrival it is good by itself.
    package static let lead = Duration.seconds(1800)
    private static let remembered = 8

    package private(set) var made: Signature
    package private(set) var from: WallTime
    package private(set) var until: WallTime
    package private(set) var revoked: Signature?
    /// Keyed hashes of keys that were replaced, the newest last: who pushes with one of them is told so.
    package private(set) var replaced: [String] = []

    /// Throws `malformed` for a window that ends before it begins, is over, or is longer than ``longest``.
    package init(from: WallTime, until: WallTime, made: Signature) throws(Fault) {
        self.made = made
        self.from = from
        self.until = until
        try Self.check(from, until, now: made.at)
    }

    /// `from` belongs to the window, `until` no more.
    package func state(at now: WallTime) -> State {
        if revoked != nil { return .revoked }
        if now < from { return .notYet }
        return now < until ? .open : .expired
    }

    /// A new key takes the place of the one with the hash `fingerprint`. It opens what was revoked.
    package mutating func renew(by hand: Signature, replacing fingerprint: String?) {
        made = hand
        revoked = nil
        if let fingerprint { replaced = (replaced + [fingerprint]).suffix(Self.remembered) }
    }

    /// At once and for good. The first hand stands.
    package mutating func revoke(by hand: Signature) { if revoked == nil { revoked = hand } }

    /// Throws as ``init(from:until:made:)``, and nothing has changed then.
    package mutating func move(from: WallTime, until: WallTime, now: WallTime) throws(Fault) {
        try Self.check(from, until, now: now)
        self.from = from
        self.until = until
    }

    private static func check(_ from: WallTime, _ until: WallTime, now: WallTime) throws(Fault) {
        func bad(_ reason: String, _ place: String) -> Fault {
            Fault(.malformed, reason, blame: .operatorSide, place: place)
        }
        // Whatever a clock can show, and no sum below runs over.
        let known: Range<Int64> = 0..<(1 << 50)
        guard known.contains(from.milliseconds) else { throw bad("That is no moment.", "fromMilliseconds") }
        guard known.contains(until.milliseconds) else { throw bad("That is no moment.", "untilMilliseconds") }
        guard from < until else { throw bad("The link's window ends before it begins.", "untilMilliseconds") }
        guard now < until else { throw bad("The link's window is over already.", "untilMilliseconds") }
        guard until - from <= longest else { throw bad("A link is good for 30 days at most.", "untilMilliseconds") }
    }
}

extension GuestLink.State {
    /// Why a push is refused, for its sender and for the operator; nil: it is not.
    package var refusal: String? {
        switch self {
        case .open: nil
        case .notYet: "The link of this guest is not open yet."
        case .expired: "The link of this guest has expired."
        case .revoked: "The link of this guest was revoked."
        }
    }
}

/// The last push that a link was refused for, and how many there were since the daemon began; nothing of the key.
package struct GuestLinkRefusal: Hashable, Sendable {
    package var at: WallTime
    package var reason: String
    package var count: Int
    package init(at: WallTime, reason: String, count: Int) {
        self.at = at
        self.reason = reason
        self.count = count
    }
}
