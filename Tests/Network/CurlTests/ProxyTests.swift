import BroadcastModel
import Foundation
import Outbound
import Synchronization
import Testing

@testable import Curl

@Suite(.ownThread, .timeLimit(.minutes(1))) struct `Proxies` {
    func loop(proxy: Int) throws -> CurlLoop {
        var configuration = OutboundConfiguration()
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
        let loop = try loop(proxy: proxy.port)
        let socket = try loop.dialed("localhost", listener.port).get()
        #expect(loop.received(by: socket).bytes == Array("direct".utf8))
        #expect(proxy.acceptedCount == 0)
    }
}
