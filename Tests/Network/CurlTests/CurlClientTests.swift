import BroadcastModel
import Foundation
import Outbound
import Synchronization
import Testing

@testable import Curl

@Suite(.ownThread, .timeLimit(.minutes(1))) struct `Curl client` {
    let client: CurlClient
    init() throws { client = try CurlClient(configuration: .loopback) }

    static func ok(_ body: String, head: String = "") -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(head)Connection: close\r\n\r\n\(body)"
    }

    func fault(_ request: OutboundRequest, by client: CurlClient? = nil) async throws -> Fault {
        do {
            let reply = try await (client ?? self.client).send(request)
            Issue.record("a reply came: \(reply.status)")
            throw CancellationError()
        } catch let fault as Fault {
            #expect(!"\(fault) \(fault.cause ?? "")".contains("canary"), "a fault names host and port only")
            return fault
        }
    }

    @Test func `a whole reply comes back with its status, lower-cased header names and body`() async throws {
        let server = try ScriptedHTTPServer(Self.ok("{\"a\":1}", head: "X-Thing:  some value \r\nSet-Cookie: a=b\r\n"))
        let reply = try await client.send(
            OutboundRequest(
                .get, "http://127.0.0.1:\(server.port)/path?q=1", headers: [("X-Token", "t"), ("X-Empty", "")]))
        #expect(reply.status == 200 && reply.text == "{\"a\":1}")
        #expect(reply.header("x-thing") == "some value")
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("GET /path?q=1 HTTP/1.1\r\n"))
        #expect(request.contains("X-Token: t\r\n") && request.contains("X-Empty:\r\n"))
        _ = try await client.send(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/again"))
        #expect(server.requests.count == 2 && !server.requests[1].lowercased().contains("cookie"))
    }

    @Test(
        arguments: [
            (OutboundRequest.Method.get, nil, "GET", nil), (.post, "x=1", "POST", 3), (.post, nil, "POST", 0),
            (.put, "{}", "PUT", 2),
            (.patch, "p", "PATCH", 1), (.delete, nil, "DELETE", nil), (.delete, "d", "DELETE", 1),
            (.post, "", "POST", 0),
        ] as [(OutboundRequest.Method, String?, String, Int?)])
    func `methods and bodies arrive as they were given`(
        method: OutboundRequest.Method, body: String?, line: String, length: Int?
    ) async throws {
        let server = try ScriptedHTTPServer(Self.ok(""))
        _ = try await client.send(
            OutboundRequest(method, "http://localhost:\(server.port)/", body: body.map { Array($0.utf8) }))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix(line + " / HTTP/1.1\r\n"))
        #expect(request.hasSuffix("\r\n\r\n" + (body ?? "")))
        #expect(request.contains("Content-Length: ") == (length != nil))
        if let length { #expect(request.contains("Content-Length: \(length)\r\n")) }
        #expect(!request.contains("Content-Type") && !request.contains("Expect"))
    }

    @Test(arguments: [204, 301, 404, 500, 503])
    func `any status is a reply, and redirects are not followed`(status: Int) async throws {
        let server = try ScriptedHTTPServer(
            "HTTP/1.1 \(status) Whatever\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let reply = try await client.send(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/"))
        #expect(reply.status == status)
        #expect(server.requests.count == 1)
    }

    @Test func `an interim head is passed over`() async throws {
        let server = try ScriptedHTTPServer(
            "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + Self.ok("late", head: "X-Late: 2\r\n"))
        let reply = try await client.send(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/"))
        #expect(
            reply.status == 200 && reply.text == "late" && reply.header("x-late") == "2"
                && reply.header("x-early") == nil)
    }

    @Test(arguments: [true, false])
    func `a reply beyond the limit is too large, announced or not`(announced: Bool) async throws {
        let body = String(repeating: "x", count: 100_001)
        let head = announced ? "Content-Length: 100001\r\n" : ""
        let server = try ScriptedHTTPServer("HTTP/1.1 200 OK\r\n\(head)Connection: close\r\n\r\n\(body)")
        let url = "http://127.0.0.1:\(server.port)/canary"
        #expect(try await fault(OutboundRequest(.get, url, replyLimit: 100_000)).code == .tooLarge)
        #expect(try await client.send(OutboundRequest(.get, url, replyLimit: 100_001)).body.count == 100_001)
    }

    @Test func `endless headers are too large`() async throws {
        let server = try ScriptedHTTPServer { _, socket in
            LoopbackListener.write(
                socket,
                "HTTP/1.1 200 OK\r\n"
                    + String(repeating: "X-A: \(String(repeating: "b", count: 1000))\r\n", count: 1000))
        }
        let code = try await fault(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/")).code
        #expect([.tooLarge, .platformUnreachable].contains(code))
    }

    @Test func `a server that never answers times out`() async throws {
        let server = try ScriptedHTTPServer { _, socket in _ = LoopbackListener.waitForClose(socket) }
        let fault = try await fault(
            OutboundRequest(.get, "http://127.0.0.1:\(server.port)/canary", timeout: .milliseconds(200)))
        #expect(fault.code == .connectTimedOut && fault.message.contains("200 ms"))
    }

    @Test func `faults are told apart`() async throws {
        let port = try LoopbackListener.freePort()
        #expect(
            try await fault(OutboundRequest(.get, "http://127.0.0.1:\(port)/canary?canary")).code == .connectRefused)
        #expect(
            try await fault(OutboundRequest(.get, "https://canary-user:canary@no-such-host.invalid/canary")).code
                == .nameUnresolved)
        let silent = try ScriptedHTTPServer("")
        #expect(try await fault(OutboundRequest(.get, "http://127.0.0.1:\(silent.port)/")).code == .platformUnreachable)
        let short = try ScriptedHTTPServer("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort")
        #expect(try await fault(OutboundRequest(.get, "http://127.0.0.1:\(short.port)/")).code == .platformUnreachable)
        let garbage = try ScriptedHTTPServer("this is no HTTP at all\r\n\r\n")
        #expect(
            [.platformError, .platformUnreachable].contains(
                try await fault(OutboundRequest(.get, "http://127.0.0.1:\(garbage.port)/")).code))
    }

    @Test(arguments: [
        ("ftp://127.0.0.1/canary", Fault.Code.addressForbidden), ("file:///etc/passwd", .addressForbidden),
        ("rtmp://127.0.0.1/canary", .addressForbidden),
        ("gopher://127.0.0.1/canary", .addressForbidden), ("", .addressInvalid), ("https://", .addressInvalid),
        ("http://[::1/canary", .addressInvalid),
        ("http://192.0.2.1/canary", .addressForbidden), ("http://0.0.0.0/canary", .addressForbidden),
        ("http://[fd00::1]/canary", .addressForbidden),
    ])
    func `only https goes out, and http stays in the lab`(url: String, code: Fault.Code) async throws {
        #expect(try await fault(OutboundRequest(.get, url, timeout: .seconds(5))).code == code)
    }

    @Test func `a declared lab network may be called by plain http`() async throws {
        // 0.0.0.0 reaches this machine and does not lie in the loopback networks.
        let server = try ScriptedHTTPServer(Self.ok("lab"))
        var configuration = OutboundConfiguration()
        configuration.labNetworks = ["10.0.0.0/8", "0.0.0.0/32"]
        let lab = try CurlClient(configuration: configuration)
        let request = OutboundRequest(.get, "http://0.0.0.0:\(server.port)/")
        #expect(try await lab.send(request).text == "lab")
        #expect(try await fault(request).code == .addressForbidden)
        configuration.labNetworks = ["nonsense"]
        #expect(throws: Fault.self) { try CurlClient(configuration: configuration) }
        configuration = .loopback
        configuration.proxy = "nonsense"
        #expect(throws: Fault.self) { try CurlClient(configuration: configuration) }
    }

    @Test func `a line break cannot be smuggled into a header`() async throws {
        let server = try ScriptedHTTPServer(Self.ok(""))
        for header in [("X-A", "b\r\nX-Canary: c"), ("X-A\n", "b"), ("X A", "b"), ("", "b"), ("X:A", "b")] {
            let fault = try await fault(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/", headers: [header]))
            #expect(fault.code == .malformed)
        }
        #expect(server.requests.isEmpty)
    }

    @Test func `cancelling abandons the transfer at once`() async throws {
        let closed = Mutex(false)
        let server = try ScriptedHTTPServer { _, socket in
            _ = LoopbackListener.waitForClose(socket)
            closed.withLock { $0 = true }
        }
        let task = Task { [client] in
            try await client.send(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/", timeout: .seconds(60)))
        }
        while server.requests.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        while !closed.withLock({ $0 }) { await Task.yield() }
        let never = Task { [client] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/"))
        }
        await #expect(throws: CancellationError.self) { try await never.value }
        #expect(server.requests.count == 1)
    }

    @Test func `many requests run beside each other`() async throws {
        let server = try ScriptedHTTPServer { request, socket in
            LoopbackListener.write(socket, Self.ok(String(request.split(separator: " ")[1])))
        }
        let replies = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<107 {
                group.addTask { [client] in
                    (
                        number,
                        try await client.send(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/\(number)")).text
                    )
                }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(replies == Dictionary(uniqueKeysWithValues: (0..<107).map { ($0, "/\($0)") }))
    }

    @Test func `shutting down answers who waits and refuses who comes`() async throws {
        let server = try ScriptedHTTPServer { _, socket in _ = LoopbackListener.waitForClose(socket) }
        let url = "http://127.0.0.1:\(server.port)/"
        let waiting = Task { [client] in try await client.send(OutboundRequest(.get, url, timeout: .seconds(60))) }
        while server.requests.isEmpty { await Task.yield() }
        client.shutdown()
        client.shutdown()
        let error = await #expect(throws: Fault.self) { try await waiting.value }
        #expect(error?.code == .shuttingDown)
        #expect(try await fault(OutboundRequest(.get, url)).code == .shuttingDown)
    }

    @Test func `the thread ends with its client`() throws {
        func threads() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0 }
        for _ in 0..<300 { _ = try CurlClient(configuration: OutboundConfiguration()) }
        #expect(threads() < 250)
    }

    @Test func `https verifies, with HTTP 2 where the server has it`() async throws {
        let certificates = try Certificates()
        let server = try NginxTLS(certificates.issue("good", for: "IP:127.0.0.1"))
        let url = "https://127.0.0.1:\(server.port)/"
        #expect(try await fault(OutboundRequest(.get, url)).code == .certificateUntrusted)
        var configuration = OutboundConfiguration.loopback
        configuration.certificateAuthorityFile = certificates.authority
        let trusting = try CurlClient(configuration: configuration)
        let reply = try await trusting.send(OutboundRequest(.get, url))
        #expect(reply.status == 200 && reply.text == "hello" && reply.header("content-type") == "text/plain")
        #expect(KernelSockets.settle(on: 1, to: server.port))
        for _ in 0..<5 { _ = try await trusting.send(OutboundRequest(.get, url)) }
        #expect(KernelSockets.settle(on: 1, to: server.port), "the connection is kept and used again")
        trusting.shutdown()
        #expect(KernelSockets.settle(on: 0, to: server.port))
    }
}
