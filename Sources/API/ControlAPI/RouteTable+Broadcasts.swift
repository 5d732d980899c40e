import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird

extension RouteTable {
    static let broadcasts: [Route] =
        [
            Route(.get, "/v1/broadcasts", .role(.viewer), "listBroadcasts", "All broadcasts.", .list("BroadcastDTO")) {
                call in
                try call.json(try await call.desk.broadcasts().map(BroadcastDTO.init))
            },
            Route(
                .post, "/v1/broadcasts", .role(.operator), "planBroadcast",
                "Plans a broadcast from a plan file's text, or only checks it; refuses one that repeats, which planSeries takes.",
                body: .init(schema: "PlanRequest"), success: .created, .one("BroadcastDTO")
            ) { call in
                let wanted = try call.decoded(PlanRequest.self)
                let dryRun = wanted.dryRun ?? false
                let record = try await call.desk.plan(
                    fileName: wanted.fileName, yaml: wanted.yaml, dryRun: dryRun, by: try call.who())
                let bookings = await call.desk.doubleBookings(of: [record.plan])[0]
                return try call.json(BroadcastDTO(record, bookings), status: dryRun ? .ok : .created)
            },
            Route(
                .get, "/v1/broadcasts/{id}", .role(.viewer), "showBroadcast", "One broadcast without its parts.",
                .one("BroadcastDTO")
            ) { call in
                let board = try await call.desk.board(of: try call.id("id"))
                return try call.json(BroadcastDTO(board.broadcast, board.doubleBookings))
            },
            Route(
                .post, "/v1/broadcasts/{id}/rehearse", .role(.operator), "rehearseBroadcast",
                "Makes its rehearsal: a broadcast with the same feeds and rundown that starts as any other and reaches no account.",
                success: .created, .one("BroadcastDTO")
            ) { call in
                let record = try await call.desk.rehearse(try call.id("id"), by: try call.who())
                return try call.json(BroadcastDTO(record), status: .created)
            },
            Route(
                .get, "/v1/broadcasts/{id}/board", .role(.viewer), "showBoard", "Everything about one broadcast now.",
                .one("BoardDTO")
            ) { call in
                try call.json(BoardDTO(try await call.desk.board(of: try call.id("id"))))
            },
            Route(
                .get, "/v1/broadcasts/{id}/events", .role(.viewer), "watchBoard",
                "Server-sent events named board, each with a BoardDTO: the present one at once, then about one a second and one after each change.",
                .text("text/event-stream")
            ) { call in
                let boards = try await call.desk.boards(of: try call.id("id"))
                guard let place = call.surroundings.streams.enter() else { throw Problem.tooManyStreams }
                let token = call.token
                return BoardEvents(boards: boards, place: place, clock: call.surroundings.clock) { [desk = call.desk] in
                    guard let token else { return false }
                    // A store that fails for a moment throws nobody out.
                    do { return try await desk.authenticate(token: token) != nil } catch { return true }
                }.response
            },
            Route(
                .get, "/v1/broadcasts/{id}/as-run", .role(.viewer), "listAsRun", "What really happened, oldest first.",
                .list("AsRunDTO")
            ) { call in
                try call.json(try await call.desk.asRun(of: try call.id("id")).map(AsRunDTO.init))
            },
            Route(
                .get, "/v1/broadcasts/{id}/report", .role(.viewer), "showReport", "What came of it.", .one("ReportDTO")
            ) { call in
                try call.json(ReportDTO(try await call.desk.report(of: try call.id("id"))))
            },
            Route(
                .post, "/v1/broadcasts/{id}/switch", .role(.operator), "switchProgram",
                "Puts another feed on air at its next keyframe.",
                body: .init(schema: "SwitchRequest"), .one("BroadcastDTO")
            ) { call in
                let wanted = try call.decoded(SwitchRequest.self)
                let record = try await call.desk.switchProgram(
                    of: try call.id("id"), to: FeedID(wanted.feed), seen: wanted.revision, by: try call.who())
                return try call.json(BroadcastDTO(record))
            },
        ] + BroadcastLifecycle.Command.allCases.map(lifecycle)

    private static func lifecycle(_ command: BroadcastLifecycle.Command) -> Route {
        Route(
            .post, "/v1/broadcasts/{id}/\(command.rawValue)", .role(.operator), "\(command.rawValue)Broadcast",
            summary(command),
            body: .init(schema: "CommandRequest", isRequired: false), .one("BroadcastDTO")
        ) { call in
            let asked = try call.decodedOrNil(CommandRequest.self)
            return try call.json(
                BroadcastDTO(
                    try await call.desk.command(
                        command, broadcast: try call.id("id"), seen: asked?.revision, anyway: asked?.anyway ?? false,
                        by: try call.who())))
        }
    }

    private static func summary(_ command: BroadcastLifecycle.Command) -> String {
        switch command {
        case .arm: "Lets the clock prepare and start it."
        case .disarm: "Takes it back from the clock."
        case .prepare: "Makes its accounts ready now."
        case .start: "Goes on air now; refused while the input is not stable, unless anyway is true."
        case .end: "Ends it: closes every session politely."
        case .abort: "Gives it up, whatever it was doing."
        }
    }
}
