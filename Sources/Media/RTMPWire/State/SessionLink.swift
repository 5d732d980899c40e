/// What client and server sessions have in common behind the handshake: chunks both ways, acknowledgements, pings.
struct SessionLink: Sendable {
    /// Answers that one call of `receive` may cause; a peer that asks for more gets no more.
    static let mostAnswers = 100
    static let controlChunkStream: UInt8 = 2
    static let commandChunkStream: UInt8 = 3

    var decoder: ChunkDecoder
    private var encoder = ChunkEncoder()
    private var received: UInt64 = 0
    private var acknowledged: UInt64 = 0
    /// Bytes after which the peer wants an acknowledgement; 0: never.
    private var window: UInt64 = 0
    private var announcedWindow: UInt32 = 0
    private var answersLeft = mostAnswers

    init(messageLimit: Int) { decoder = ChunkDecoder(messageLimit: messageLimit) }

    /// Takes what came in one read.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        received += UInt64(bytes.count)
        answersLeft = Self.mostAnswers
        decoder.append(bytes)
    }

    /// The next message that is the session's business; answers to protocol control go to `reply`.
    mutating func next(reply: inout [UInt8]) throws(WireError) -> RTMPMessage? {
        while let message = try decoder.next() {
            switch message.typeID {
            case MessageType.acknowledgement: continue
            case MessageType.windowAcknowledgementSize: window = UInt64(message.payload.bigEndian32() ?? 0)
            case MessageType.setPeerBandwidth:
                guard let size = message.payload.bigEndian32(), size > 0, size != announcedWindow, mayAnswer() else {
                    continue
                }
                announcedWindow = size
                reply += control(.windowAcknowledgementSize(size))
            case MessageType.userControl:
                guard message.payload.count >= 6, let event = message.payload.bigEndian32().map({ $0 >> 16 }) else {
                    continue
                }
                guard event == UInt32(UserControlEvent.pingRequest), mayAnswer() else { continue }
                reply += control(.userControl(UserControlEvent.pingResponse, message.payload.bigEndian32(at: 2) ?? 0))
            default: return message
            }
        }
        return nil
    }

    /// An acknowledgement, when the peer's window is used up. Called once at the end of a `receive`.
    mutating func acknowledge() -> [UInt8] {
        guard window > 0, received - acknowledged >= window else { return [] }
        acknowledged = received
        return control(.acknowledgement(UInt32(truncatingIfNeeded: received)))
    }

    /// Counts one answer; false when this call of `receive` has caused too many.
    mutating func mayAnswer() -> Bool {
        guard answersLeft > 0 else { return false }
        answersLeft -= 1
        return true
    }

    mutating func control(_ message: RTMPMessage) -> [UInt8] {
        encoder.encode(message, chunkStream: Self.controlChunkStream)
    }

    mutating func command(_ command: RTMPCommand, streamID: UInt32 = 0) -> [UInt8] {
        encoder.encode(command.message(streamID: streamID), chunkStream: Self.commandChunkStream)
    }
}
