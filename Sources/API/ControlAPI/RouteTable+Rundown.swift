import BroadcastModel
import ControlRoom
import ControlWire
import Hummingbird

extension RouteTable {
    /// Hands on a broadcast's rundown.
    static let rundown: [Route] =
        [true, false].map(hold) + CueCommand.allCases.map(cue) + line + GuestCommand.allCases.map(guest)

    private static func guest(_ command: GuestCommand) -> Route {
        let summary =
            switch command {
            case .consent: "Notes that a person agreed to be broadcast."
            case .age: "Notes that a person's age was checked."
            case .arrive: "Notes that a person is here."
            case .leave: "Notes that a person has left."
            case .reset: "Takes back what was noted of a person."
            }
        return Route(
            .post, "/v1/broadcasts/{id}/guests/{person}/\(command.rawValue)", .role(.operator),
            "\(command.rawValue)Guest", summary, .one("RundownDTO")
        ) { call in
            let view = try await call.desk.guest(
                command, person: try call.id("person"), in: try call.id("id"), by: try call.who())
            return try call.json(RundownDTO(view))
        }
    }

    private static func hold(_ held: Bool) -> Route {
        let word = held ? "hold" : "resume"
        return Route(
            .post, "/v1/broadcasts/{id}/rundown/\(word)", .role(.operator), "\(word)Rundown",
            held ? "Keeps the clock from firing any cue." : "Lets the clock fire cues again.",
            body: .init(schema: "CommandRequest", isRequired: false), .one("RundownDTO")
        ) { call in
            let seen = try call.decodedOrNil(CommandRequest.self)?.revision
            return try call.json(
                RundownDTO(try await call.desk.holdRundown(held, in: try call.id("id"), seen: seen, by: try call.who()))
            )
        }
    }

    /// Hands on the line of cues.
    private static var line: [Route] {
        [
            handRoute("go", "goOn", "Fires the next cue of the line.", .go),
            handRoute("back", "goBack", "Does the cue before the one on air again.", .back),
            Route(
                .post, "/v1/broadcasts/{id}/rundown/shift", .role(.operator), "shiftRundown",
                "Moves everything that has not begun.", body: .init(schema: "ShiftRequest"), .one("RundownDTO")
            ) { call in
                let wanted = try call.decoded(ShiftRequest.self)
                guard (-86_400_000...86_400_000).contains(wanted.milliseconds) else {
                    throw Fault(
                        .malformed, "A shift is at most 24 h either way.", blame: .operatorSide, place: "milliseconds")
                }
                return try await call.hand(.shift(.milliseconds(wanted.milliseconds)), seen: wanted.revision)
            },
            Route(
                .put, "/v1/broadcasts/{id}/rundown", .role(.operator), "fillRundown",
                "Puts a whole rundown in place of everything that has not begun.", body: .init(schema: "FillRequest"),
                .one("RundownDTO")
            ) { call in
                let wanted = try call.decoded(FillRequest.self)
                return try await call.hand(
                    .fill(wanted.yaml, fileName: wanted.fileName, dryRun: wanted.dryRun ?? false),
                    seen: wanted.revision)
            },
            Route(
                .post, "/v1/broadcasts/{id}/cues", .role(.operator), "addCue", "Puts a cue in that has not begun.",
                body: .init(schema: "CueRequest"), .one("RundownDTO")
            ) { call in
                let wanted = try call.decoded(CueRequest.self)
                return try await call.hand(
                    .insert(wanted.cue, after: wanted.after.map { CueID($0) }), seen: wanted.revision)
            },
            Route(
                .put, "/v1/broadcasts/{id}/cues/{cue}", .role(.operator), "changeCue",
                "Changes a cue that has not begun.", body: .init(schema: "CueRequest"), .one("RundownDTO")
            ) { call in
                let wanted = try call.decoded(CueRequest.self)
                return try await call.hand(.replace(try call.id("cue"), wanted.cue), seen: wanted.revision)
            },
            Route(
                .post, "/v1/broadcasts/{id}/cues/{cue}/move", .role(.operator), "moveCue",
                "Moves a cue that has not begun.", body: .init(schema: "MoveRequest"), .one("RundownDTO")
            ) { call in
                let wanted = try call.decoded(MoveRequest.self)
                return try await call.hand(
                    .move(try call.id("cue"), after: wanted.after.map { CueID($0) }), seen: wanted.revision)
            },
            Route(
                .post, "/v1/broadcasts/{id}/cues/{cue}/remove", .role(.operator), "removeCue",
                "Takes a cue out that has not begun.", body: .init(schema: "CommandRequest", isRequired: false),
                .one("RundownDTO")
            ) { call in
                let seen = try call.decodedOrNil(CommandRequest.self)?.revision
                return try await call.hand(.remove(try call.id("cue")), seen: seen)
            },
        ]
    }

    private static func handRoute(
        _ word: String, _ name: String, _ summary: String, _ hand: RundownHand
    ) -> Route {
        Route(
            .post, "/v1/broadcasts/{id}/rundown/\(word)", .role(.operator), name, summary,
            body: .init(schema: "CommandRequest", isRequired: false), .one("RundownDTO")
        ) { call in
            try await call.hand(hand, seen: try call.decodedOrNil(CommandRequest.self)?.revision)
        }
    }

    private static func cue(_ command: CueCommand) -> Route {
        let summary =
            switch command {
            case .fire: "Fires a cue now."
            case .hold: "Keeps the clock from firing a cue."
            case .release: "Gives a held cue back to the clock."
            case .skip: "Leaves a cue out."
            case .tick: "Says that a step of the checklist was done."
            case .untick: "Takes back that a step of the checklist was done."
            case .retry: "Tries again what a cue was fired for and is not so."
            }
        return Route(
            .post, "/v1/broadcasts/{id}/cues/{cue}/\(command.rawValue)", .role(.operator), "\(command.rawValue)Cue",
            summary,
            body: .init(schema: "CommandRequest", isRequired: false), .one("RundownDTO")
        ) { call in
            let seen = try call.decodedOrNil(CommandRequest.self)?.revision
            let view = try await call.desk.cue(
                command, cue: try call.id("cue"), in: try call.id("id"), seen: seen, by: try call.who())
            return try call.json(RundownDTO(view))
        }
    }
}

extension Call {
    fileprivate func hand(_ hand: RundownHand, seen: Int64?) async throws -> Response {
        try json(RundownDTO(try await desk.hand(hand, on: try id("id"), seen: seen, by: try who())))
    }
}
