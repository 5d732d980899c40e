/// Codec names and picture size, read from headers; nothing is decoded.
struct StreamFormat {
    private(set) var videoCodec: String?
    private(set) var audioCodec: String?
    private(set) var width: Int?
    private(set) var height: Int?

    mutating func note(_ kind: MediaKind, traits: MediaTraits, bytes: UnsafeRawBufferPointer) {
        switch kind {
        case .audio:
            if audioCodec == nil || traits.contains(.header) { audioCodec = Self.audioCodec(bytes) ?? audioCodec }
        case .video:
            guard videoCodec == nil || traits.contains(.header) else { return }
            videoCodec = Self.videoCodec(bytes) ?? videoCodec
            let isAVCHeader = traits.contains(.header) && bytes[0] & 0x8F == 7
            if isAVCHeader,
                let size = AVCConfiguration.pictureSize(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(5)))
            {
                (width, height) = size
            }
        case .data: break
        }
    }

    /// FLV 1.0 annex E.4.2.1 (SoundFormat); Enhanced RTMP v2 (ExAudio).
    private static func audioCodec(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let first = bytes.first else { return nil }
        switch first >> 4 {
        case 2: return "MP3"
        case 7: return "G.711 A-law"
        case 8: return "G.711 µ-law"
        case 9: return fourCC(bytes)
        case 10: return "AAC"
        case 11: return "Speex"
        default: return "format \(first >> 4)"
        }
    }

    /// FLV 1.0 annex E.4.3.1 (CodecID), 12 as domestic encoders use it for HEVC; Enhanced RTMP v1 (ExVideo).
    private static func videoCodec(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let first = bytes.first else { return nil }
        if first & 0x80 != 0 { return fourCC(bytes) }
        switch first & 0x0F {
        case 7: return "H.264"
        case 12: return "HEVC"
        default: return "codec \(first & 0x0F)"
        }
    }

    private static func fourCC(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count >= 5, bytes[1..<5].allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        return String(decoding: bytes[1..<5], as: UTF8.self)
    }
}
