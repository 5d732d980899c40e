import BroadcastModel
import Program

/// A slate of one still picture a second, so that the switcher covers as it does on the night.
struct RehearsalSlate: SlateSource {
    let headers: MediaHeaders
    private let picture: MediaPayload

    init() {
        headers = MediaHeaders(
            video: Self.payload([0x17, 0, 0, 0, 0] + RehearsalFeeds.configuration),
            audio: Self.payload([0xAF, 0, 0x12, 0x10], .audio))
        picture = Self.payload([0x17, 1, 0, 0, 0, 0])
    }

    func messages(from: Int64, to: Int64) -> [MediaMessage] {
        stride(from: (from + 999) / 1000 * 1000, to: to, by: 1000).map { MediaMessage(payload: picture, timestamp: $0) }
    }

    private static func payload(_ bytes: [UInt8], _ kind: MediaKind = .video) -> MediaPayload {
        bytes.withUnsafeBytes { MediaPayload(kind: kind, bytes: $0) }
    }
}
