import BroadcastModel
import ControlWire
import Hummingbird
import HummingbirdTesting
import Testing

@testable import ControlAPI

@Suite struct DoorTests {
    private func signIn(_ client: any TestClientProtocol) async throws -> String {
        let reply = try await client.ask("POST", "/v1/session", json: #"{"token":"token-operator"}"#)
        let cookie = try #require(reply.header("set-cookie"))
        #expect(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/")
                && cookie.contains("Max-Age=43200"))
        #expect(!cookie.contains("token-operator"))
        return String(cookie.prefix { $0 != ";" })
    }

    @Test(arguments: Distance.allCases) func `a session opens, lets in and closes`(_ distance: Distance) async throws {
        try await APIBench().test(distance.setup) { (client) async throws in
            let cookie = try await signIn(client)
            let me = try await client.ask("GET", "/v1/session", headers: ["cookie": "a=b; \(cookie)"])
            #expect(try me.decoded(SessionDTO.self) == SessionDTO(user: "otto", role: "operator"))
            let out = try await client.ask(
                "DELETE", "/v1/session", headers: ["cookie": cookie, "sec-fetch-site": "same-origin"])
            #expect(out.status.code == 204)
            #expect(out.header("set-cookie")?.contains("Max-Age=0") == true)
            #expect(try await client.ask("GET", "/v1/session", headers: ["cookie": cookie]).status.code == 401)
        }
    }

    @Test func `a session ends with its lifetime and with its user`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            let first = try await signIn(client)
            bench.clock.advance(by: .seconds(12 * 3600 - 1))
            #expect(try await client.ask("GET", "/v1/session", headers: ["cookie": first]).status.code == 200)
            bench.clock.advance(by: .seconds(1))
            #expect(try await client.ask("GET", "/v1/session", headers: ["cookie": first]).status.code == 401)
            let second = try await signIn(client)
            bench.desk.change { $0.users["token-operator"] = nil }
            #expect(try await client.ask("GET", "/v1/session", headers: ["cookie": second]).status.code == 401)
        }
    }

    @Test func `a session outlives the daemon, but not its sign-out or its time, and what is remembered is bounded`()
        throws
    {
        let clock = ManualClock()
        let book = SessionBook(lifetime: .seconds(100), seal: .marked, clock: clock)
        let first = try book.open(for: Secret("first"))
        let second = try book.open(for: Secret("second"))
        let afterRestart = SessionBook(lifetime: .seconds(100), seal: .marked, clock: clock)
        #expect(afterRestart.token(of: first) == Secret("first"))
        afterRestart.close(first)
        #expect(afterRestart.token(of: first) == nil)
        #expect(afterRestart.token(of: second) == Secret("second"))
        #expect(afterRestart.token(of: Secret("made-up")) == nil)
        for index in 0..<(SessionBook.limit + 10) {
            afterRestart.close(try afterRestart.open(for: Secret("t\(index)")))
        }
        clock.advance(by: .seconds(100))
        #expect(afterRestart.token(of: second) == nil)
    }

    @Test(arguments: Distance.allCases) func `a change by cookie must come from our own page`(
        _ distance: Distance
    ) async throws {
        let bench = APIBench()
        try await bench.test(distance.setup) { (client) async throws in
            let cookie = try await signIn(client)
            let path = "/v1/broadcasts/tonight/end"
            let refused: [[String: String]] = [
                [:], ["origin": "http://evil.example"], ["sec-fetch-site": "cross-site"],
                ["sec-fetch-site": "same-site"], ["origin": "null"],
                ["sec-fetch-site": "same-origin", "origin": "http://evil.example"],
            ]
            for headers in refused {
                #expect(
                    try await client.ask("POST", path, json: "{}", headers: headers.merging(["cookie": cookie]) { $1 })
                        .status.code == 403, "\(headers)")
            }
            #expect(bench.desk.asked.isEmpty)
            let allowed: [[String: String]] = [["origin": "http://localhost"], ["sec-fetch-site": "same-origin"]]
            for headers in allowed {
                #expect(
                    try await client.ask("POST", path, json: "{}", headers: headers.merging(["cookie": cookie]) { $1 })
                        .status.code == 200, "\(headers)")
            }
            // A forged sign-in is refused too.
            #expect(
                try await client.ask(
                    "POST", "/v1/session", json: #"{"token":"token-viewer"}"#,
                    headers: ["origin": "http://evil.example"]
                ).status.code == 403)
        }
    }

    @Test func `while on loopback only loopback's names are ours`() async throws {
        try await APIBench().test(.live) { (client) async throws in
            let port = try #require(client.port)
            try await TestClient.withClient(host: "localhost", port: port) { (raw) async throws in
                for (host, status) in [
                    ("evil.example", 403), ("localhost.evil.example", 403), ("127.0.0.1:\(port)", 200),
                    ("[::1]:\(port)", 200), ("LOCALHOST", 200), ("localhost:1a", 403),
                ] {
                    let reply = try await raw.execute(.init("/healthz", method: .get, authority: host))
                    #expect(reply.status.code == status, "\(host)")
                }
            }
        }
    }

    @Test func `wrong tokens are limited by peer and the limit passes`() async throws {
        let bench = APIBench()
        try await bench.test { (client) async throws in
            for _ in 0..<Int(AttemptLimiter.burst) {
                #expect(
                    try await client.ask("GET", "/v1/feeds", headers: ["authorization": "Bearer wrong"]).status.code
                        == 401)
            }
            let reply = try await client.ask("GET", "/v1/feeds", headers: ["authorization": "Bearer wrong"])
            #expect(reply.status.code == 429)
            #expect(reply.header("retry-after") == "5")
            #expect(try await client.ask("POST", "/v1/session", json: #"{"token":"token-viewer"}"#).status.code == 429)
            bench.clock.advance(by: .seconds(2))
            #expect(try await client.ask("GET", "/v1/feeds", as: .viewer).status.code == 200)
        }
    }

    @Test func `every reply forbids the browser what it need not do`() async throws {
        try await APIBench().test { (client) async throws in
            for (path, role) in [
                ("/", nil), ("/v1/feeds", Role.viewer), ("/v1/feeds", nil), ("/nowhere", nil), ("/openapi.json", nil),
            ] {
                let reply = try await client.ask("GET", path, as: role)
                #expect(reply.header("content-security-policy") == SecurityHeaders.contentPolicy)
                #expect(reply.header("x-content-type-options") == "nosniff")
                #expect(reply.header("referrer-policy") == "no-referrer")
                #expect(reply.header("cache-control") == (path == "/" ? "no-cache" : "no-store"))
                #expect(reply.header("access-control-allow-origin") == nil)
            }
        }
    }

    @Test func `an address that others can reach must be allowed`() throws {
        var configuration = ControlAPIConfiguration()
        configuration.host = "0.0.0.0"
        #expect(throws: Fault.self) { try configuration.check() }
        configuration.allowRemote = true
        try configuration.check()
    }
}
