package import BroadcastModel
package import ControlWire
import FoundationEssentials
package import Outbound

/// The daemon's HTTP interface as calls: one a route.
///
/// Every call throws a ``ClientFault``. `revision` is what the author saw; nil means "whatever it is now".
package struct ControlClient: Sendable {
    /// `http://127.0.0.1:8080`, without a slash at the end.
    let base: String
    let token: Secret
    let sender: any HTTPSender

    package init(base: String, token: Secret, sender: any HTTPSender) {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        self.token = token
        self.sender = sender
    }

    // MARK: Broadcasts

    package func plan(fileName: String, yaml: String, dryRun: Bool = false) async throws -> BroadcastDTO {
        try await call(.post, "/v1/broadcasts", PlanRequest(fileName: fileName, yaml: yaml, dryRun: dryRun))
    }
    package func broadcasts() async throws -> [BroadcastDTO] { try await call(.get, "/v1/broadcasts") }
    package func broadcast(_ id: String) async throws -> BroadcastDTO {
        try await call(.get, "/v1/broadcasts/\(segment(id))")
    }
    package func board(of broadcast: String) async throws -> BoardDTO {
        try await call(.get, "/v1/broadcasts/\(segment(broadcast))/board")
    }
    /// `name` is arm, disarm, prepare, start, end or abort.
    package func command(
        _ name: String, broadcast: String, revision: Int64? = nil, anyway: Bool? = nil
    ) async throws -> BroadcastDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/\(segment(name))",
            CommandRequest(revision: revision, anyway: anyway))
    }
    package func rehearse(_ broadcast: String) async throws -> BroadcastDTO {
        try await call(.post, "/v1/broadcasts/\(segment(broadcast))/rehearse")
    }
    package func switchProgram(
        of broadcast: String, to feed: String, revision: Int64? = nil
    ) async throws -> BroadcastDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/switch", SwitchRequest(feed: feed, revision: revision))
    }
    /// `name` is fire, hold, release or skip.
    package func cue(
        _ name: String, cue: String, in broadcast: String, revision: Int64? = nil
    ) async throws -> RundownDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/cues/\(segment(cue))/\(segment(name))",
            CommandRequest(revision: revision))
    }
    package func holdRundown(_ held: Bool, in broadcast: String, revision: Int64? = nil) async throws -> RundownDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/rundown/\(held ? "hold" : "resume")",
            CommandRequest(revision: revision))
    }
    /// Fires the next cue of the line, or goes back to the one before.
    package func go(back: Bool = false, in broadcast: String, revision: Int64? = nil) async throws -> RundownDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/rundown/\(back ? "back" : "go")",
            CommandRequest(revision: revision))
    }
    package func shiftRundown(
        by milliseconds: Int64, in broadcast: String, revision: Int64? = nil
    ) async throws -> RundownDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/rundown/shift",
            ShiftRequest(milliseconds: milliseconds, revision: revision))
    }
    package func fillRundown(_ wanted: FillRequest, of broadcast: String) async throws -> RundownDTO {
        try await call(.put, "/v1/broadcasts/\(segment(broadcast))/rundown", wanted)
    }
    package func addCue(_ wanted: CueRequest, to broadcast: String) async throws -> RundownDTO {
        try await call(.post, "/v1/broadcasts/\(segment(broadcast))/cues", wanted)
    }
    package func changeCue(_ cue: String, _ wanted: CueRequest, in broadcast: String) async throws -> RundownDTO {
        try await call(.put, "/v1/broadcasts/\(segment(broadcast))/cues/\(segment(cue))", wanted)
    }
    package func moveCue(
        _ cue: String, after: String?, in broadcast: String, revision: Int64? = nil
    ) async throws -> RundownDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/cues/\(segment(cue))/move",
            MoveRequest(after: after, revision: revision))
    }
    /// `word` is consent, age, arrive, leave or reset.
    package func guest(_ word: String, person: String, in broadcast: String) async throws -> RundownDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/guests/\(segment(person))/\(segment(word))")
    }
    /// Makes, renews or moves a guest's link. The key is in no reply.
    package func setGuestLink(
        of person: String, in broadcast: String, _ wish: GuestLinkRequest
    ) async throws -> RundownDTO {
        try await call(.put, "/v1/broadcasts/\(segment(broadcast))/guests/\(segment(person))/link", wish)
    }
    package func revokeGuestLink(of person: String, in broadcast: String) async throws -> RundownDTO {
        try await call(.delete, "/v1/broadcasts/\(segment(broadcast))/guests/\(segment(person))/link")
    }
    package func asRun(of broadcast: String) async throws -> [AsRunDTO] {
        try await call(.get, "/v1/broadcasts/\(segment(broadcast))/as-run")
    }
    package func report(of broadcast: String) async throws -> ReportDTO {
        try await call(.get, "/v1/broadcasts/\(segment(broadcast))/report")
    }

    // MARK: Destinations, accounts, feeds

    package func destinations(of broadcast: String) async throws -> [DestinationDTO] {
        try await call(.get, "/v1/broadcasts/\(segment(broadcast))/destinations")
    }
    package func addDestination(_ account: AddDestinationRequest, to broadcast: String) async throws -> DestinationDTO {
        try await call(.post, "/v1/broadcasts/\(segment(broadcast))/destinations", account)
    }
    /// `name` is stop, resume or retry.
    package func destination(_ name: String, account: String, in broadcast: String) async throws -> DestinationDTO {
        try await call(.post, "/v1/broadcasts/\(segment(broadcast))/destinations/\(segment(account))/\(segment(name))")
    }
    package func removeDestination(_ account: String, from broadcast: String) async throws -> DestinationDTO {
        try await call(.delete, "/v1/broadcasts/\(segment(broadcast))/destinations/\(segment(account))")
    }
    /// `text` as a person reads it: `12345`, `1.2万`, `10万+`, `1.2w`.
    package func typeNumber(
        _ kind: String, text: String, account: String, in broadcast: String
    ) async throws -> NumberDTO {
        try await call(
            .post, "/v1/broadcasts/\(segment(broadcast))/destinations/\(segment(account))/numbers",
            TypedNumberRequest(kind: kind, text: text))
    }
    package func feeds() async throws -> [FeedDTO] { try await call(.get, "/v1/feeds") }
    package func setStreamKey(of feed: String, to key: Secret) async throws {
        try await put("/v1/feeds/\(segment(feed))/key", key)
    }
    /// A small JPEG of what a feed brings now.
    package func preview(of feed: String) async throws -> [UInt8] {
        try await exchange(.get, "/v1/feeds/\(segment(feed))/preview", body: nil)
    }
    package func setPullAddress(of feed: String, to address: Secret) async throws {
        try await put("/v1/feeds/\(segment(feed))/pull-address", address)
    }
    package func accounts() async throws -> [AccountDTO] { try await call(.get, "/v1/accounts") }
    package func setPushAddress(of account: String, to address: Secret) async throws {
        try await put("/v1/accounts/\(segment(account))/push-address", address)
    }
    package func setCredential(of account: String, to credential: Secret) async throws {
        try await put("/v1/accounts/\(segment(account))/credential", credential)
    }
    package func setMonitorToken(to token: Secret) async throws { try await put("/v1/monitor-token", token) }

    // MARK: People and daemon

    package func session() async throws -> SessionDTO { try await call(.get, "/v1/session") }
    package func users() async throws -> [UserDTO] { try await call(.get, "/v1/users") }
    package func setUser(_ id: String, role: String, token: Secret? = nil) async throws -> UserDTO {
        try await call(.put, "/v1/users/\(segment(id))", UserRequest(role: role, token: token?.reveal()))
    }
    package func removeUser(_ id: String) async throws {
        _ = try await exchange(.delete, "/v1/users/\(segment(id))", body: nil)
    }
    /// Newest first; `limit` is 1 to 1000.
    package func audit(limit: Int? = nil, before: Int64? = nil) async throws -> [AuditDTO] {
        let query = [limit.map { "limit=\($0)" }, before.map { "before=\($0)" }].compactMap { $0 }.joined(
            separator: "&")
        return try await call(.get, "/v1/audit" + (query.isEmpty ? "" : "?\(query)"))
    }
    package func status() async throws -> DaemonDTO { try await call(.get, "/v1/status") }
    package func setLogLevel(_ level: String) async throws {
        _ = try await exchange(
            .put, "/v1/log-level", body: Array(try JSONEncoder().encode(LogLevelRequest(level: level))))
    }
    /// Prometheus text.
    package func metrics() async throws -> String {
        String(decoding: try await exchange(.get, "/metrics", body: nil), as: UTF8.self)
    }
    /// The OpenAPI document, as it came.
    package func openAPI() async throws -> [UInt8] { try await exchange(.get, "/openapi.json", body: nil) }
    /// Returns when the daemon serves; needs no token.
    package func health() async throws { _ = try await exchange(.get, "/healthz", body: nil) }
}
