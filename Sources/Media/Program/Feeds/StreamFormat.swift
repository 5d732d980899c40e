/// Codec names, picture size and sample rate of a feed's first tracks, read from headers; nothing is decoded.
struct StreamFormat {
    private(set) var videoCodec: String?
    private(set) var audioCodec: String?
    private(set) var width: Int?
    private(set) var height: Int?
    /// Hz.
    private(set) var sampleRate: Int?
    /// The newest header of each is one that a decoder can begin with; codecs without headers count as well.
    private(set) var isVideoDecodable = false
    private(set) var isAudioDecodable = false

    mutating func note(_ kind: MediaKind, _ tag: MediaTag, _ bytes: UnsafeRawBufferPointer) {
        guard tag.track == 0, tag.content == .configuration || tag.content == .frame else { return }
        let body = UnsafeRawBufferPointer(rebasing: bytes[min(tag.bodyOffset, bytes.count)...])
        let isHeader = tag.content == .configuration
        switch kind {
        case .audio:
            guard isHeader || audioCodec != tag.codec else { return }
            audioCodec = tag.codec ?? audioCodec
            isAudioDecodable = Decodability.ofAudio(tag.codec, header: isHeader ? body : nil)
            if isHeader { sampleRate = ProgramFormat.audio(of: bytes)?.sampleRate }
        case .video:
            guard isHeader || videoCodec != tag.codec else { return }
            videoCodec = tag.codec ?? videoCodec
            isVideoDecodable = Decodability.ofVideo(tag.codec, header: isHeader ? body : nil)
            if isHeader, tag.codec == "H.264" || tag.codec == "avc1", let size = AVCConfiguration.pictureSize(body) {
                (width, height) = size
            }
        case .data: break
        }
    }
}

/// Whether what stands before the first frame is enough for a decoder to begin.
private enum Decodability {
    /// `header` nil: a frame without one.
    static func ofVideo(_ codec: String?, header: UnsafeRawBufferPointer?) -> Bool {
        switch codec {
        case "H.264", "avc1": header.map { AVCConfiguration.pictureSize($0) != nil } ?? false
        // HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1): 23 bytes and one array at least.
        case "HEVC", "hvc1": header.map { $0.count > 23 && $0[0] == 1 && $0[22] > 0 } ?? false
        // AV1CodecConfigurationRecord (AV1 in ISOBMFF, 2.3): marker and version in one byte.
        case "av01": header.map { $0.count >= 4 && $0[0] == 0x81 } ?? false
        case "vp09": header.map { $0.count >= 8 } ?? false
        case nil: false
        default: true
        }
    }

    static func ofAudio(_ codec: String?, header: UnsafeRawBufferPointer?) -> Bool {
        switch codec {
        // AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1): object type and sample rate.
        case "AAC", "mp4a": header.map { $0.count >= 2 && $0[0] >> 3 != 0 } ?? false
        // RFC 7845, section 5.1.
        case "Opus": header.map { $0.count >= 19 && $0.prefix(8).elementsEqual("OpusHead".utf8) } ?? false
        case nil: false
        default: true
        }
    }
}
