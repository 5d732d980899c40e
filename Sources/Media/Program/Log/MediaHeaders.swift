/// The headers a decoder needs before the first picture and sound.
package final class MediaHeaders: Sendable {
    package let metadata: MediaPayload?
    /// Of the first video and audio track.
    package let video: MediaPayload?
    package let audio: MediaPayload?
    /// Further tracks' configurations, colours, channel places (Enhanced RTMP v2), in the order in which they came first;
    /// at most ``mostOthers``, later ones are passed on and not kept.
    package let others: [MediaPayload]

    package static let mostOthers = 64

    package init(
        metadata: MediaPayload? = nil, video: MediaPayload? = nil, audio: MediaPayload? = nil,
        others: [MediaPayload] = []
    ) {
        self.metadata = metadata
        self.video = video
        self.audio = audio
        self.others = others
    }

    /// In the order in which a session sends them.
    package var inOrder: [MediaPayload] { [metadata, video, audio].compactMap { $0 } + others }

    /// The one that `payload` would replace.
    package func counterpart(of payload: MediaPayload) -> MediaPayload? {
        switch Place(payload) {
        case .metadata: metadata
        case .first(.video): video
        case .first: audio
        case let place: others.first { Place($0) == place }
        }
    }

    func replacing(with payload: MediaPayload) -> MediaHeaders {
        switch Place(payload) {
        case .metadata: return MediaHeaders(metadata: payload, video: video, audio: audio, others: others)
        case .first(.video): return MediaHeaders(metadata: metadata, video: payload, audio: audio, others: others)
        case .first: return MediaHeaders(metadata: metadata, video: video, audio: payload, others: others)
        case let place:
            var others = others
            if let index = others.firstIndex(where: { Place($0) == place }) {
                others[index] = payload
            } else if others.count < Self.mostOthers {
                others.append(payload)
            }
            return MediaHeaders(metadata: metadata, video: video, audio: audio, others: others)
        }
    }

    private enum Place: Equatable {
        case metadata
        case first(MediaKind)
        case other(MediaKind, MediaTag.Content, track: UInt8)

        init(_ payload: MediaPayload) {
            guard payload.kind != .data, let tag = payload.tag else {
                self = .metadata
                return
            }
            let isFirst = tag.content == .configuration && tag.track == 0
            self = isFirst ? .first(payload.kind) : .other(payload.kind, tag.content, track: tag.track)
        }
    }
}
