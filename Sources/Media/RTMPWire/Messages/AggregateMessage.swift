/// Messages sent as one (RTMP 1.0, section 7.1.6).
package enum AggregateMessage {
    /// In one aggregate; more is an attack.
    package static let mostParts = 4_096
    private static let headerLength = 11

    /// The parts, their times moved so that the first has the aggregate's own. Throws `chunkMalformed` when a part is
    /// longer than what is left, or there are more than ``mostParts``.
    package static func split(_ message: RTMPMessage) throws(WireError) -> [RTMPMessage] {
        let bytes = message.payload
        var parts: [RTMPMessage] = []
        var position = 0
        var firstTime: UInt32?
        while bytes.count - position >= headerLength {
            let length = Int(number(bytes, position + 1, 3))
            let start = position + headerLength
            guard length <= bytes.count - start, parts.count < mostParts else {
                throw WireError(.chunkMalformed, "An aggregate message is broken.")
            }
            let time = number(bytes, position + 4, 3) | UInt32(bytes[position + 7]) << 24
            let base = firstTime ?? time
            firstTime = base
            parts.append(
                RTMPMessage(
                    typeID: bytes[position] & 0x1F,
                    streamID: message.streamID,
                    timestamp: message.timestamp &+ (time &- base),
                    payload: Array(bytes[start..<(start + length)])
                )
            )
            position = start + length + 4  // the back pointer
        }
        return parts
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt32 {
        bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
