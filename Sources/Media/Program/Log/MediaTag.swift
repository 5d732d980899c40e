/// What the first bytes of an audio or video message say, as far as a session must know it: is it a header, may a
/// session start here, which track is it. Nothing behind them is read or changed.
///
/// FLV 1.0, annexes E.4.2 and E.4.3; codec 12 (HEVC) as domestic encoders send it; Enhanced RTMP v2, sections
/// "ExVideoTagHeader" and "ExAudioTagHeader" (FourCC codecs, multitrack, ModEx).
package struct MediaTag: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// A decoder configuration.
        case configuration
        /// What else a decoder wants before the first frame: the colours of pictures (`Metadata`), the places of channels
        /// (`MultichannelConfig`).
        case description
        case frame
        /// The end of a sequence, commands, what is not known here.
        case other
    }

    package var content: Content
    /// Of pictures only.
    package var isKeyframe: Bool
    /// 0 where the message names none; a session starts at keyframes of this one. Of many tracks in one message the first.
    package var track: UInt8
    /// `H.264`, `HEVC`, `AAC`; FourCCs as they are; `codec 2`, `format 6` for what has no better name. Nil when cut short.
    package var codec: String?
    /// Where the codec's own bytes begin, behind composition time; at most the message's length.
    package var bodyOffset: Int
    /// Presentation minus decoding time in milliseconds; 0 where the codec has none.
    package var compositionTime: Int32

    private init(_ content: Content) {
        self.content = content
        isKeyframe = false
        track = 0
        bodyOffset = 0
        compositionTime = 0
    }

    /// Reads the head of a message of that kind; nil for data and for empty messages.
    package init?(_ kind: MediaKind, _ bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return nil }
        switch kind {
        case .data: return nil
        case .audio: self = first >> 4 == 9 ? Self.enhanced(bytes, isVideo: false) : Self.audio(bytes, first)
        case .video: self = first & 0x80 != 0 ? Self.enhanced(bytes, isVideo: true) : Self.video(bytes, first)
        }
    }

    // MARK: FLV

    private static func audio(_ bytes: UnsafeRawBufferPointer, _ first: UInt8) -> MediaTag {
        var tag = MediaTag(.frame)
        tag.bodyOffset = 1
        switch first >> 4 {
        case 2: tag.codec = "MP3"
        case 7: tag.codec = "G.711 A-law"
        case 8: tag.codec = "G.711 µ-law"
        case 10:
            tag.codec = "AAC"
            tag.bodyOffset = min(2, bytes.count)
            if bytes.count > 1, bytes[1] == 0 { tag.content = .configuration }
        case 11: tag.codec = "Speex"
        case let format: tag.codec = "format \(format)"
        }
        return tag
    }

    private static func video(_ bytes: UnsafeRawBufferPointer, _ first: UInt8) -> MediaTag {
        var tag = MediaTag(.frame)
        let frameType = (first >> 4) & 0x07
        tag.bodyOffset = 1
        let codec = first & 0x0F
        guard codec == 7 || codec == 12 else {
            tag.codec = "codec \(codec)"
            // 5 is a command, no picture.
            if frameType == 5 { tag.content = .other }
            tag.isKeyframe = frameType == 1
            return tag
        }
        tag.codec = codec == 7 ? "H.264" : "HEVC"
        tag.bodyOffset = min(5, bytes.count)
        switch bytes.count > 1 ? bytes[1] : 0xFF {
        case 0: tag.content = .configuration
        case 1 where frameType != 5:
            tag.isKeyframe = frameType == 1
            if bytes.count >= 5 { tag.compositionTime = signed24(bytes, at: 2) }
        default: tag.content = .other
        }
        return tag
    }

    // MARK: Enhanced RTMP

    private enum Packet {
        static let sequenceStart: UInt8 = 0
        static let codedFrames: UInt8 = 1
        static let codedFramesX: UInt8 = 3
        /// Metadata of video, MultichannelConfig of audio.
        static let description: UInt8 = 4
        static let mpeg2SequenceStart: UInt8 = 5
        static let videoMultitrack: UInt8 = 6
        static let audioMultitrack: UInt8 = 5
        static let modEx: UInt8 = 7
    }

    private static func enhanced(_ bytes: UnsafeRawBufferPointer, isVideo: Bool) -> MediaTag {
        var tag = MediaTag(.other)
        var at = 1
        var packet = bytes[0] & 0x0F
        let frameType = isVideo ? (bytes[0] >> 4) & 0x07 : 0
        while packet == Packet.modEx {
            // Size less one in 8 bits, or in 16 where those read 255; its bytes; then type and the next packet type.
            guard at < bytes.count else { return tag }
            var size = Int(bytes[at]) + 1
            at += 1
            if size == 256 {
                guard at + 1 < bytes.count else { return tag }
                size = (Int(bytes[at]) << 8 | Int(bytes[at + 1])) + 1
                at += 2
            }
            at += size
            guard at < bytes.count else { return tag }
            packet = bytes[at] & 0x0F
            at += 1
        }
        // A command stands in place of a body.
        if isVideo, frameType == 5, packet != Packet.description { return tag }
        var isMany = false
        let isMultitrack = packet == (isVideo ? Packet.videoMultitrack : Packet.audioMultitrack)
        if isMultitrack {
            guard at < bytes.count else { return tag }
            let kind = bytes[at] >> 4
            packet = bytes[at] & 0x0F
            at += 1
            isMany = kind != 0
        }
        guard at + 4 <= bytes.count, bytes[at..<(at + 4)].allSatisfy({ (0x20...0x7E).contains($0) }) else {
            // Without a codec it can still be passed on.
            tag.content = Self.content(packet, isVideo: isVideo)
            tag.isKeyframe = isVideo && tag.content == .frame && frameType == 1
            return tag
        }
        let fourCC = String(decoding: bytes[at..<(at + 4)], as: UTF8.self)
        at += 4
        if isMultitrack {
            tag.track = at < bytes.count ? bytes[at] : 0
            at += isMany ? 4 : 1
        }
        tag.codec = fourCC
        tag.content = Self.content(packet, isVideo: isVideo)
        tag.isKeyframe = isVideo && tag.content == .frame && frameType == 1
        if isVideo, packet == Packet.codedFrames, ["hvc1", "avc1", "vvc1"].contains(fourCC) {
            if at + 3 <= bytes.count { tag.compositionTime = signed24(bytes, at: at) }
            at += 3
        }
        tag.bodyOffset = min(at, bytes.count)
        return tag
    }

    private static func content(_ packet: UInt8, isVideo: Bool) -> Content {
        switch packet {
        case Packet.sequenceStart: .configuration
        case Packet.mpeg2SequenceStart where isVideo: .configuration
        case Packet.codedFrames: .frame
        case Packet.codedFramesX where isVideo: .frame
        case Packet.description: .description
        default: .other
        }
    }

    private static func signed24(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int32 {
        let value = UInt32(bytes[offset]) << 16 | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2])
        return Int32(bitPattern: value << 8) >> 8
    }
}

extension MediaTraits {
    init(_ tag: MediaTag?, kind: MediaKind) {
        switch tag?.content {
        case .configuration, .description: self = .header
        // A session starts where the first track can be decoded.
        case .frame where kind == .video && tag?.isKeyframe == true && tag?.track == 0: self = [.keyframe, .picture]
        case .frame where kind == .video: self = .picture
        case .frame, .other, nil: self = []
        }
    }
}
