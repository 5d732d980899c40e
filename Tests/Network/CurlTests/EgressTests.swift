import BroadcastModel
import Foundation
import Outbound
import Testing

@testable import Curl

/// Real sockets: what is forbidden must not even be knocked at. Only addresses at which a broken gate does no harm: this
/// machine's and those for documentation.
@Suite(.ownThread, .timeLimit(.minutes(1))) struct `Egress` {
    func loop(lab: [String] = []) throws -> CurlLoop {
        var configuration = OutboundConfiguration()
        configuration.labNetworks = lab
        return try CurlLoop(configuration: configuration)
    }

    /// The kernel completes connections before they are accepted, and tells about the first one first.
    func knocks(at listener: LoopbackListener) throws -> Int {
        let loop = try CurlLoop(configuration: .loopback)
        let socket = try loop.dialed(listener.port).get()
        _ = loop.received(by: socket)
        return listener.acceptedCount - 1
    }

    @Test(
        arguments: [
            "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0", "0.0.0.0", "localhost", "LOCALHOST", "a.localhost",
            "::ffff:127.0.0.1", "::ffff:7f00:1",
        ], [false, true])
    func `this machine is refused by every name, and nothing arrives`(host: String, secure: Bool) throws {
        let listener = try LoopbackListener { _ in }
        defer { listener.stop() }
        let fault = try #require(try loop().dialed(host, listener.port, secure: secure).failure)
        #expect(fault.code == .addressForbidden && fault.blame == .operatorSide && fault.asksForPerson)
        #expect(fault.message.contains(":\(listener.port)") && fault.message.contains("`outbound.lab_networks`"))
        #expect(fault.message.contains("is a loopback address") || fault.message.contains("is an unspecified address"))
        #expect(try knocks(at: listener) == 0)
    }

    @Test func `a declared network is connected to`() throws {
        let listener = try LoopbackListener { LoopbackListener.write($0, "hello") }
        defer { listener.stop() }
        for host in ["127.0.0.1", "127.1", "::ffff:127.0.0.1"] {
            let loop = try loop(lab: ["127.0.0.0/8"])
            let socket = try loop.dialed(host, listener.port).get()
            #expect(loop.received(by: socket).bytes == Array("hello".utf8))
        }
        #expect(try loop(lab: ["10.0.0.0/8"]).dialed(listener.port).failure?.code == .addressForbidden)
    }

    @Test func `of a name's addresses only the allowed ones are used`() throws {
        // localhost is ::1 and 127.0.0.1; the listener has the second.
        let listener = try LoopbackListener { LoopbackListener.write($0, "hello") }
        defer { listener.stop() }
        let four = try loop(lab: ["127.0.0.0/8"])
        let socket = try four.dialed("localhost", listener.port).get()
        #expect(four.received(by: socket).bytes == Array("hello".utf8))
        #expect(listener.acceptedCount == 1)
        let fault = try #require(try loop(lab: ["::1/128"]).dialed("localhost", listener.port).failure)
        // The allowed one refuses; without IPv6 on this machine there is none.
        #expect([.connectRefused, .networkUnreachable, .addressForbidden].contains(fault.code), "\(fault)")
        #expect(try knocks(at: listener) == 1)
    }

    @Test(arguments: [
        "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "::ffff:192.0.2.1", "64:ff9b::192.0.2.1",
    ])
    func `other special addresses are refused`(host: String) throws {
        let fault = try #require(try loop().dialed(host, 1935, timeout: .seconds(5)).failure)
        #expect(fault.code == .addressForbidden)
    }

    @Test(arguments: ["http", "https"])
    func `requests are judged by the same gate`(scheme: String) async throws {
        let server = try ScriptedHTTPServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        let client = try CurlClient(configuration: OutboundConfiguration())
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f000001"] {
            let request = OutboundRequest(.get, "\(scheme)://\(host):\(server.port)/canary?canary")
            let fault = await #expect(throws: Fault.self) { try await client.send(request) }
            #expect(fault?.code == .addressForbidden && fault?.message.contains("canary") == false, "\(host)")
            #expect(fault?.message.contains("is a loopback address") == true)
            var pieces = client.stream(request).makeAsyncIterator()
            let streamed = await #expect(throws: Fault.self) { try await pieces.next() }
            #expect(streamed?.code == .addressForbidden)
        }
        let lab = try CurlClient(configuration: .loopback)
        #expect(try await lab.send(OutboundRequest(.get, "http://127.0.0.1:\(server.port)/")).status == 200)
        #expect(server.connections == 1)
    }
}
