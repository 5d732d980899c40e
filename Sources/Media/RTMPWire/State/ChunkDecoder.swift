/// Makes messages of chunks (RTMP 1.0, section 5.3), however the bytes are cut.
///
/// The caller appends what came and calls ``next()`` until it returns nil. `Set Chunk Size` and `Abort` are obeyed and
/// not handed out. What is kept is what was received, never what was only announced: payloads grow as bytes come, and
/// all unfinished messages together stay below twice ``messageLimit``. After a throw every further call throws the
/// same.
package struct ChunkDecoder: Sendable {
    package static let largestChunk = 16 << 20
    package static let mostChunkStreams = 64

    /// Longest message taken, in bytes; applies to messages that begin after it was set.
    package var messageLimit: Int
    /// What the peer's chunks hold at most.
    package private(set) var chunkSize = 128
    /// Bytes appended that no call of ``next()`` has used yet.
    package var buffered: Int { queue.count }

    private struct Stream {
        let id: UInt32
        var header = ChunkHeader()
        var payload: [UInt8] = []
    }

    private var queue = ByteQueue()
    private var streams: [Stream] = []
    /// The chunk whose payload is being read: place in `streams`, and bytes missing.
    private var chunk: (index: Int, missing: Int)?
    private var unfinished = 0
    private var failure: WireError?

    package init(messageLimit: Int = 16 << 20) { self.messageLimit = messageLimit }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if failure == nil { queue.append(bytes) }
    }

    /// The next whole message; nil until more bytes come.
    package mutating func next() throws(WireError) -> RTMPMessage? {
        if let failure { throw failure }
        do {
            while let message = try advance() {
                if try !obey(message) { return message }
            }
            return nil
        } catch {
            failure = error
            queue = ByteQueue()
            streams = []
            throw error
        }
    }

    private mutating func advance() throws(WireError) -> RTMPMessage? {
        while true {
            if chunk == nil {
                guard try readHeader() else { return nil }
            }
            guard let (index, missing) = chunk else { return nil }
            let piece = min(missing, queue.count)
            if piece > 0 {
                queue.move(piece, to: &streams[index].payload)
                unfinished += piece
                guard unfinished <= 2 * messageLimit else {
                    throw WireError(.messageTooLarge, "Unfinished messages hold more than \(2 * messageLimit) bytes.")
                }
            }
            guard piece == missing else {
                chunk = (index, missing - piece)
                return nil
            }
            chunk = nil
            if streams[index].payload.count == streams[index].header.length { return finish(index) }
        }
    }

    private mutating func finish(_ index: Int) -> RTMPMessage {
        var payload: [UInt8] = []
        swap(&payload, &streams[index].payload)
        streams[index].header.isOpen = false
        unfinished -= payload.count
        let header = streams[index].header
        return RTMPMessage(
            typeID: header.typeID, streamID: header.streamID, timestamp: header.timestamp, payload: payload)
    }

    /// True when the message was for the decoder itself.
    private mutating func obey(_ message: RTMPMessage) throws(WireError) -> Bool {
        switch message.typeID {
        case MessageType.setChunkSize:
            guard let size = message.payload.bigEndian32(), (1...Self.largestChunk).contains(Int(size)) else {
                throw WireError(
                    .chunkSizeForbidden, "The peer set a chunk size outside 1 to \(Self.largestChunk) bytes.")
            }
            chunkSize = Int(size)
            return true
        case MessageType.abort:
            guard let id = message.payload.bigEndian32() else {
                throw WireError(.chunkMalformed, "An abort message names no chunk stream.")
            }
            if let index = streams.firstIndex(where: { $0.id == id }) {
                unfinished -= streams[index].payload.count
                streams[index].payload = []
                streams[index].header.isOpen = false
            }
            return true
        default: return false
        }
    }

    // MARK: Headers

    /// Reads one chunk header into its stream and sets `chunk`; false when it is not all there yet.
    private mutating func readHeader() throws(WireError) -> Bool {
        guard queue.count >= 1 else { return false }
        let format = queue[0] >> 6
        var id = UInt32(queue[0] & 0x3F)
        let basicLength = id == 0 ? 2 : id == 1 ? 3 : 1
        guard queue.count >= basicLength else { return false }
        if basicLength > 1 { id = 64 + UInt32(queue[1]) }
        if basicLength > 2 { id += UInt32(queue[2]) << 8 }

        let known = streams.firstIndex { $0.id == id }
        // A first header of type 1 is what librtmp sends on chunk stream 2; shorter ones say nothing without a past.
        guard known != nil || format <= 1 else {
            throw WireError(.chunkMalformed, "A chunk stream begins with a chunk that has no message header.")
        }
        // Read into a copy: a header that is not all there leaves no trace.
        var header = known.map { streams[$0].header } ?? ChunkHeader()
        let isContinuation = header.isOpen
        guard format == 3 || !isContinuation else {
            throw WireError(.chunkMalformed, "A message header stands in the middle of another message.")
        }
        guard let headerLength = header.read(format, at: basicLength, in: queue) else { return false }
        guard isContinuation || header.length <= messageLimit else {
            throw WireError(
                .messageTooLarge, "A message of \(header.length) bytes is above the limit of \(messageLimit).")
        }
        let index = if let known { known } else { try openStream(id) }
        queue.drop(headerLength)
        streams[index].header = header
        chunk = (index, min(chunkSize, header.length - streams[index].payload.count))
        return true
    }

    private mutating func openStream(_ id: UInt32) throws(WireError) -> Int {
        guard streams.count < Self.mostChunkStreams else {
            throw WireError(.tooManyChunkStreams, "The peer uses more than \(Self.mostChunkStreams) chunk streams.")
        }
        streams.append(Stream(id: id))
        return streams.count - 1
    }
}
