import BroadcastModel
import ControlRoom
import ControlWire
import FoundationEssentials
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import Testing

@testable import ControlAPI

/// The API over a fake desk, with what tests ask of it again and again.
struct APIBench {
    let desk = FakeDesk()
    let clock = ManualClock()
    let level = LevelBox()
    let service: ControlAPIService

    init(_ adjust: (inout ControlAPIConfiguration) -> Void = { _ in }) {
        var configuration = ControlAPIConfiguration()
        configuration.port = 0
        adjust(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        service = ControlAPIService(
            configuration: configuration, desk: desk,
            daemon: DaemonFacts(version: "0.1", startedAt: Samples.now) { "127.0.0.1:1935" },
            logLevel: LogLevelSwitch(get: { [level] in level.value }, set: { [level] in level.set($0) }),
            sessionSeal: .marked,
            clock: clock, logger: logger
        )
    }

    func test<Value>(
        _ setup: TestingSetup = .router, _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await service.application.test(setup, body)
    }
}

final class LevelBox: Sendable {
    private let level = Mutex(Logger.Level.info)
    var value: Logger.Level { level.withLock { $0 } }
    func set(_ new: Logger.Level) { level.withLock { $0 = new } }
}

extension TestClientProtocol {
    /// One request as a role, or as nobody.
    func ask(
        _ method: String, _ path: String, as role: Role? = nil, json: String? = nil,
        headers extra: [String: String] = [:]
    ) async throws -> TestResponse {
        var headers = HTTPFields()
        if let role { headers.set("authorization", "Bearer token-\(role.rawValue)") }
        if json != nil { headers.set("content-type", "application/json") }
        for (name, value) in extra { headers.set(name, value) }
        return try await execute(
            uri: path, method: .init(rawValue: method)!, headers: headers, body: json.map { ByteBuffer(string: $0) })
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    func header(_ name: String) -> String? { headers.text(name) }
    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    }
    func problem() throws -> ProblemDTO {
        #expect(header("content-type") == "application/problem+json")
        return try decoded(ProblemDTO.self)
    }
}

/// The same body at two distances: through the router alone, and through a socket.
enum Distance: String, CaseIterable, Sendable {
    case router, live
    var setup: TestingSetup { self == .router ? .router : .live }
}

extension SessionSeal {
    /// Hides nothing: what the vault seals is the vault's tests' affair.
    static let marked = SessionSeal(
        seal: { secret in "sealed." + secret.reveal().utf8.map { String($0, radix: 16) }.joined(separator: "-") },
        open: { text in
            guard text.hasPrefix("sealed.") else { return nil }
            let bytes = text.dropFirst(7).split(separator: "-").compactMap { UInt8($0, radix: 16) }
            return Secret(String(decoding: bytes, as: UTF8.self))
        }
    )
}
