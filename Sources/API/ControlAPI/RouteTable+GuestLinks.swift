import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird

extension RouteTable {
    /// Guests' own push addresses.
    static let guestLinks: [Route] = [
        Route(
            .put, "/v1/broadcasts/{id}/guests/{person}/link", .role(.operator), "setGuestLink",
            "Makes a person's own push address, renews its key, or moves its window.",
            body: .init(schema: "GuestLinkRequest"), .one("RundownDTO")
        ) { call in
            let wanted = try call.decoded(GuestLinkRequest.self)
            let command = GuestLinkCommand.set(
                key: wanted.secret.map { Secret($0) },
                from: wanted.fromMilliseconds.map { WallTime(milliseconds: $0) },
                until: wanted.untilMilliseconds.map { WallTime(milliseconds: $0) }, renews: wanted.renew ?? false)
            let view = try await call.desk.guestLink(
                command, person: try call.id("person"), in: try call.id("id"), by: try call.who())
            return try call.json(RundownDTO(view))
        },
        Route(
            .delete, "/v1/broadcasts/{id}/guests/{person}/link", .role(.operator), "revokeGuestLink",
            "Takes a person's push address away; whoever pushes by it is disconnected.", .one("RundownDTO")
        ) { call in
            let view = try await call.desk.guestLink(
                .revoke, person: try call.id("person"), in: try call.id("id"), by: try call.who())
            return try call.json(RundownDTO(view))
        },
    ]
}

extension GuestLinkDTO {
    init(_ view: GuestLinkView) {
        self.init(
            state: view.state.rawValue, fromMilliseconds: view.terms.from.milliseconds,
            untilMilliseconds: view.terms.until.milliseconds, madeBy: view.terms.made.by,
            revokedBy: view.terms.revoked?.by, inUse: view.isInUse, port: view.port, refusal: view.refusal?.reason,
            refusedAt: view.refusal?.at.milliseconds, refusals: view.refusal?.count ?? 0)
    }
}
