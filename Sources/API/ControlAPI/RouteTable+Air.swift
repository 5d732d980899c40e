import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird

extension RouteTable {
    /// What may not go out: dumps, cuts, safety delays.
    static let air: [Route] = [
        Route(
            .post, "/v1/broadcasts/{id}/dump", .role(.operator), "dumpBroadcast",
            "Removes all that has not gone out yet, on every account, and covers it.", .one("DumpDTO")
        ) { call in
            try call.json(DumpDTO(try await call.desk.dump(try call.id("id"), by: try call.who())))
        },
        Route(
            .post, "/v1/broadcasts/{id}/cut", .role(.operator), "cutBroadcast",
            "Blacks out every account until it is lifted.", .one("BroadcastDTO")
        ) { call in
            try call.json(BroadcastDTO(try await call.desk.cut(try call.id("id"), by: try call.who())))
        },
        Route(
            .post, "/v1/broadcasts/{id}/lift", .role(.operator), "liftBroadcast",
            "Goes back to the program at its next keyframe.", .one("BroadcastDTO")
        ) { call in
            try call.json(BroadcastDTO(try await call.desk.lift(try call.id("id"), by: try call.who())))
        },
        Route(
            .put, "/v1/broadcasts/{id}/delay", .role(.operator), "setDelay",
            "Sets the safety delay of one group of accounts, or of all.",
            body: .init(schema: "DelayRequest"), .one("BroadcastDTO")
        ) { call in
            let wanted = try call.decoded(DelayRequest.self)
            let record = try await call.desk.setDelay(
                of: try call.id("id"), group: wanted.group, to: .milliseconds(wanted.milliseconds),
                seen: wanted.revision, by: try call.who())
            return try call.json(BroadcastDTO(record))
        },
    ]
}
