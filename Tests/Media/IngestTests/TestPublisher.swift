import RTMPWire

/// A publisher over ``TestPeer``. Used by one task.
final class TestPublisher {
    let peer: TestPeer
    private var session: PublishSession
    private var encoder = ChunkEncoder()
    private(set) var events: [PublishSession.Event] = []

    private init(peer: TestPeer, session: PublishSession) {
        self.peer = peer
        self.session = session
        _ = encoder.encode(.setChunkSize(60_000), chunkStream: 2)
    }

    /// Connects and asks; returns at the first event or when the server closes.
    static func publish(_ name: String, to port: Int, application: String = "live") async throws -> TestPublisher {
        let session = PublishSession(
            application: application, tcURL: "rtmp://127.0.0.1/\(application)", streamName: name, chunkSize: 60_000)
        let publisher = TestPublisher(peer: try await TestPeer.connect(port: port), session: session)
        try await publisher.peer.send(publisher.session.begin(random: []))
        try await publisher.waitForEvent()
        return publisher
    }

    /// Returns when one more event came, or the server closed.
    func waitForEvent() async throws {
        let before = events.count
        while events.count == before, let bytes = await peer.receive() {
            let (reply, news) = try bytes.withUnsafeBytes { try session.receive($0) }
            events += news
            if !reply.isEmpty { try await peer.send(reply) }
        }
    }

    func send(_ typeID: UInt8, at timestamp: UInt32, _ payload: [UInt8]) async throws {
        let message = RTMPMessage(
            typeID: typeID, streamID: session.mediaStreamID, timestamp: timestamp, payload: payload)
        try await peer.send(encoder.encode(message, chunkStream: typeID == 8 ? 4 : typeID == 9 ? 6 : 5))
    }

    func end() async throws { try await peer.send(session.end()) }
}

/// Payloads that look like AVC and AAC to whoever reads only their first bytes.
enum Media {
    static let metadata = AMF0Value.encode([
        .string("@setDataFrame"), .string("onMetaData"), .ecmaArray(["width": .number(320)]),
    ])
    static let bareMetadata = AMF0Value.encode([.string("onMetaData"), .ecmaArray(["width": .number(320)])])
    static let videoHeader: [UInt8] = [0x17, 0, 0, 0, 0, 1, 0x64, 0, 0x1F]
    static let audioHeader: [UInt8] = [0xAF, 0, 0x12, 0x10]
    static func keyframe(_ mark: UInt8, count: Int = 8) -> [UInt8] {
        [0x17, 1, 0, 0, 0] + Array(repeating: mark, count: count)
    }
    static func picture(_ mark: UInt8, count: Int = 8) -> [UInt8] {
        [0x27, 1, 0, 0, 0] + Array(repeating: mark, count: count)
    }
    static func sound(_ mark: UInt8) -> [UInt8] { [0xAF, 1, mark] }
}
