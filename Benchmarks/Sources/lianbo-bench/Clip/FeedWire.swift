import Glibc
import RTMPWire
import TestBench

/// The publisher's socket and what is spoken on it. Belongs to the publisher's thread; letting go of it closes it.
final class FeedWire {
    private static let chunkSize = 60_000

    private let target: FeedTarget
    private let socket: LoopbackSocket
    private var session: PublishSession?
    private var encoder = ChunkEncoder()
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    /// Connects; a relay that does not listen yet is tried again for ten seconds.
    init(target: FeedTarget) throws {
        self.target = target
        socket = try LoopbackSocket.connect(to: target.port, patience: 10_000_000_000)
    }

    /// Returns when media may be written.
    func open() throws {
        guard case .rtmp(let port, let application, let stream) = target else { return }
        var session = PublishSession(
            application: application, tcURL: "rtmp://127.0.0.1:\(port)/\(application)", streamName: stream,
            chunkSize: Self.chunkSize)
        // The session announces the size; ours has to be told.
        _ = encoder.encode(.setChunkSize(Self.chunkSize), chunkStream: 2)
        try socket.send(session.begin(random: [UInt8](repeating: 0x4C, count: Handshake.randomLength)))
        while !session.isPublishing {
            guard let count = try socket.receive(into: &buffer, waiting: true), count > 0 else {
                throw BenchFailure("the relay hung up before it let the publisher in")
            }
            let (reply, events) = try buffer.withUnsafeBytes {
                try session.receive(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            if let event = events.first, event != .publishing {
                throw BenchFailure("the relay did not let the publisher in")
            }
            try socket.send(reply)
        }
        self.session = session
    }

    func write(typeID: UInt8, timestamp: UInt32, payload: [UInt8]) throws {
        guard let session else {
            var record: [UInt8] = [typeID]
            record.reserveCapacity(payload.count + 9)
            for number in [timestamp, UInt32(payload.count)] {
                withUnsafeBytes(of: number.bigEndian) { record.append(contentsOf: $0) }
            }
            return try socket.send(record + payload)
        }
        let message = RTMPMessage(
            typeID: typeID, streamID: session.mediaStreamID, timestamp: timestamp, payload: payload)
        try socket.send(encoder.encode(message, chunkStream: typeID == 8 ? 4 : typeID == 9 ? 6 : 5))
    }

    /// Takes what the relay said, without waiting.
    func hear() throws {
        guard var session else { return }
        while let count = try socket.receive(into: &buffer, waiting: false) {
            guard count > 0 else { throw BenchFailure("the relay hung up") }
            let (reply, events) = try buffer.withUnsafeBytes {
                try session.receive(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            guard events.isEmpty else { throw BenchFailure("the relay ended the stream") }
            try socket.send(reply)
        }
        self.session = session
    }

    func close() {
        if var session { try? socket.send(session.end()) }
        session = nil
    }
}
