import BroadcastModel
import ControlRoom
import ControlWire
import FoundationEssentials
import Hummingbird
import Persistence
import Rundown

extension RouteTable {
    /// The screen in the studio, and the timeline.
    static let stage: [Route] = [
        Route(
            .get, "/v1/stage/events", .stageLink, "watchStage",
            "Server-sent events named board, each with a StageDTO, of the one broadcast that the link opens: the present one at once, then about one a second and one after each change. The link's token comes as a bearer token.",
            .text("text/event-stream")
        ) { call in
            let door = RequestDoor(surroundings: call.surroundings)
            let (link, token) = try await door.recogniseStage(call.request, peer: call.context.peer ?? "unknown")
            let boards = try await call.desk.boards(of: link.broadcast)
            guard let place = call.surroundings.stageStreams.enter() else { throw Problem.tooManyStageStreams }
            return BoardEvents(
                boards: boards, place: place, clock: call.surroundings.clock, heartbeat: BoardEvents.stageHeartbeat,
                encode: { try WireJSON.encode(StageDTO($0)) }
            ) { [desk = call.desk] in
                // A store that fails for a moment throws nobody out.
                do { return try await desk.stageLink(token: token)?.id == link.id } catch { return true }
            }.response
        },
        Route(
            .get, "/v1/broadcasts/{id}/stage-links", .role(.operator), "listStageLinks",
            "Links to the stage's screen, without their tokens.", .list("StageLinkDTO")
        ) { call in
            let now = call.surroundings.clock.wallTime()
            return try call.json(
                try await call.desk.stageLinks(of: try call.id("id"), by: try call.who()).map {
                    StageLinkDTO($0, at: now)
                })
        },
        Route(
            .post, "/v1/broadcasts/{id}/stage-links", .role(.operator), "makeStageLink",
            "Makes a link to the stage's screen. The client makes the token; it is kept hashed. The link is /stage#token.",
            body: .init(schema: "StageLinkRequest"), success: .created, .one("StageLinkDTO")
        ) { call in
            let wanted = try call.decoded(StageLinkRequest.self)
            let longest: Int64 = 367 * 86_400_000
            let link = try await call.desk.makeStageLink(
                StageLinkWish(
                    broadcast: try call.id("id"), name: wanted.name, token: Secret(wanted.token),
                    lifetime: wanted.lifetimeMilliseconds.map { .milliseconds(min(max($0, 0), longest)) }),
                by: try call.who())
            return try call.json(StageLinkDTO(link, at: call.surroundings.clock.wallTime()), status: .created)
        },
        Route(
            .delete, "/v1/broadcasts/{id}/stage-links/{link}", .role(.operator), "revokeStageLink",
            "Takes a link back; screens that it opened see nothing more within seconds.", success: .noContent, .nothing
        ) { call in
            try await call.desk.revokeStageLink(
                try call.id("link"), of: try call.id("id"), by: try call.who())
            return call.nothing
        },
        Route(
            .put, "/v1/broadcasts/{id}/stage-message", .role(.operator), "sayOnStage",
            "Puts a message on the stage's screen in place of the one that stands there.",
            body: .init(schema: "StageMessageRequest"), .one("StageMessageDTO")
        ) { call in
            let wanted = try call.decoded(StageMessageRequest.self)
            let said = try await call.desk.say(wanted.text, onStageOf: try call.id("id"), by: try call.who())
            guard let said else { throw Fault(.internalError, "The message was not kept.", blame: .ours) }
            return try call.json(StageMessageDTO(said))
        },
        Route(
            .delete, "/v1/broadcasts/{id}/stage-message", .role(.operator), "clearStage",
            "Takes away what the stage's screen says.", success: .noContent, .nothing
        ) { call in
            _ = try await call.desk.say(nil, onStageOf: try call.id("id"), by: try call.who())
            return call.nothing
        },
        Route(
            .get, "/v1/broadcasts/{id}/timeline.svg", .role(.viewer), "showTimeline",
            "The rundown as a picture: planned above, as it went below.",
            queries: [.init(name: "lang", explanation: "Of the labels; both when absent.", words: ["zh", "en"])],
            .text("image/svg+xml")
        ) { call in
            let words = try timelineWords(call.word("lang", among: ["zh", "en"]))
            let report = try await call.desk.report(of: try call.id("id"))
            return Response(
                status: .ok, headers: .of("image/svg+xml"),
                body: ResponseBody(byteBuffer: ByteBuffer(string: report.timeline(words).svg)))
        },
    ]

    private static func timelineWords(_ language: String?) -> TimelinePicture.Words {
        switch language {
        case "zh": .chinese
        case "en": .english
        default: .both
        }
    }
}

extension RequestDoor {
    /// The stage link whose token a request carries. What fails is counted by peer, as sign-ins are.
    func recogniseStage(_ request: Request, peer: String) async throws -> (link: StageLinkRecord, token: Secret) {
        guard let token = Self.bearer(in: request) else { throw Problem.badStageLink }
        guard surroundings.stageAttempts.mayTry(peer) else { throw Problem.tooManyAttempts }
        guard let link = try await surroundings.desk.stageLink(token: token) else {
            surroundings.stageAttempts.failed(peer)
            throw Problem.badStageLink
        }
        return (link, token)
    }

    private static func bearer(in request: Request) -> Secret? {
        let parts = request.headers.text("authorization")?.split(separator: " ", maxSplits: 1) ?? []
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? Secret(String(parts[1])) : nil
    }
}

extension Problem {
    static let badStageLink = Problem(
        401, Fault.Code.unauthenticated.rawValue, "This link opens nothing",
        "It was never made, was taken back, or has expired. Ask the control room for a new one.",
        headers: [("www-authenticate", "Bearer realm=\"lianbo stage\", error=\"invalid_token\"")])
    static let tooManyStageStreams = Problem(
        503, "tooManyStreams", "Too many screens",
        "All \(StreamCounter.stageLimit) places for screens in the studio are taken.", blame: .ours,
        headers: [("retry-after", "5")])
}
