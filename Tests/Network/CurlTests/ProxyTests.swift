import BroadcastModel
import Foundation
import Outbound
import Synchronization
import Testing

@testable import Curl

@Suite(.ownThread, .timeLimit(.minutes(1))) struct `Proxies` {
    /// Nothing but the proxy itself is allowed to be on this machine.
    func loop(proxy: Int, _ configuration: OutboundConfiguration = OutboundConfiguration()) throws -> CurlLoop {
        var configuration = configuration
        configuration.proxy = "http://127.0.0.1:\(proxy)"
        return try CurlLoop(configuration: configuration)
    }

    @Test func `a dial goes by the proxy, which gets host and port only`() throws {
        let asked = Mutex("")
        let proxy = try LoopbackListener { peer in
            let head = LoopbackListener.read(peer, until: "\r\n\r\n")
            asked.withLock { $0 = head }
            LoopbackListener.write(peer, "HTTP/1.1 200 OK\r\n\r\n")
            LoopbackListener.write(peer, LoopbackListener.read(peer, until: "!"))
        }
        defer { proxy.stop() }
        let loop = try loop(proxy: proxy.port)
        let socket = try loop.dialed("live.example.invalid", 1935).get()
        try loop.send("through!", by: socket)
        #expect(loop.received(by: socket).bytes == Array("through!".utf8))
        #expect(asked.withLock { $0 }.hasPrefix("CONNECT live.example.invalid:1935 HTTP/1.1\r\n"))
        socket.close(abruptly: false)
    }

    @Test func `a proxy that refuses is the operator's to mend`() throws {
        let proxy = try LoopbackListener { peer in
            _ = LoopbackListener.read(peer, until: "\r\n\r\n")
            LoopbackListener.write(peer, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        }
        defer { proxy.stop() }
        let fault = try #require(try loop(proxy: proxy.port).dialed("live.example.invalid", 1935).failure)
        #expect(fault.blame == .operatorSide && fault.message.contains("proxy"))
        let gone = try #require(
            try loop(proxy: LoopbackListener.freePort()).dialed("live.example.invalid", 1935).failure)
        #expect(gone.code == .connectRefused && gone.blame == .operatorSide && gone.message.contains("proxy"))
    }

    @Test func `loopback is never asked of the proxy`() throws {
        let listener = try LoopbackListener { LoopbackListener.write($0, "direct") }
        defer { listener.stop() }
        let proxy = try LoopbackListener { _ in }
        defer { proxy.stop() }
        let loop = try loop(proxy: proxy.port, .loopback)
        let socket = try loop.dialed("localhost", listener.port).get()
        #expect(loop.received(by: socket).bytes == Array("direct".utf8))
        #expect(proxy.acceptedCount == 0)
    }

    @Test(arguments: [
        ("10.0.0.1", 1935), ("169.254.169.254", 80), ("fd00:ec2::254", 443), ("0x0a000001", 1935),
        ("live.example.invalid", 6379),
        ("8.8.8.8", 25), ("localhost", 1935), ("127.1", 1935), ("::ffff:127.0.0.1", 1935),
    ])
    func `what is known to be forbidden is never asked of the proxy`(host: String, port: Int) throws {
        let proxy = try LoopbackListener { _ in }
        defer { proxy.stop() }
        let fault = try #require(try loop(proxy: proxy.port).dialed(host, port).failure)
        #expect(fault.code == .addressForbidden)
        #expect(proxy.acceptedCount == 0)
    }

    @Test func `an https request goes by the proxy, a plain one never`() async throws {
        let asked = Mutex("")
        let proxy = try LoopbackListener { peer in
            let head = LoopbackListener.read(peer, until: "\r\n\r\n")
            asked.withLock { $0 = head }
            LoopbackListener.write(peer, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        }
        defer { proxy.stop() }
        var configuration = OutboundConfiguration()
        configuration.proxy = "http://localhost:\(proxy.port)"
        let client = try CurlClient(configuration: configuration)
        let secure = await #expect(throws: Fault.self) {
            try await client.send(OutboundRequest(.get, "https://api.example.invalid/canary"))
        }
        #expect(secure?.blame == .operatorSide && secure?.code != .addressForbidden, "\(secure?.cause ?? "")")
        #expect(asked.withLock { $0 }.hasPrefix("CONNECT api.example.invalid:443 HTTP/1.1\r\n"))
        let plain = await #expect(throws: Fault.self) {
            try await client.send(OutboundRequest(.get, "http://192.0.2.1/canary"))
        }
        #expect(plain?.code == .addressForbidden)
        #expect(proxy.acceptedCount == 1)
    }
}
