/// The headers a decoder needs before the first picture and sound.
package final class MediaHeaders: Sendable {
    package let metadata: MediaPayload?
    package let video: MediaPayload?
    package let audio: MediaPayload?

    package init(metadata: MediaPayload? = nil, video: MediaPayload? = nil, audio: MediaPayload? = nil) {
        self.metadata = metadata
        self.video = video
        self.audio = audio
    }

    /// In the order in which a session sends them.
    package var inOrder: [MediaPayload] { [metadata, video, audio].compactMap { $0 } }

    func replacing(with payload: MediaPayload) -> MediaHeaders {
        switch payload.kind {
        case .data: MediaHeaders(metadata: payload, video: video, audio: audio)
        case .video: MediaHeaders(metadata: metadata, video: payload, audio: audio)
        case .audio: MediaHeaders(metadata: metadata, video: video, audio: payload)
        }
    }
}
