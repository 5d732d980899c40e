import BroadcastModel
import ControlRoom
import Hummingbird

/// Decides who comes in.
struct RequestDoor: Sendable {
    struct Entry: Sendable {
        var caller: Caller
        var token: Secret
    }

    static let cookieName = "lianbo_session"

    let surroundings: Surroundings

    /// Against DNS rebinding: while we listen on loopback, only loopback's names are ours.
    func checkHost(_ request: Request) throws {
        guard ControlAPIConfiguration.isLoopback(surroundings.configuration.host) else { return }
        guard let host = Self.hostName(request.head.authority ?? ""),
            ["localhost", "127.0.0.1", "[::1]"].contains(host)
        else { throw Problem.foreignHost }
    }

    /// Nil on open routes. Throws 401, 403 or 429.
    func admit(_ request: Request, to route: Route, context: ControlContext) async throws -> Entry? {
        let changes = route.method != .get
        let needed: Role
        switch route.access {
        case .open:
            if changes { try checkOrigin(request, mustTell: false) }
            return nil
        case .metrics:
            if surroundings.configuration.metricsPublic, context.peerIsLoopback { return nil }
            needed = .viewer
        case .stageLink: return nil
        case .role(let role): needed = role
        }
        let entry = try await identify(request, changes: changes, peer: context.peer ?? "unknown")
        guard entry.caller.role >= needed else { throw Problem.role(needed) }
        return entry
    }

    /// Asks the desk about a token that somebody showed; counts failures by peer.
    func recognise(_ token: Secret, peer: String) async throws -> Entry {
        guard surroundings.attempts.mayTry(peer) else { throw Problem.tooManyAttempts }
        guard !token.isEmpty, let caller = try await surroundings.desk.authenticate(token: token) else {
            surroundings.attempts.failed(peer)
            throw Problem.badToken
        }
        return Entry(caller: caller, token: token)
    }

    /// The session named in the cookie, if any.
    static func session(in request: Request) -> Secret? {
        for line in request.headers.texts("cookie") {
            for pair in line.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].filter({ $0 != " " }) == cookieName else { continue }
                return Secret(parts[1].filter { $0 != " " })
            }
        }
        return nil
    }

    private func identify(_ request: Request, changes: Bool, peer: String) async throws -> Entry {
        if let header = request.headers.text("authorization") {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { throw Problem.signIn }
            return try await recognise(Secret(String(parts[1])), peer: peer)
        }
        guard let session = Self.session(in: request) else { throw Problem.signIn }
        guard let token = surroundings.sessions.token(of: session) else { throw Problem.signIn }
        if changes { try checkOrigin(request, mustTell: true) }
        guard let caller = try await surroundings.desk.authenticate(token: token) else {
            surroundings.sessions.close(session)
            throw Problem.signIn
        }
        return Entry(caller: caller, token: token)
    }

    /// Against forged requests: a browser says where a change comes from, and it must be our own page.
    private func checkOrigin(_ request: Request, mustTell: Bool) throws {
        let site = request.headers.text("sec-fetch-site")
        let origin = request.headers.text("origin")
        if let site, site != "same-origin" { throw Problem.foreignOrigin }
        if let origin {
            guard let authority = request.head.authority?.lowercased(),
                ["http://\(authority)", "https://\(authority)"].contains(origin.lowercased())
            else { throw Problem.foreignOrigin }
        }
        if mustTell, site == nil, origin == nil { throw Problem.foreignOrigin }
    }

    /// Host of `host:port`, lower case; nil when the port is not a number.
    static func hostName(_ authority: String) -> String? {
        let text = authority.lowercased()
        let end: String.Index
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            end = text.index(after: close)
        } else {
            end = text.firstIndex(of: ":") ?? text.endIndex
        }
        let rest = text[end...]
        guard rest.isEmpty || (rest.first == ":" && rest.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) })
        else { return nil }
        return String(text[..<end])
    }
}
