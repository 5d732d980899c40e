import Foundation
import Synchronization

/// Answers each connection with scripted bytes and remembers what was asked.
final class ScriptedHTTPServer: Sendable {
    private let listener: LoopbackListener
    private let log: Requests

    final class Requests: Sendable {
        let all = Mutex<[String]>([])
    }

    var port: Int { listener.port }
    var requests: [String] { log.all.withLock { $0 } }
    var connections: Int { listener.acceptedCount }

    /// `answer` gets the request (head and, by its Content-Length, body) and the socket to write to.
    init(_ answer: @escaping @Sendable (_ request: String, _ socket: Int32) -> Void) throws {
        let log = Requests()
        self.log = log
        listener = try LoopbackListener { socket in
            let request = Self.readRequest(socket)
            log.all.withLock { $0.append(request) }
            answer(request, socket)
        }
    }

    /// Answers every request with the same bytes.
    convenience init(_ reply: String) throws {
        try self.init { _, socket in LoopbackListener.write(socket, reply) }
    }

    deinit { listener.stop() }

    private static func readRequest(_ socket: Int32) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            if let head = text.range(of: "\r\n\r\n") {
                let length =
                    text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
                if text[head.upperBound...].utf8.count >= length { return text }
            }
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return text }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
