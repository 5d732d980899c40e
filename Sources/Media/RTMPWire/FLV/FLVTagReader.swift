/// Reads FLV, file or endless stream, however the bytes are cut (Adobe FLV 1.0, annex E.2 to E.4).
///
/// The caller appends what it has and calls ``next()`` until it returns nil. Tags of other types than 8, 9 and 18 are
/// passed over; the sizes behind tags are not compared, because writers of streams get them wrong.
package struct FLVTagReader: Sendable {
    private static let headerLength = 9
    private static let tagHeaderLength = 11
    private static let longestHeader = 65_536

    /// Longest payload taken.
    package let tagLimit: Int
    private var queue = ByteQueue()
    private var hasHeader = false
    /// Bytes to pass over: a header's extension, the size behind a tag.
    private var skip = 0

    package init(tagLimit: Int = 16 << 20) { self.tagLimit = tagLimit }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) { queue.append(bytes) }

    /// The next tag; nil until more bytes come. Throws `fileMalformed` or `messageTooLarge`, and is of no use then.
    package mutating func next() throws(WireError) -> FLVTag? {
        if !hasHeader {
            guard queue.count >= Self.headerLength else { return nil }
            let length = Int(queue.bigEndian(at: 5, length: 4))
            guard queue.bigEndian(at: 0, length: 3) == 0x464C56,
                (Self.headerLength...Self.longestHeader).contains(length)
            else {
                throw WireError(.fileMalformed, "This is no FLV stream.")
            }
            hasHeader = true
            skip = length + 4
        }
        while true {
            let passed = min(skip, queue.count)
            queue.drop(passed)
            skip -= passed
            guard skip == 0, queue.count >= Self.tagHeaderLength else { return nil }
            let length = Int(queue.bigEndian(at: 1, length: 3))
            guard length <= tagLimit else {
                throw WireError(.messageTooLarge, "An FLV tag of \(length) bytes is above the limit of \(tagLimit).")
            }
            guard queue.count >= Self.tagHeaderLength + length else { return nil }
            let typeID = queue[0] & 0x3F  // with the bit for encrypted tags, which are passed over
            let timestamp = queue.bigEndian(at: 4, length: 3) | UInt32(queue[7]) << 24
            queue.drop(Self.tagHeaderLength)
            var tag = FLVTag(typeID: typeID, timestamp: timestamp, payload: [])
            queue.move(length, to: &tag.payload)
            skip = 4
            if [MessageType.audio, MessageType.video, MessageType.data].contains(typeID) { return tag }
        }
    }
}
