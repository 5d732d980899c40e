package import BroadcastModel
import Synchronization

/// Seals what a cookie carries and opens it again; the daemon's vault does both.
package struct SessionSeal: Sendable {
    /// Text of letters, digits, `.`, `-` and `_` that nobody else can make or read.
    package var seal: @Sendable (Secret) throws -> String
    /// Nil for anything that ``seal`` did not make.
    package var open: @Sendable (String) -> Secret?

    package init(seal: @escaping @Sendable (Secret) throws -> String, open: @escaping @Sendable (String) -> Secret?) {
        self.seal = seal
        self.open = open
    }
}

/// Dashboards that are signed in: the cookie is the token that was shown once, sealed, with its last moment.
///
/// Nothing is kept here, so a daemon that was killed and started again knows every dashboard as before. The token is
/// asked of the desk again at each request, so a user who was removed is out at once. Sessions that were signed out
/// are remembered until they would have ended, at most ``limit`` of them; the oldest goes first.
final class SessionBook: Sendable {
    static let limit = 1024

    private let lifetime: Duration
    private let seal: SessionSeal
    private let clock: any ClockPort
    private let closed = Mutex<[String: WallTime]>([:])

    init(lifetime: Duration, seal: SessionSeal, clock: any ClockPort) {
        self.lifetime = lifetime
        self.seal = seal
        self.clock = clock
    }

    /// Whole seconds, for the cookie.
    var lifetimeSeconds: Int64 { lifetime.components.seconds }

    /// The new session's cookie.
    func open(for token: Secret) throws -> Secret {
        let end = clock.wallTime() + lifetime
        return Secret(try seal.seal(Secret("\(end.milliseconds)|\(token.reveal())")))
    }

    /// The token behind a session; nil when it is unknown, expired or closed.
    func token(of session: Secret) -> Secret? {
        guard let (end, token) = opened(session), clock.wallTime() < end else { return nil }
        let isClosed = closed.withLock { $0[session.reveal()] != nil }
        return isClosed ? nil : token
    }

    func close(_ session: Secret) {
        guard let (end, _) = opened(session) else { return }
        let now = clock.wallTime()
        closed.withLock { closed in
            closed = closed.filter { $0.value > now }
            if closed.count >= Self.limit, let first = closed.min(by: { $0.value < $1.value }) {
                closed[first.key] = nil
            }
            closed[session.reveal()] = end
        }
    }

    private func opened(_ session: Secret) -> (WallTime, Secret)? {
        guard let text = seal.open(session.reveal())?.reveal(), let bar = text.firstIndex(of: "|"),
            let end = Int64(text[..<bar])
        else { return nil }
        return (WallTime(milliseconds: end), Secret(String(text[text.index(after: bar)...])))
    }
}
