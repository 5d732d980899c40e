import RTMPWire

/// A peer that says what a test wants, in chunks: the other end of a session under test.
struct PeerScript {
    private var encoder = ChunkEncoder()

    /// S0, S1 and S2 as a server sends them, or C0, C1 and C2 as a client does.
    static let handshake: [UInt8] = [3] + Array(repeating: 0, count: 2 * Handshake.packetLength)

    mutating func say(
        _ name: String, _ transaction: Double, _ arguments: [AMF0Value], on streamID: UInt32 = 0
    ) -> [UInt8] {
        say(RTMPCommand(name, transaction: transaction, arguments).message(streamID: streamID))
    }

    mutating func say(_ message: RTMPMessage) -> [UInt8] { encoder.encode(message, chunkStream: 3) }

    mutating func status(_ level: String, _ code: String, _ description: String = "") -> [UInt8] {
        say(RTMPCommand.onStatus(level: level, code: code, description: description).message(streamID: 1))
    }
}

extension PublishSession {
    mutating func receive(_ bytes: some Sequence<UInt8>) throws -> (reply: [UInt8], events: [Event]) {
        try Array(bytes).withUnsafeBytes { try receive($0) }
    }
}

extension IngestSession {
    mutating func receive(_ bytes: some Sequence<UInt8>) throws -> (reply: [UInt8], events: [Event]) {
        try Array(bytes).withUnsafeBytes { try receive($0) }
    }
}

/// What a session sent, read as messages; `skipping` bytes of handshake first.
func messages(in bytes: [UInt8], skipping handshake: Int = 0) throws -> [RTMPMessage] {
    try decode([bytes[handshake...]])
}

func commands(in bytes: [UInt8], skipping handshake: Int = 0) throws -> [RTMPCommand] {
    try messages(in: bytes, skipping: handshake).filter { $0.typeID == MessageType.command }.map { try RTMPCommand($0) }
}
