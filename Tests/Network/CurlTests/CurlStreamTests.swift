import BroadcastModel
import Foundation
import Outbound
import Synchronization
import Testing

@testable import Curl

@Suite(.ownThread, .timeLimit(.minutes(1))) struct `Streamed replies` {
    let client: CurlClient
    init() throws { client = try CurlClient(configuration: .loopback) }

    static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

    @Test func `pieces arrive while the peer still speaks, and its end ends the stream`() async throws {
        let goOn = DispatchSemaphore(value: 0)
        let server = try ScriptedHTTPServer { _, socket in
            LoopbackListener.write(socket, Self.head)
            for number in 1...3 {
                LoopbackListener.write(socket, "data: \(number)\n\n")
                goOn.wait()
            }
        }
        var text = ""
        for try await piece in client.stream(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/events")) {
            text += String(decoding: piece, as: UTF8.self)
            if text.hasSuffix("\n\n") { goOn.signal() }
        }
        #expect(text == "data: 1\n\ndata: 2\n\ndata: 3\n\n")
    }

    @Test func `nothing is asked before the first piece is wanted`() throws {
        let server = try ScriptedHTTPServer(Self.head)
        _ = client.stream(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/"))
        client.shutdown()
        #expect(server.requests.isEmpty)
    }

    @Test func `a slow reader holds the peer up and loses nothing`() async throws {
        let length = 24 << 20
        let written = Mutex(0)
        let server = try ScriptedHTTPServer { _, socket in
            LoopbackListener.write(socket, Self.head)
            let block = String(repeating: "0123456789abcdef", count: 4096)
            for _ in 0..<(length / block.utf8.count) {
                LoopbackListener.write(socket, block)
                written.withLock { $0 += block.utf8.count }
            }
        }
        var count = 0
        var sum: UInt64 = 0
        var iterator = client.stream(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/")).makeAsyncIterator()
        count += try await iterator.next()?.count ?? 0
        // Until the writer has stopped making way: it stands still for a while below the whole length.
        var still = 0
        var last = -1
        while still < 20 {
            try await Task.sleep(for: .milliseconds(10))
            let now = written.withLock { $0 }
            still = now == last ? still + 1 : 0
            last = now
        }
        #expect(last < length, "the peer was not held up")
        while let piece = try await iterator.next() {
            count += piece.count
            sum += UInt64(piece.count)
        }
        #expect(count == length)
    }

    @Test(arguments: [
        (401, Fault.Code.unauthenticated), (403, .forbidden), (404, .notFound), (409, .platformRefused),
        (302, .platformRefused), (503, .platformError),
    ])
    func `a reply that is no success is a fault`(status: Int, code: Fault.Code) async throws {
        let server = try ScriptedHTTPServer(
            "HTTP/1.1 \(status) No\r\nContent-Length: 6\r\nConnection: close\r\n\r\ncanary")
        let error = await #expect(throws: Fault.self) {
            for try await _ in client.stream(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/canary")) {
                Issue.record("no piece")
            }
        }
        #expect(error?.code == code && error?.description.contains("canary") == false)
    }

    @Test func `a peer that sends no head times out, one that pauses later does not`() async throws {
        let silent = try ScriptedHTTPServer { _, socket in _ = LoopbackListener.waitForClose(socket) }
        let error = await #expect(throws: Fault.self) {
            for try await _ in client.stream(
                OutboundRequest(.get, "http://127.0.0.1:\(silent.port)/", timeout: .milliseconds(200)))
            {}
        }
        #expect(error?.code == .connectTimedOut)
        let pausing = try ScriptedHTTPServer { _, socket in
            LoopbackListener.write(socket, Self.head + ": hello\n\n")
            usleep(500_000)
            LoopbackListener.write(socket, "data: late\n\n")
        }
        var text = ""
        for try await piece in client.stream(
            OutboundRequest(.get, "http://127.0.0.1:\(pausing.port)/", timeout: .milliseconds(200)))
        {
            text += String(decoding: piece, as: UTF8.self)
        }
        #expect(text.hasSuffix("data: late\n\n"))
    }

    @Test(arguments: [true, false])
    func `cancelling or letting go of a stream hangs up`(byTask: Bool) async throws {
        let closed = Mutex(false)
        let server = try ScriptedHTTPServer { _, socket in
            LoopbackListener.write(socket, Self.head + ": hello\n\n")
            _ = LoopbackListener.waitForClose(socket)
            closed.withLock { $0 = true }
        }
        let task = Task { [client] in
            for try await _ in client.stream(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/")) {
                if !byTask { break }
            }
        }
        if byTask {
            while server.requests.isEmpty { await Task.yield() }
            task.cancel()
        }
        _ = await task.result
        while !closed.withLock({ $0 }) { await Task.yield() }
    }

    @Test func `shutting down ends a stream with its reason`() async throws {
        let server = try ScriptedHTTPServer { _, socket in
            LoopbackListener.write(socket, Self.head + ": hello\n\n")
            _ = LoopbackListener.waitForClose(socket)
        }
        let error = await #expect(throws: Fault.self) {
            for try await _ in client.stream(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/")) {
                client.shutdown()
            }
        }
        #expect(error?.code == .shuttingDown)
    }
}
