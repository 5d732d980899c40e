import BroadcastModel
import Synchronization

/// Dashboards that are signed in: a random name in a cookie stands for the token that was shown once.
///
/// Kept in memory only, at most ``limit`` of them; the oldest goes when another comes. The token is asked of the desk again
/// at each request, so a user who was removed is out at once.
final class SessionBook: Sendable {
    static let limit = 256

    private struct Entry {
        var token: Secret
        var expires: MonotonicTime
    }

    private let lifetime: Duration
    private let clock: any ClockPort
    private let entries = Mutex<[String: Entry]>([:])

    init(lifetime: Duration, clock: any ClockPort) {
        self.lifetime = lifetime
        self.clock = clock
    }

    /// Whole seconds, for the cookie.
    var lifetimeSeconds: Int64 { lifetime.components.seconds }

    /// The new session's name: 256 random bits in hexadecimal digits.
    func open(for token: Secret) -> Secret {
        let name = Self.randomName()
        let now = clock.monotonicTime()
        entries.withLock { entries in
            entries = entries.filter { $0.value.expires > now }
            if entries.count >= Self.limit, let oldest = entries.min(by: { $0.value.expires < $1.value.expires }) {
                entries[oldest.key] = nil
            }
            entries[name] = Entry(token: token, expires: now + lifetime)
        }
        return Secret(name)
    }

    /// The token behind a session; nil when it is unknown, expired or closed.
    func token(of session: Secret) -> Secret? {
        let now = clock.monotonicTime()
        return entries.withLock { entries in
            guard let entry = entries[session.reveal()] else { return nil }
            guard entry.expires > now else {
                entries[session.reveal()] = nil
                return nil
            }
            return entry.token
        }
    }

    func close(_ session: Secret) {
        entries.withLock { $0[session.reveal()] = nil }
    }

    private static func randomName() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        return String((0..<64).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
    }
}
