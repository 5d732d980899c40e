/// Writes FLV (Adobe FLV 1.0, annex E.2 to E.4).
package struct FLVTagWriter: Sendable {
    package init() {}

    /// The beginning of a file: header and the zero size in front of the first tag.
    package func header(hasAudio: Bool = true, hasVideo: Bool = true) -> [UInt8] {
        [0x46, 0x4C, 0x56, 1, (hasAudio ? 4 : 0) | (hasVideo ? 1 : 0), 0, 0, 0, 9, 0, 0, 0, 0]
    }

    /// One tag and its size; the payload is below 16 MiB.
    package func tag(_ tag: FLVTag) -> [UInt8] {
        precondition(tag.payload.count <= 0xFF_FFFF)
        var bytes: [UInt8] = [tag.typeID]
        bytes.reserveCapacity(tag.payload.count + 15)
        bytes.append(bigEndian24: UInt32(tag.payload.count))
        bytes.append(bigEndian24: tag.timestamp)
        bytes.append(UInt8(truncatingIfNeeded: tag.timestamp >> 24))
        bytes.append(bigEndian24: 0)
        bytes.append(contentsOf: tag.payload)
        bytes.append(bigEndian: UInt32(tag.payload.count + 11))
        return bytes
    }
}
