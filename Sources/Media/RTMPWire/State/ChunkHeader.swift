/// What one chunk stream remembers from header to header (RTMP 1.0, section 5.3.1.2).
struct ChunkHeader: Sendable {
    var timestamp: UInt32 = 0
    /// The timestamp field of the last header, as type 3 repeats it: an absolute time after type 0 (section 5.3.1.2.4).
    private var field: UInt32 = 0
    /// Set when that field stood in an extended timestamp.
    private var isExtended = false
    private(set) var length = 0
    private(set) var typeID: UInt8 = 0
    private(set) var streamID: UInt32 = 0
    /// A message has begun and is not finished.
    var isOpen = false

    /// Reads the message header of `format` (0 to 3) at `start`; returns where the payload begins, nil when bytes are
    /// missing.
    mutating func read(_ format: UInt8, at start: Int, in queue: ByteQueue) -> Int? {
        if format == 3 { return readContinuation(at: start, in: queue) }
        var position = start + (format == 0 ? 11 : format == 1 ? 7 : 3)
        guard queue.count >= position else { return nil }
        field = queue.bigEndian(at: start, length: 3)
        isExtended = field == 0xFF_FFFF
        if isExtended {
            guard queue.count >= position + 4 else { return nil }
            field = queue.bigEndian(at: position, length: 4)
            position += 4
        }
        if format <= 1 {
            length = Int(queue.bigEndian(at: start + 3, length: 3))
            typeID = queue[start + 6]
        }
        if format == 0 {
            streamID = queue.littleEndian32(at: start + 7)
            timestamp = field
        } else {
            timestamp &+= field
        }
        isOpen = true
        return position
    }

    private mutating func readContinuation(at start: Int, in queue: ByteQueue) -> Int? {
        guard isOpen else {
            // A new message like the one before.
            if isExtended {
                guard queue.count >= start + 4 else { return nil }
                field = queue.bigEndian(at: start, length: 4)
            }
            timestamp &+= field
            isOpen = true
            return isExtended ? start + 4 : start
        }
        guard isExtended else { return start }
        // Section 5.3.1.3 has the extended timestamp repeated here; peers that do not repeat it go on with payload.
        for offset in 0..<4 {
            guard queue.count > start + offset else { return nil }
            let expected = UInt8(truncatingIfNeeded: field >> (24 - 8 * UInt32(offset)))
            guard queue[start + offset] == expected else { return start }
        }
        return start + 4
    }
}
