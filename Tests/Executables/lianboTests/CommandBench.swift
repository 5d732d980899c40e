import BroadcastModel
import ControlWire
import FoundationEssentials
import Outbound
import Synchronization

@testable import lianbo

/// Runs command lines against a daemon made of answers, on a terminal made of strings.
final class CommandBench: HTTPSender {
    struct Asked: Sendable {
        var line: String
        var body: String
        var authorization: String?
    }
    private struct State {
        var asked: [Asked] = []
        var answers: [String: (status: Int, body: [UInt8])] = [:]
        var events: [UInt8] = []
        var isThere = true
        var out = ""
        var errors = ""
        var input: [String] = []
    }

    private let state = Mutex(State())
    let environment: [String: String]
    let isTerminal: Bool

    init(environment: [String: String] = ["LIANBO_TOKEN": "the-token"], isTerminal: Bool = false, input: [String] = [])
    {
        self.environment = environment
        self.isTerminal = isTerminal
        state.withLock { $0.input = input }
        answer(
            "GET /v1/broadcasts",
            [
                Samples.broadcast(), Samples.broadcast(id: "tomorrow", title: "Second show"),
                Samples.broadcast(id: "spring", title: "赏樱云直播"),
            ])
        answer("GET /v1/broadcasts/tonight/board", Samples.board())
        answer("GET /v1/broadcasts/tonight/destinations", Samples.board().destinations)
        answer("GET /v1/accounts", Samples.accounts)
        answer("GET /v1/feeds", Samples.board().feeds)
        answer(
            "GET /v1/status",
            DaemonDTO(version: "0.1", startedAt: Samples.now, ingestAddress: "127.0.0.1:1935", logLevel: "info"))
        answer("GET /v1/session", SessionDTO(user: "otto", role: "operator"))
    }

    func answer(_ line: String, _ body: some Encodable, status: Int = 200) {
        let bytes = Array((try? JSONEncoder().encode(body)) ?? Data())
        state.withLock { $0.answers[line] = (status, bytes) }
    }
    func answerNothing(_ line: String) { state.withLock { $0.answers[line] = (204, []) } }
    func refuse(_ line: String, status: Int, _ change: (inout ProblemDTO) -> Void = { _ in }) {
        var problem = ProblemDTO(
            type: "urn:lianbo:fault:x", title: "Not possible now", status: status, detail: "It does not go.")
        change(&problem)
        answer(line, problem, status: status)
    }
    func stream(_ boards: [BoardDTO]) {
        let text = boards.map {
            "event: board\ndata: " + String(decoding: (try? JSONEncoder().encode($0)) ?? Data(), as: UTF8.self) + "\n\n"
        }.joined()
        state.withLock { $0.events = Array(text.utf8) }
    }
    func leave() { state.withLock { $0.isThere = false } }

    var out: String { state.withLock { $0.out } }
    var errors: String { state.withLock { $0.errors } }
    var asked: [Asked] { state.withLock { $0.asked } }
    /// What changed something, without the questions before it.
    var changes: [Asked] { asked.filter { !$0.line.hasPrefix("GET") } }

    func run(_ arguments: String...) async -> Outcome {
        await Console.$current.withValue(console) { await Lianbo.execute(arguments) }
    }

    var console: Console {
        Console(
            print: { [self] text in state.withLock { $0.out += text + "\n" } },
            complain: { [self] text in state.withLock { $0.errors += text + "\n" } },
            paint: { [self] text in state.withLock { $0.out += text } },
            outIsTerminal: isTerminal, inIsTerminal: isTerminal, environment: environment,
            ask: { [self] prompt in take(prompt) }, askSecret: { [self] prompt in take(prompt) }, sender: { self },
            clockText: { "@\($0 / 1000)" }, terminalSize: { (80, 24) }
        )
    }

    private func take(_ prompt: String) -> String? {
        state.withLock { state in
            state.errors += prompt
            return state.input.isEmpty ? nil : state.input.removeFirst()
        }
    }

    func send(_ request: OutboundRequest) async throws -> OutboundReply {
        let line = "\(request.method.rawValue) \(request.url.dropFirst("http://127.0.0.1:8080".count))"
        let asked = Asked(
            line: line, body: String(decoding: request.body ?? [], as: UTF8.self),
            authorization: request.headers.first { $0.name == "authorization" }?.value)
        let answer = try state.withLock { state in
            guard state.isThere else {
                throw Fault(.connectRefused, "Nobody listens at 127.0.0.1, port 8080.", blame: .network)
            }
            state.asked.append(asked)
            return state.answers[line]
        }
        guard let answer else {
            return OutboundReply(
                status: 404,
                body: Array(#"{"type":"x","title":"Not found","status":404,"detail":"No answer to \#(line)."}"#.utf8))
        }
        return OutboundReply(status: answer.status, body: answer.body)
    }

    func stream(_ request: OutboundRequest) -> AsyncThrowingStream<[UInt8], any Error> {
        let bytes = state.withLock { $0.events }
        return AsyncThrowingStream { continuation in
            continuation.yield(bytes)
            continuation.finish()
        }
    }
}
