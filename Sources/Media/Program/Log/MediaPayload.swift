/// The bytes of one media message, written once and shared by every log, session and socket.
///
/// They are stored framed: after each ``chunkSize`` bytes stands the one-byte header of the next chunk (RTMP 1.0,
/// section 5.3.1.2.4, type 3), so that a session sends a header of its own and then these bytes as they are.
package final class MediaPayload: @unchecked Sendable {
    /// Outgoing chunk size of every session: below the 65,536 that SRS accepts, above most frames.
    package static let chunkSize = 60_000

    package let kind: MediaKind
    package let traits: MediaTraits
    /// Message length, as the message header states it.
    package let count: Int
    /// `count` and the inner chunk headers.
    package let framed: UnsafeRawBufferPointer
    /// Holds ``framed``; nil: it is the payload's own.
    private let page: PayloadPage?

    /// Copies `bytes`, which must not be empty, into `pool` if they belong there.
    package init(kind: MediaKind, bytes: UnsafeRawBufferPointer, in pool: PayloadPool? = nil) {
        self.kind = kind
        traits = MediaTraits(MediaTag(kind, bytes), kind: kind)
        count = bytes.count
        let inner = max(0, (bytes.count - 1) / Self.chunkSize)
        let room = traits.contains(.header) ? nil : pool?.room(bytes.count + inner)
        page = room?.page
        let storage = room?.bytes ?? .allocate(byteCount: bytes.count + inner, alignment: 16)
        var read = 0
        var write = 0
        while read < bytes.count {
            if read > 0 {
                storage[write] = 0xC0 | kind.chunkStream
                write += 1
            }
            let piece = min(Self.chunkSize, bytes.count - read)
            storage.baseAddress!.advanced(by: write).copyMemory(
                from: bytes.baseAddress!.advanced(by: read), byteCount: piece)
            read += piece
            write += piece
        }
        framed = UnsafeRawBufferPointer(storage)
    }

    deinit { if page == nil { framed.deallocate() } }

    /// The message without inner chunk headers, copied.
    package var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var read = 0
        while read < framed.count {
            let piece = min(Self.chunkSize, framed.count - read)
            result.append(contentsOf: framed[read..<(read + piece)])
            read += piece + 1
        }
        return result
    }

    /// What its first bytes say; read again each time.
    package var tag: MediaTag? { MediaTag(kind, framed) }

    /// `onMetaData`, as a publisher sends it (behind `@setDataFrame`) or bare.
    package var isMetadata: Bool {
        guard kind == .data else { return false }
        return Self.starts(framed, with: "@setDataFrame") || Self.starts(framed, with: "onMetaData")
    }

    /// An AMF0 string marker, its two-byte length and `name`.
    private static func starts(_ bytes: UnsafeRawBufferPointer, with name: StaticString) -> Bool {
        let length = name.utf8CodeUnitCount
        guard bytes.count >= 3 + length, bytes[0] == 2, Int(bytes[1]) << 8 | Int(bytes[2]) == length else {
            return false
        }
        return (0..<length).allSatisfy { bytes[3 + $0] == name.utf8Start[$0] }
    }
}

extension MediaKind {
    /// The chunk stream this kind travels on in every session of ours.
    package var chunkStream: UInt8 {
        switch self {
        case .audio: 4
        case .data: 5
        case .video: 6
        }
    }
}
