import BroadcastModel
import Foundation
import Outbound
import Testing

@testable import Curl

extension CurlLoop {
    /// Turns until `condition` holds; records an issue after `limit`.
    func turn(
        until condition: () -> Bool, limit: Duration = .seconds(15), sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let clock = SystemClock()
        let deadline = clock.monotonicTime() + limit
        while !condition() {
            guard clock.monotonicTime() < deadline else {
                Issue.record("the loop waited too long", sourceLocation: sourceLocation)
                return
            }
            turn(waitingAtMost: .milliseconds(100))
        }
    }

    /// Dials and waits for the outcome.
    func dialed(
        _ port: Int, secure: Bool = false, timeout: Duration = .seconds(10),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Result<DialedSocket, Fault> {
        try dialed("127.0.0.1", port, secure: secure, timeout: timeout, sourceLocation: sourceLocation)
    }

    func dialed(
        _ host: String, _ port: Int, secure: Bool = false, timeout: Duration = .seconds(10),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Result<DialedSocket, Fault> {
        var result: Result<DialedSocket, Fault>?
        _ = dial(host: host, port: port, secure: secure, timeout: timeout) { result = $0 }
        turn(until: { result != nil }, sourceLocation: sourceLocation)
        return try #require(result)
    }

    /// Sends all of `text`, turning while the socket is full.
    func send(_ text: String, by socket: DialedSocket) throws {
        var left = Array(text.utf8)[...]
        while !left.isEmpty {
            switch left.withUnsafeBytes({ socket.send($0) }) {
            case .moved(let count): left = left.dropFirst(count)
            case .again: turn(waitingAtMost: .milliseconds(20))
            case let other:
                Issue.record("sending ended with \(other)")
                return
            }
        }
    }

    /// Receives until the peer ends, or `length` bytes are there.
    func received(by socket: DialedSocket, length: Int = .max) -> (bytes: [UInt8], end: DialedSocket.Outcome?) {
        var all: [UInt8] = []
        var end: DialedSocket.Outcome?
        var buffer = [UInt8](repeating: 0, count: 65536)
        func drain() {
            while end == nil, all.count < length {
                switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
                case .moved(let count): all += buffer[..<count]
                case .again: return
                case let other: end = other
                }
            }
        }
        watch(socket.descriptor, .read) { _ in drain() }
        drain()
        turn(until: { end != nil || all.count >= length })
        unwatch(socket.descriptor)
        return (all, end)
    }
}

extension Result {
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
