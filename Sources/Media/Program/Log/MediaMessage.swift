/// What a media message is to a session that starts or cuts.
package struct MediaTraits: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A coded picture of the first track that decodes by itself.
    package static let keyframe = MediaTraits(rawValue: 1)
    /// What a decoder must have before the first frame: a sequence header, Enhanced RTMP's colours and channel places.
    package static let header = MediaTraits(rawValue: 2)
    /// A picture, of any kind.
    package static let picture = MediaTraits(rawValue: 4)
}

/// RTMP message types that carry media; raw values are the message type ids (RTMP 1.0, section 7.1).
package enum MediaKind: UInt8, Hashable, Sendable {
    case audio = 8
    case video = 9
    /// AMF0 data: `@setDataFrame`/`onMetaData` as the publisher sent it.
    case data = 18
}

/// One audio, video or data message with its time. Cheap to copy: the bytes are shared.
package struct MediaMessage: Sendable {
    package var payload: MediaPayload
    /// Milliseconds on the time line of whoever holds the message: the feed's in a feed's log, the program's in the program's.
    package var timestamp: Int64

    package init(payload: MediaPayload, timestamp: Int64) {
        self.payload = payload
        self.timestamp = timestamp
    }

    package var kind: MediaKind { payload.kind }
    package var traits: MediaTraits { payload.traits }
}
