import BroadcastModel
import ControlRoom
import ControlWire
import Dashboard
import Hummingbird
import Logging
import Persistence

extension RouteTable {
    static let daemon: [Route] = [
        Route(.get, "/v1/status", .role(.viewer), "showStatus", "The daemon itself.", .one("DaemonDTO")) { call in
            let daemon = call.surroundings.daemon
            return try call.json(
                DaemonDTO(
                    version: daemon.version, startedAt: daemon.startedAt.milliseconds,
                    ingestAddress: daemon.ingestAddress(),
                    logLevel: call.surroundings.logLevel.get().rawValue
                )
            )
        },
        Route(
            .put, "/v1/log-level", .role(.admin), "setLogLevel", "Changes the log level until the daemon stops.",
            body: .init(schema: "LogLevelRequest"),
            success: .noContent, .nothing
        ) { call in
            let wanted = try call.decoded(LogLevelRequest.self).level
            guard let level = Logger.Level(rawValue: wanted) else {
                throw Fault(.malformed, "level must be one of \(names(of: Logger.Level.self)).", blame: .operatorSide)
            }
            let former = call.surroundings.logLevel.get()
            try await call.desk.note(
                action: "log.level", subject: "daemon", detail: "\(former.rawValue) → \(level.rawValue)",
                by: try call.who())
            call.surroundings.logLevel.set(level)
            return call.nothing
        },
        Route(
            .get, "/metrics", .metrics, "showMetrics", "Prometheus text of all broadcasts that are not over.",
            .text(MetricsPage.contentType)
        ) { call in
            var boards: [Board] = []
            var distant: [BroadcastRecord] = []
            for record in try await call.desk.broadcasts() where !record.phase.isOver {
                if record.waitsInSeries {
                    distant.append(record)
                } else {
                    boards.append(try await call.desk.board(of: record.plan.id))
                }
            }
            let daemon = call.surroundings.daemon
            return text(
                MetricsPage(boards: boards, distant: distant, startedAt: daemon.startedAt, version: daemon.version)
                    .text,
                MetricsPage.contentType)
        },
        Route(
            .get, "/healthz", .open, "showHealth", "Answers ok while the daemon serves.",
            .text("text/plain; charset=utf-8")
        ) { _ in
            text("ok\n", "text/plain; charset=utf-8")
        },
        Route(.get, "/openapi.json", .open, "showOpenAPI", "This document.", .text("application/json")) { call in
            try call.json(OpenAPIDocument.value)
        },
    ]

    static let pages: [Route] = [
        Route(.get, "/", .open, "showDashboard", "The dashboard's page.", .text("text/html; charset=utf-8")) { _ in
            try page("/")
        },
        Route(
            .get, "/director", .open, "showDirector", "The director's page.", .text("text/html; charset=utf-8")
        ) { _ in try page("/director") },
        Route(
            .get, "/stage", .open, "showStage",
            "The page of a screen in the studio. The link's token stands behind a # and is never sent with an address.",
            .text("text/html; charset=utf-8")
        ) { _ in try page("/stage") },
        Route(.get, "/assets/{path*}", .open, "showAsset", "The dashboard's scripts, styles and fonts.", .text("*/*")) {
            call in
            try page("/assets/\(call.parameters["path"] ?? "")")
        },
    ]

    private static func page(_ path: String) throws -> Response {
        guard !path.contains(".."), let file = DashboardPages.file(path) else { throw Problem.unknownPath }
        return Response(
            status: .ok, headers: .of(file.contentType), body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    private static func text(_ text: String, _ contentType: String) -> Response {
        Response(status: .ok, headers: .of(contentType), body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension BroadcastRecord {
    /// One of a series that nobody has begun to prepare. There may be hundreds, months away, with the same accounts and feeds: of
    /// them a page of numbers tells no more than that they are there.
    fileprivate var waitsInSeries: Bool { plan.series != nil && (phase == .draft || phase == .scheduled) }
}
