import FoundationEssentials

/// The media of an FLV file, frame by frame, as hashes.
///
/// Hashes are seeded anew in every process: compare only within one. Sequence headers, metadata and end marks are not frames and
/// are left out. A tag that the file cuts off is left out too.
package struct FLVRecording: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable { case video, audio }

    package struct Frame: Hashable, Sendable {
        package var hash: Int
        package var isKeyframe: Bool
        /// Milliseconds, as written in the file.
        package var timestamp: UInt32
    }

    package private(set) var video: [Frame] = []
    package private(set) var audio: [Frame] = []

    package func frames(_ kind: Kind) -> [Frame] { kind == .video ? video : audio }

    /// Reads the file at `path`. Throws ``BenchFailure`` when it is no FLV file.
    package init(contentsOf path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BenchFailure("There is no recording at \(path).")
        }
        try data.withUnsafeBytes { try read($0, path: path) }
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        guard bytes.count >= 13, bytes[0] == 0x46, bytes[1] == 0x4C, bytes[2] == 0x56 else {
            throw BenchFailure("\(path) is no FLV file.")
        }
        var position = 13
        while position + 11 <= bytes.count {
            let type = bytes[position] & 0x1F
            let size = Int(bytes[position + 1]) << 16 | Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
            let low = UInt32(bytes[position + 4]) << 16 | UInt32(bytes[position + 5]) << 8 | UInt32(bytes[position + 6])
            let timestamp = UInt32(bytes[position + 7]) << 24 | low
            let start = position + 11
            guard start + size <= bytes.count else { return }
            keep(UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]), type: type, timestamp: timestamp)
            position = start + size + 4
        }
    }

    private mutating func keep(_ payload: UnsafeRawBufferPointer, type: UInt8, timestamp: UInt32) {
        guard payload.count >= 2 else { return }
        var hasher = Hasher()
        hasher.combine(bytes: payload)
        switch type {
        case 9 where payload[1] == 1:
            video.append(Frame(hash: hasher.finalize(), isKeyframe: payload[0] >> 4 == 1, timestamp: timestamp))
        case 8 where payload[1] == 1 || payload[0] >> 4 != 10:
            audio.append(Frame(hash: hasher.finalize(), isKeyframe: true, timestamp: timestamp))
        default: break
        }
    }
}
