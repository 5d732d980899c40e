/// Writes the chunk headers of one session and keeps its three clocks (RTMP 1.0, section 5.3.1).
///
/// The first message of a chunk stream carries an absolute time (type 0), all later ones the difference to the one
/// before (type 1). So no header ever needs the extended time stamp, however long the session lasts, and the shared
/// payload, whose inner chunk headers cannot repeat one, fits every account.
package struct ChunkClock: Equatable, Sendable {
    package static let longestHeader = 12

    private struct Times: Equatable, Sendable {
        var audio: Int64 = -1
        var data: Int64 = -1
        var video: Int64 = -1
    }

    private var last = Times()

    package init() {}

    /// A message of each kind has been written, so that no header to come depends on where the session began.
    package func isSettled(for kind: MediaKind) -> Bool { self[kind] >= 0 }

    /// The same clock on a time line that reads `offset` milliseconds more; kinds that have not begun stay so.
    package func shifted(by offset: Int64) -> ChunkClock {
        var other = self
        if last.audio >= 0 { other.last.audio += offset }
        if last.data >= 0 { other.last.data += offset }
        if last.video >= 0 { other.last.video += offset }
        return other
    }

    /// The same clock with the data messages' time of `other`.
    package func withData(of other: ChunkClock) -> ChunkClock {
        var mixed = self
        mixed.last.data = other.last.data
        return mixed
    }

    /// Writes the header of a message at session time `timestamp` (milliseconds, not negative) and returns its length.
    ///
    /// `destination` has room for ``longestHeader`` bytes. A time before the last one of its kind is sent as that one.
    package mutating func write(
        kind: MediaKind, length: Int, timestamp: Int64, streamID: UInt32, to destination: UnsafeMutablePointer<UInt8>
    ) -> Int {
        let previous = self[kind]
        let isFirst = previous < 0
        let time = max(timestamp, max(0, previous))
        // A first message later than 0xFFFFFE ms would need an extended time; it starts at the largest plain one instead.
        let field = isFirst ? min(time, 0xFF_FFFE) : min(time - previous, 0xFF_FFFE)
        self[kind] = isFirst ? field : previous + field
        destination[0] = (isFirst ? 0x00 : 0x40) | kind.chunkStream
        Self.put24(UInt32(field), to: destination + 1)
        Self.put24(UInt32(length), to: destination + 4)
        destination[7] = kind.rawValue
        guard isFirst else { return 8 }
        for byte in 0..<4 { destination[8 + byte] = UInt8(truncatingIfNeeded: streamID >> (8 * UInt32(byte))) }
        return 12
    }

    /// Moves on as ``write(kind:length:timestamp:streamID:to:)`` does after the first message of a kind, without writing.
    package mutating func note(_ kind: MediaKind, timestamp: Int64) {
        let previous = self[kind]
        self[kind] = previous + min(max(timestamp, previous) - previous, 0xFF_FFFE)
    }

    private subscript(kind: MediaKind) -> Int64 {
        get {
            switch kind {
            case .audio: last.audio
            case .data: last.data
            case .video: last.video
            }
        }
        set {
            switch kind {
            case .audio: last.audio = newValue
            case .data: last.data = newValue
            case .video: last.video = newValue
            }
        }
    }

    private static func put24(_ value: UInt32, to destination: UnsafeMutablePointer<UInt8>) {
        destination[0] = UInt8(truncatingIfNeeded: value >> 16)
        destination[1] = UInt8(truncatingIfNeeded: value >> 8)
        destination[2] = UInt8(truncatingIfNeeded: value)
    }
}
