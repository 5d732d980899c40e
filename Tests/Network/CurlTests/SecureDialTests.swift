import BroadcastModel
import Foundation
import Outbound
import Testing

@testable import Curl

@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct `Secure dials` {
    let certificates: Certificates
    init() throws { certificates = try Certificates() }

    func loop(trusting: Bool = true) throws -> CurlLoop {
        var configuration = OutboundConfiguration.loopback
        if trusting { configuration.certificateAuthorityFile = certificates.authority }
        return try CurlLoop(configuration: configuration)
    }

    @Test func `a trusted server is spoken with, and its hang-up is seen`() throws {
        let server = try NginxTLS(certificates.issue("good", for: "IP:127.0.0.1"))
        let loop = try loop()
        let socket = try loop.dialed(server.port, secure: true).get()
        #expect(socket.isSecure)
        #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
        let piece = [iovec(iov_base: nil, iov_len: 0)]
        #expect(piece.withUnsafeBufferPointer { socket.send($0) } == .failed(errno: EOPNOTSUPP))
        try loop.send("GET / HTTP/1.0\r\n\r\n", by: socket)
        let (bytes, end) = loop.received(by: socket)
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("hello"))
        #expect(end == .closed)
        // Writing to a peer that has gone must fail, not signal.
        var outcome = DialedSocket.Outcome.again
        for _ in 0..<100 {
            outcome = [UInt8](repeating: 1, count: 1000).withUnsafeBytes { socket.send($0) }
            if case .failed = outcome { break }
            loop.turn(waitingAtMost: .milliseconds(10))
        }
        guard case .failed = outcome else {
            Issue.record("sending after the hang-up ended with \(outcome)")
            return
        }
    }

    @Test func `each fault of a certificate is told by its name`() throws {
        let host = "127.0.0.1"
        let expired = try NginxTLS(certificates.issue("expired", for: "IP:127.0.0.1", expired: true))
        let other = try NginxTLS(certificates.issue("other", for: "DNS:live.example.com"))
        let own = try NginxTLS(certificates.selfSigned("own", for: "IP:127.0.0.1"))
        let good = try NginxTLS(certificates.issue("good", for: "IP:127.0.0.1"))
        let loop = try loop()
        for (server, loop, words) in [
            (expired, loop, "has expired"), (other, loop, "is for another name than 127.0.0.1"),
            (own, loop, "self-signed"),
            (good, try self.loop(trusting: false), "authority that this machine does not trust"),
        ] {
            let fault = try #require(try loop.dialed(host, server.port, secure: true).failure)
            #expect(fault.code == .certificateUntrusted && fault.blame == .destination)
            #expect(fault.message.contains(words), "\(fault.message)")
            #expect(fault.asksForPerson)
        }
    }

    @Test func `TLS before version 1_2 is refused`() throws {
        let identity = try certificates.issue("old", for: "IP:127.0.0.1")
        let server = try OpenSSLServer(identity, arguments: ["-tls1_1", "-cipher", "ALL@SECLEVEL=0", "-quiet"])
        let fault = try #require(try loop().dialed(server.port, secure: true).failure)
        #expect(fault.code == .secureChannelFailed)
    }

    @Test func `a TLS peer that does not read says again, and loses nothing`() throws {
        let server = try OpenSSLServer(
            certificates.issue("sink", for: "IP:127.0.0.1"), arguments: ["-quiet", "-naccept", "1"])
        let loop = try loop()
        let socket = try loop.dialed(server.port, secure: true).get()
        let bytes = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 12) }
        var offset = 0
        func sendAll() -> DialedSocket.Outcome {
            bytes.withUnsafeBytes { all in
                while offset < all.count {
                    switch socket.send(UnsafeRawBufferPointer(rebasing: all[offset...])) {
                    case .moved(let count): offset += count
                    case let other: return other
                    }
                }
                return .moved(0)
            }
        }
        var writable = true
        loop.watch(socket.descriptor, .write) { _ in writable = true }
        var sawAgain = 0
        let reader = server.output.fileHandleForReading
        var seen = Data()
        while seen.count < bytes.count {
            if writable, offset < bytes.count, sendAll() == .again {
                sawAgain += 1
                writable = false
            }
            if sawAgain > 0 || offset == bytes.count { seen.append(reader.availableData) }
            loop.turn(waitingAtMost: .zero)
        }
        #expect(sawAgain > 0)
        #expect(seen == Data(bytes))
        socket.close(abruptly: true)
    }

    @Test func `three hundred TLS connections at once live beside each other, and all go`() throws {
        let server = try NginxTLS(certificates.issue("good", for: "IP:127.0.0.1"))
        let loop = try loop()
        var sockets: [DialedSocket] = []
        var faults: [Fault] = []
        for _ in 0..<300 {
            _ = loop.dial(host: "127.0.0.1", port: server.port, secure: true, timeout: .seconds(40)) { result in
                switch result {
                case .success(let socket): sockets.append(socket)
                case .failure(let fault): faults.append(fault)
                }
            }
        }
        loop.turn(until: { sockets.count + faults.count == 300 }, limit: .seconds(60))
        #expect(faults.isEmpty)
        #expect(Set(sockets.map(\.descriptor)).count == 300)
        for socket in sockets { try loop.send("GET / HTTP/1.0\r\n\r\n", by: socket) }
        for socket in sockets {
            #expect(String(decoding: loop.received(by: socket).bytes, as: UTF8.self).hasSuffix("hello"))
        }
        #expect(KernelSockets.connections(to: server.port) == 300)
        for socket in sockets { socket.close(abruptly: false) }
        loop.turn(until: { KernelSockets.connections(to: server.port) == 0 })
    }

    @Test func `a peer's hang-up that libcurl notices first never frees the descriptor under us`() throws {
        let server = try OpenSSLServer(
            certificates.issue("brief", for: "IP:127.0.0.1"), arguments: ["-quiet", "-naccept", "1"])
        let listener = try LoopbackListener { _ = LoopbackListener.waitForClose($0) }
        defer { listener.stop() }
        let loop = try loop()
        let socket = try loop.dialed(server.port, secure: true).get()
        server.stop()
        var readable = false
        loop.watch(socket.descriptor, .read) { _ in readable = true }
        loop.turn(until: { readable })
        loop.unwatch(socket.descriptor)
        // libcurl looks for dead connections in its cache when it makes a new one, once a second at most.
        loop.turn(waitingAtMost: .milliseconds(1200))
        let next = try loop.dialed(listener.port).get()
        #expect(next.descriptor != socket.descriptor)
        #expect(fcntl(socket.descriptor, F_GETFD) >= 0, "the descriptor is still ours")
        #expect(loop.received(by: socket).end != nil)
        socket.close(abruptly: false)
    }
}
