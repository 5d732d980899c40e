import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird

extension RouteTable {
    static let people: [Route] = [
        Route(
            .post, "/v1/session", .open, "openSession", "Exchanges a token for an HttpOnly cookie.",
            body: .init(schema: "SessionRequest"), .one("SessionDTO")
        ) { call in
            let token = Secret(try call.decoded(SessionRequest.self).token)
            let door = RequestDoor(surroundings: call.surroundings)
            let entry = try await door.recognise(token, peer: call.context.peer ?? "unknown")
            if let former = RequestDoor.session(in: call.request) { call.surroundings.sessions.close(former) }
            let session = try call.surroundings.sessions.open(for: token)
            var reply = try call.json(SessionDTO(user: entry.caller.name, role: entry.caller.role.rawValue))
            reply.headers.set(
                "set-cookie", cookie(session.reveal(), seconds: call.surroundings.sessions.lifetimeSeconds))
            return reply
        },
        Route(.get, "/v1/session", .role(.viewer), "showSession", "Who am I.", .one("SessionDTO")) { call in
            let caller = try call.who()
            return try call.json(SessionDTO(user: caller.name, role: caller.role.rawValue))
        },
        Route(
            .delete, "/v1/session", .role(.viewer), "closeSession", "Ends the session of the cookie.",
            success: .noContent, .nothing
        ) { call in
            if let session = RequestDoor.session(in: call.request) { call.surroundings.sessions.close(session) }
            var reply = call.nothing
            reply.headers.set("set-cookie", cookie("", seconds: 0))
            return reply
        },
        Route(.get, "/v1/users", .role(.admin), "listUsers", "Who may command.", .list("UserDTO")) { call in
            try call.json(try await call.desk.users(by: try call.who()).map(UserDTO.init))
        },
        Route(
            .put, "/v1/users/{id}", .role(.admin), "setUser",
            "Makes a user, or changes role and token. The client makes the token; it is kept hashed.",
            body: .init(schema: "UserRequest"), .one("UserDTO")
        ) { call in
            let wanted = try call.decoded(UserRequest.self)
            guard let role = Role(rawValue: wanted.role) else {
                throw Fault(.malformed, "role must be one of \(names(of: Role.self)).", blame: .operatorSide)
            }
            let record = try await call.desk.setUser(
                try call.id("id"), role: role, token: wanted.token.map(Secret.init), by: try call.who())
            return try call.json(UserDTO(record))
        },
        Route(
            .delete, "/v1/users/{id}", .role(.admin), "removeUser",
            "Removes a user; its token and sessions end at once.", success: .noContent, .nothing
        ) { call in
            try await call.desk.removeUser(try call.id("id"), by: try call.who())
            return call.nothing
        },
        Route(
            .get, "/v1/audit", .role(.admin), "listAudit", "Who changed what, newest first.",
            queries: [
                .init(
                    name: "limit", explanation: "At most this many entries; 100 when absent.", minimum: 1, maximum: 1000
                ),
                .init(
                    name: "before", explanation: "Only entries with a sequence below this one.", minimum: 1,
                    maximum: nil),
            ], .list("AuditDTO")
        ) { call in
            let limit = try call.number("limit", in: 1...1000) ?? 100
            let before = try call.number("before", in: 1...Int64.max)
            return try call.json(
                try await call.desk.audit(limit: Int(limit), before: before, by: try call.who()).map(AuditDTO.init))
        },
    ]

    /// Not `Secure`: the daemon itself speaks plain HTTP, on loopback or behind a proxy.
    private static func cookie(_ value: String, seconds: Int64) -> String {
        "\(RequestDoor.cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
    }
}
