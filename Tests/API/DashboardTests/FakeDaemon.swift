import ControlWire
import Dashboard
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Serves the page with its content policy, and answers `/v1` from a script: the daemon as the page sees it.
final class FakeDaemon: Sendable {
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'"
    static let token = "a-good-token"
    static let stageToken = "0123456789abcdef0123456789abcdef"
    static let timeline = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1600 340\"/>"

    /// A request that changes something, as it came.
    struct Command: Hashable, Sendable {
        var method: String
        var path: String
        var body: String
    }

    struct Preview: Sendable {
        var jpeg: [UInt8]
        var age: Int
    }

    struct Script: Sendable {
        var role = "operator"
        /// Sessions that were made and not ended.
        var isSessionValid = true
        var broadcasts: [BroadcastDTO] = []
        var board: BoardDTO?
        /// What a stage link with ``FakeDaemon/stageToken`` opens; nil: it was revoked.
        var stage: StageDTO?
        var links: [StageLinkDTO] = []
        var asRun: [AsRunDTO] = []
        /// By feed; what is not here is not found.
        var previews: [String: Preview] = [:]
        /// Answered to everything below `/v1` while it is set.
        var refusesAllWith: Int?
        /// Answered to commands while it is set.
        var problem: ProblemDTO?
        var commands: [Command] = []
        /// Of every request, with its query, as it came.
        var paths: [String] = []
    }

    enum Answer {
        case reply(status: Int, type: String, bytes: [UInt8], headers: [(String, String)])
        case events
        case stage
    }

    private struct Connections {
        var listener: (any Channel)?
        var open: [ObjectIdentifier: any Channel] = [:]
        var streams: [ObjectIdentifier: any Channel] = [:]
        var screens: [ObjectIdentifier: any Channel] = [:]
        var port = 0
    }

    let script: Mutex<Script>
    private let connections = Mutex(Connections())

    init(_ script: Script = Script()) { self.script = Mutex(script) }

    var address: String { "http://127.0.0.1:\(connections.withLock { $0.port })" }
    var commands: [Command] { script.withLock { $0.commands } }
    var openStreams: Int { connections.withLock { $0.streams.count } }

    /// Begins to answer; on the port it had before, if it had one.
    func start() async throws {
        let port = connections.withLock { $0.port }
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                self.connections.withLock { $0.open[ObjectIdentifier(channel)] = channel }
                channel.closeFuture.whenComplete { _ in self.forget(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(FakeDaemonHandler(daemon: self))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        connections.withLock { connections in
            connections.listener = listener
            connections.port = listener.localAddress?.port ?? 0
        }
    }

    /// Goes away as a killed daemon does: nobody listens, every connection breaks.
    func stop() async {
        let (listener, open) = connections.withLock { connections in
            defer {
                connections.listener = nil
                connections.open = [:]
                connections.streams = [:]
                connections.screens = [:]
            }
            return (connections.listener, Array(connections.open.values))
        }
        try? await listener?.close()
        for channel in open { try? await channel.close() }
    }

    /// Makes `board` the present one and tells every open event stream.
    func send(_ board: BoardDTO) {
        script.withLock { script in
            script.board = board
            if let index = script.broadcasts.firstIndex(where: { $0.id == board.broadcast.id }) {
                script.broadcasts[index] = board.broadcast
            } else {
                script.broadcasts.append(board.broadcast)
            }
        }
        for channel in connections.withLock({ Array($0.streams.values) }) { Self.write(board, to: channel) }
    }

    /// Makes `stage` what screens in the studio show; nil revokes their link.
    func send(stage: StageDTO?) async {
        script.withLock { $0.stage = stage }
        let screens = connections.withLock { Array($0.screens.values) }
        for channel in screens {
            if let stage { Self.write(stage, to: channel) } else { try? await channel.close() }
        }
    }

    /// Breaks every open event stream; ordinary connections stay.
    func cutStreams() async {
        for channel in connections.withLock({ Array($0.streams.values) }) { try? await channel.close() }
    }

    func answer(method: String, path: String, cookie: String, authorization: String, body: [UInt8]) -> Answer {
        script.withLock { $0.paths.append(path) }
        let path = path.split(separator: "?", maxSplits: 1).first.map(String.init) ?? path
        guard path.hasPrefix("/v1/") else { return page(path) }
        return script.withLock { script in
            if let status = script.refusesAllWith { return Self.problem(status, "The daemon is starting.") }
            let isSignedIn = script.isSessionValid && cookie.contains("lianbo-session=one")
            if path == "/v1/stage/events" {
                let isLink = script.stage != nil && authorization == "Bearer \(Self.stageToken)"
                return isLink ? .stage : Self.problem(401, "This link opens nothing.")
            }
            switch (method, path) {
            case ("POST", "/v1/session"):
                guard (try? JSONDecoder().decode(SessionRequest.self, from: Data(body)))?.token == Self.token else {
                    return Self.problem(401, "The token is not known.")
                }
                script.isSessionValid = true
                let cookie = ("Set-Cookie", "lianbo-session=one; Path=/; HttpOnly; SameSite=Strict")
                return Self.json(200, SessionDTO(user: "first-desk", role: script.role), [cookie])
            case _ where !isSignedIn: return Self.problem(401, "Sign in first.")
            case ("DELETE", "/v1/session"):
                script.isSessionValid = false
                return .reply(status: 204, type: "", bytes: [], headers: [])
            case ("GET", "/v1/session"): return Self.json(200, SessionDTO(user: "first-desk", role: script.role))
            case ("GET", "/v1/broadcasts"): return Self.json(200, script.broadcasts)
            case ("GET", _) where path.hasSuffix("/events") && script.board != nil: return .events
            case ("GET", _) where path.hasSuffix("/stage-links"): return Self.json(200, script.links)
            case ("GET", _) where path.hasSuffix("/as-run"): return Self.json(200, script.asRun)
            case ("GET", _) where path.hasSuffix("/timeline.svg"):
                return .reply(status: 200, type: "image/svg+xml", bytes: Array(Self.timeline.utf8), headers: [])
            case ("GET", _) where path.hasSuffix("/preview"):
                let feed = path.split(separator: "/")[2]
                guard let preview = script.previews[String(feed)] else {
                    return Self.problem(404, "The feed \(feed) brings nothing.")
                }
                return .reply(
                    status: 200, type: "image/jpeg", bytes: preview.jpeg,
                    headers: [("lianbo-picture-age-milliseconds", "\(preview.age)")])
            case ("GET", "/v1/status"):
                return Self.json(
                    200, DaemonDTO(version: "1", startedAt: 1, ingestAddress: "127.0.0.1:1935", logLevel: "info"))
            case ("POST", _), ("PUT", _), ("DELETE", _):
                script.commands.append(Command(method: method, path: path, body: String(decoding: body, as: UTF8.self)))
                if let problem = script.problem {
                    return Self.json(problem.status, problem, type: "application/problem+json")
                }
                if path.hasSuffix("/rehearse"), var made = script.board?.broadcast {
                    made.rehearses = made.id
                    made.id += "-rehearsal-1"
                    return Self.json(201, made)
                }
                return script.board.map { Self.json(200, $0.rundown) } ?? Self.problem(404, "There is none.")
            default: return Self.problem(404, "There is no \(path).")
            }
        }
    }

    /// The present board at once, and those that come.
    func follow(_ channel: any Channel) {
        connections.withLock { $0.streams[ObjectIdentifier(channel)] = channel }
        if let board = script.withLock({ $0.board }) { Self.write(board, to: channel) }
    }

    func followStage(_ channel: any Channel) {
        connections.withLock { $0.screens[ObjectIdentifier(channel)] = channel }
        if let stage = script.withLock({ $0.stage }) { Self.write(stage, to: channel) }
    }

    private func forget(_ channel: any Channel) {
        connections.withLock { connections in
            connections.open[ObjectIdentifier(channel)] = nil
            connections.streams[ObjectIdentifier(channel)] = nil
            connections.screens[ObjectIdentifier(channel)] = nil
        }
    }

    private func page(_ path: String) -> Answer {
        guard let file = DashboardPages.file(path) else { return Self.problem(404, "There is no \(path).") }
        return .reply(
            status: 200, type: file.contentType, bytes: file.bytes, headers: [("Content-Security-Policy", Self.policy)])
    }

    private static func write(_ board: some Encodable, to channel: any Channel) {
        guard let data = try? JSONEncoder().encode(board) else { return }
        var buffer = ByteBuffer(string: "event: board\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil)
    }

    private static func json(
        _ status: Int, _ value: some Encodable, _ headers: [(String, String)] = [], type: String = "application/json"
    ) -> Answer {
        let bytes = (try? JSONEncoder().encode(value)).map { Array($0) } ?? []
        return .reply(status: status, type: type, bytes: bytes, headers: headers)
    }

    private static func problem(_ status: Int, _ detail: String) -> Answer {
        let problem = ProblemDTO(type: "urn:lianbo:fault:test", title: "Refused", status: status, detail: detail)
        return json(status, problem, type: "application/problem+json")
    }
}
