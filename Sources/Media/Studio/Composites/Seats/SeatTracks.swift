import Program

/// What of a feed a decoder is launched for. Another one needs another launch.
struct SeatTracks: Equatable, Sendable {
    /// Headers by their bytes; nil where a codec has none.
    var videoHeader: [UInt8]?
    var audioHeader: [UInt8]?
    var hasPictures: Bool
    var hasSound: Bool
    /// Pixels; nil when it is not known.
    var width: Int?
    var height: Int?
    var channels: Int?

    /// What stands in `log` from `start` on, where a session may start; nil when nothing can be decoded.
    init?(_ log: MediaLog, from start: UInt64) {
        let batch = log.read(from: start, limit: 4_000)
        guard batch.first == start, let headers = batch.entries.first?.start else { return nil }
        let frames = batch.entries.lazy.map(\.message).filter { !$0.traits.contains(.header) }
        hasPictures = frames.contains { $0.traits.contains(.picture) }
        hasSound = frames.contains { $0.kind == .audio && $0.payload.tag?.content == .frame }
        guard hasPictures || hasSound else { return nil }
        videoHeader = headers.video?.bytes
        audioHeader = headers.audio?.bytes
        let format = ProgramFormat(headers: headers)
        width = format?.video?.width
        height = format?.video?.height
        channels = format?.audio?.channels
    }

    /// Whether a message fits what was launched.
    func fits(_ message: MediaMessage) -> Bool {
        guard message.traits.contains(.header), message.payload.tag?.content == .configuration else {
            switch message.kind {
            case .audio: return hasSound || message.payload.tag?.content != .frame
            case .video: return hasPictures || !message.traits.contains(.picture)
            case .data: return true
            }
        }
        guard message.payload.tag?.track == 0 else { return true }
        let header = message.kind == .audio ? audioHeader : videoHeader
        return header.map { message.payload.bytes == $0 } ?? false
    }
}
