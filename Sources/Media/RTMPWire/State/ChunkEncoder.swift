/// Makes chunks of messages (RTMP 1.0, section 5.3).
///
/// The first message of a chunk stream, one on another message stream, and one that goes back in time get a whole
/// header; later ones the shortest of types 1 and 2. New messages never begin with type 3, which peers read
/// differently.
package struct ChunkEncoder: Sendable {
    /// What our chunks hold at most. A `Set Chunk Size` message that is encoded here changes it for what follows.
    package private(set) var chunkSize = 128

    private struct Past: Sendable {
        var timestamp: UInt32
        var length: Int
        var typeID: UInt8
        var streamID: UInt32
    }

    private var past: [UInt8: Past] = [:]

    package init() {}

    /// `chunkStream` is 2 or more; the payload is below 16 MiB.
    package mutating func encode(_ message: RTMPMessage, chunkStream: UInt8) -> [UInt8] {
        precondition(chunkStream >= 2 && message.payload.count <= 0xFF_FFFF)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.payload.count + message.payload.count / chunkSize + 18)
        let extended = header(of: message, chunkStream, into: &bytes)
        var position = 0
        repeat {
            if position > 0 {
                Self.basicHeader(format: 3, chunkStream, into: &bytes)
                if let extended { bytes.append(bigEndian: extended) }
            }
            let end = min(position + chunkSize, message.payload.count)
            bytes.append(contentsOf: message.payload[position..<end])
            position = end
        } while position < message.payload.count
        if message.typeID == MessageType.setChunkSize, let size = message.payload.bigEndian32(), size > 0 {
            chunkSize = Int(size & 0x7FFF_FFFF)
        }
        return bytes
    }

    /// Returns the extended timestamp that continuations repeat.
    private mutating func header(of message: RTMPMessage, _ chunkStream: UInt8, into bytes: inout [UInt8]) -> UInt32? {
        let count = message.payload.count
        var format: UInt8 = 0
        var field = message.timestamp
        if let past = past[chunkStream], past.streamID == message.streamID, message.timestamp >= past.timestamp {
            format = past.length == count && past.typeID == message.typeID ? 2 : 1
            field = message.timestamp - past.timestamp
        }
        past[chunkStream] = Past(
            timestamp: message.timestamp, length: count, typeID: message.typeID, streamID: message.streamID)

        let isExtended = field >= 0xFF_FFFF
        Self.basicHeader(format: format, chunkStream, into: &bytes)
        bytes.append(bigEndian24: isExtended ? 0xFF_FFFF : field)
        if format <= 1 {
            bytes.append(bigEndian24: UInt32(count))
            bytes.append(message.typeID)
        }
        if format == 0 { bytes.append(bigEndian: message.streamID.byteSwapped) }
        if isExtended { bytes.append(bigEndian: field) }
        return isExtended ? field : nil
    }

    private static func basicHeader(format: UInt8, _ chunkStream: UInt8, into bytes: inout [UInt8]) {
        if chunkStream < 64 {
            bytes.append(format << 6 | chunkStream)
        } else {
            bytes.append(contentsOf: [format << 6, chunkStream - 64])
        }
    }
}
