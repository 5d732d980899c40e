import BroadcastModel
import Foundation
import Outbound
import Synchronization
import Testing

@testable import Curl

@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct `Curl loop` {
    func loop(_ change: (inout OutboundConfiguration) -> Void = { _ in }) throws -> CurlLoop {
        var configuration = OutboundConfiguration.loopback
        change(&configuration)
        return try CurlLoop(configuration: configuration)
    }

    @Test func `a plain connection carries bytes both ways, in one piece and in many`() throws {
        let listener = try LoopbackListener { peer in
            let text = LoopbackListener.read(peer, until: "!")
            LoopbackListener.write(peer, "got \(text)")
        }
        defer { listener.stop() }
        let loop = try loop()
        let socket = try loop.dialed(listener.port).get()
        #expect(!socket.isSecure)
        #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0, "a child must not inherit it")
        var noDelay: Int32 = 0
        var size = socklen_t(4)
        getsockopt(socket.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, &size)
        #expect(noDelay == 1)

        try loop.send("one ", by: socket)
        var first = Array("two ".utf8)
        var second = Array("three!".utf8)
        let outcome = first.withUnsafeMutableBytes { first in
            second.withUnsafeMutableBytes { second in
                let pieces = [
                    iovec(iov_base: first.baseAddress, iov_len: first.count),
                    iovec(iov_base: second.baseAddress, iov_len: second.count),
                ]
                return pieces.withUnsafeBufferPointer { socket.send($0) }
            }
        }
        #expect(outcome == .moved(10))
        let (bytes, end) = loop.received(by: socket)
        #expect(String(decoding: bytes, as: UTF8.self) == "got one two three!")
        #expect(end == .closed)
        socket.close(abruptly: false)
        socket.close(abruptly: true)
        #expect(socket.descriptor == -1)
        #expect([1].withUnsafeBytes { socket.send($0) } == .failed(errno: EBADF))
    }

    @Test func `a full socket says again, and watching it says when to go on`() throws {
        let gate = DispatchSemaphore(value: 0)
        let total = Mutex(0)
        let listener = try LoopbackListener { peer in
            gate.wait()
            var buffer = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = recv(peer, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                total.withLock { $0 += count }
            }
        }
        defer { listener.stop() }
        let loop = try loop()
        let socket = try loop.dialed(listener.port).get()
        let block = [UInt8](repeating: 7, count: 1 << 20)
        var sent = 0
        while case .moved(let count) = block.withUnsafeBytes({ socket.send($0) }) { sent += count }
        #expect(block.withUnsafeBytes { socket.send($0) } == .again)
        var writable = false
        loop.watch(socket.descriptor, .write) { writable = $0.contains(.write) }
        loop.turn(waitingAtMost: .milliseconds(50))
        #expect(!writable)
        loop.changeWatch(socket.descriptor, .read)
        gate.signal()
        loop.changeWatch(socket.descriptor, .write)
        loop.turn(until: { writable })
        loop.unwatch(socket.descriptor)
        socket.close(abruptly: false)
        loop.turn(until: { total.withLock { $0 } == sent })
    }

    @Test func `nothing listening is refused`() throws {
        let port = try LoopbackListener.freePort()
        let fault = try #require(try loop().dialed(port).failure)
        #expect(fault.code == .connectRefused && fault.blame == .destination)
        #expect(fault.message.contains("127.0.0.1:\(port)"))
    }

    @Test func `a name that is none is not found`() throws {
        let fault = try #require(try loop().dialed("no-such-host.invalid", 1935).failure)
        #expect(fault.code == .nameUnresolved)
        #expect(fault.message.contains("no-such-host.invalid"))
    }

    @Test(arguments: ["", "a b", "host/path", "user@host", "h:1:2", "host?x"])
    func `what is no host is told in a later turn`(host: String) throws {
        let loop = try loop()
        var result: Result<DialedSocket, Fault>?
        _ = loop.dial(host: host, port: 1935, secure: false, timeout: .seconds(1)) { result = $0 }
        #expect(result == nil)
        loop.turn(waitingAtMost: .seconds(5))
        #expect(result?.failure?.code == .addressInvalid)
        let cancelled = loop.dial(host: host, port: 1935, secure: false, timeout: .seconds(1)) { _ in
            Issue.record("was cancelled")
        }
        loop.cancel(cancelled)
        loop.turn(waitingAtMost: .zero)
    }

    @Test func `a TLS server that never answers times out and says where`() throws {
        let listener = try LoopbackListener { _ = LoopbackListener.waitForClose($0) }
        defer { listener.stop() }
        let fault = try #require(try loop().dialed(listener.port, secure: true, timeout: .milliseconds(300)).failure)
        #expect(fault.code == .connectTimedOut && fault.blame == .network)
        #expect(fault.message.contains("TLS handshake") && fault.message.contains("300 ms"))
    }

    @Test func `a full backlog times out`() throws {
        // A listener that nobody accepts from, its queue filled: further connections get no answer.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                #expect(
                    bind(descriptor, $0, length) == 0 && listen(descriptor, 0) == 0
                        && getsockname(descriptor, $0, &length) == 0)
            }
        }
        let port = Int(UInt16(bigEndian: address.sin_port))
        let loop = try loop()
        var results: [Result<DialedSocket, Fault>] = []
        for _ in 0..<4 {
            _ = loop.dial(host: "127.0.0.1", port: port, secure: false, timeout: .milliseconds(400)) {
                results.append($0)
            }
        }
        loop.turn(until: { results.count == 4 })
        let faults = results.compactMap(\.failure)
        #expect(!faults.isEmpty && faults.allSatisfy { $0.code == .connectTimedOut && $0.message.contains("400 ms") })
    }

    @Test func `something else than TLS on the port is told`() throws {
        let listener = try LoopbackListener { peer in
            LoopbackListener.write(peer, "220 this is no TLS\r\n")
            _ = LoopbackListener.waitForClose(peer)
        }
        defer { listener.stop() }
        let fault = try #require(try loop().dialed(listener.port, secure: true).failure)
        #expect(fault.code == .secureChannelFailed && fault.blame == .destination)
    }

    @Test func `a cancelled dial never completes, and its descriptor goes`() throws {
        let listener = try LoopbackListener { _ = LoopbackListener.waitForClose($0) }
        defer { listener.stop() }
        let loop = try loop()
        let ticket = loop.dial(host: "127.0.0.1", port: listener.port, secure: true, timeout: .seconds(5)) { _ in
            Issue.record("was cancelled")
        }
        loop.turn(until: { listener.acceptedCount == 1 })
        loop.cancel(ticket)
        loop.cancel(ticket)
        loop.turn(waitingAtMost: .milliseconds(50))
        loop.turn(until: { KernelSockets.connections(to: listener.port) == 0 })
    }

    @Test func `letting go of the loop abandons dials and keeps sockets usable`() throws {
        let listener = try LoopbackListener { peer in
            LoopbackListener.write(peer, LoopbackListener.read(peer, until: "!"))
        }
        defer { listener.stop() }
        var loop: CurlLoop? = try self.loop()
        let socket = try #require(try loop?.dialed(listener.port).get())
        _ = loop?.dial(host: "127.0.0.1", port: listener.port, secure: true, timeout: .seconds(5)) { _ in
            Issue.record("nobody is there any more")
        }
        loop = nil
        #expect(Array("still here!".utf8).withUnsafeBytes { socket.send($0) } == .moved(11))
        let other = try self.loop()
        #expect(other.received(by: socket).bytes == Array("still here!".utf8))
        socket.close(abruptly: false)
    }

    @Test(arguments: [(false, Int32(0)), (true, ECONNRESET)])
    func `closing ends or resets as it is told`(abruptly: Bool, expected: Int32) throws {
        let seen = Mutex<Int32?>(nil)
        let listener = try LoopbackListener { peer in
            let error = LoopbackListener.waitForClose(peer)
            seen.withLock { $0 = error }
        }
        defer { listener.stop() }
        let loop = try loop()
        let socket = try loop.dialed(listener.port).get()
        loop.turn(until: { listener.acceptedCount == 1 })
        var calls = 0
        loop.watch(socket.descriptor, .write) { _ in calls += 1 }
        socket.close(abruptly: abruptly)
        loop.turn(until: { seen.withLock { $0 } != nil })
        #expect(seen.withLock { $0 } == expected)
        #expect(calls == 0, "closing ends the watch")
    }

    @Test func `a wake from another thread ends the waiting`() throws {
        let loop = try loop()
        let waker = loop.waker
        let clock = SystemClock()
        let start = clock.monotonicTime()
        Thread.detachNewThread { waker.wake() }
        loop.turn(waitingAtMost: .seconds(30))
        #expect(clock.monotonicTime() - start < .seconds(10))
        let before = clock.monotonicTime()
        loop.turn(waitingAtMost: .milliseconds(80))
        #expect(clock.monotonicTime() - before >= .milliseconds(75), "the wake was used up")
    }

    @Test func `three hundred plain connections at once are three hundred sockets, and all go`() throws {
        let listener = try LoopbackListener { peer in
            LoopbackListener.write(peer, LoopbackListener.read(peer, until: "!"))
            _ = LoopbackListener.waitForClose(peer)
        }
        defer { listener.stop() }
        let loop = try loop()
        var sockets: [DialedSocket] = []
        var faults: [Fault] = []
        for _ in 0..<300 {
            _ = loop.dial(host: "127.0.0.1", port: listener.port, secure: false, timeout: .seconds(15)) { result in
                switch result {
                case .success(let socket): sockets.append(socket)
                case .failure(let fault): faults.append(fault)
                }
            }
        }
        loop.turn(until: { sockets.count + faults.count == 300 }, limit: .seconds(30))
        #expect(faults.isEmpty)
        #expect(Set(sockets.map(\.descriptor)).count == 300)
        for (index, socket) in sockets.enumerated() {
            let text = "number \(index)!"
            try loop.send(text, by: socket)
            #expect(loop.received(by: socket, length: text.utf8.count).bytes == Array(text.utf8))
        }
        let open = KernelSockets.connections(to: listener.port)
        #expect(open == 300)
        for socket in sockets { socket.close(abruptly: false) }
        loop.turn(until: { KernelSockets.connections(to: listener.port) == 0 })
    }
}
