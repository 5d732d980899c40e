import NIOCore
import NIOPosix

/// Asks a server on this machine over HTTP/1.0: enough for status pages and readiness, on purpose nothing more.
package enum PlainHTTP {
    package struct Reply: Sendable {
        package var status: Int
        package var body: String
    }

    /// `GET path` from 127.0.0.1. Throws when nothing answers within `limit`, or what answers is not HTTP.
    package static func get(port: Int, _ path: String, within limit: Duration = .seconds(5)) async throws -> Reply {
        try await withTimeLimit(limit, "an answer to GET \(path)") {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            let bytes = try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(
                    ByteBuffer(string: "GET \(path) HTTP/1.0\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n"))
                var bytes = ByteBuffer()
                for try await var part in inbound { bytes.writeBuffer(&part) }
                return bytes
            }
            let text = String(buffer: bytes)
            guard let split = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false).first,
                let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap({ Int($0) }),
                text.hasPrefix("HTTP/")
            else { throw BenchFailure("What answers GET \(path) on port \(port) is not HTTP.") }
            return Reply(status: status, body: String(text.dropFirst(split.count).drop { $0.isNewline }))
        }
    }
}
