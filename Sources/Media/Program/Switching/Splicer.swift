import BroadcastModel

/// Joins messages of sources with clocks of their own into one stream whose time goes forward.
///
/// Time stamps start at zero and never go back by kind; audio and video share one offset. Where a source begins, or its
/// clock jumps, its first picture follows the last one that went out by one frame. New headers go out before it where
/// they differ from those before.
struct Splicer {
    /// Time stamps by kind; no dictionary, because it is asked for each message.
    private struct Times {
        private var audio: Int64?
        private var video: Int64?
        private var data: Int64?

        var newest: Int64? { [audio, video, data].compactMap { $0 }.max() }

        subscript(kind: MediaKind) -> Int64? {
            get {
                switch kind {
                case .audio: audio
                case .video: video
                case .data: data
                }
            }
            set {
                switch kind {
                case .audio: audio = newValue
                case .video: video = newValue
                case .data: data = newValue
                }
            }
        }
    }

    /// Added to the source's time to make the stream's.
    private var offset: Int64 = 0
    /// The source's time where it began; what is older belongs to the time before.
    private var since: Int64 = .min
    private var lastOut = Times()
    private var frame: Int64 = 33
    private(set) var headers = MediaHeaders()

    /// Time of the last message that went out.
    var time: Int64? { lastOut.newest }

    /// Begins a source at `message`, which must be a start of it; returns the headers that must go out first.
    mutating func begin(at message: MediaMessage, headers new: MediaHeaders) -> [MediaMessage] {
        anchor(message)
        var first: [MediaMessage] = []
        for header in new.inOrder {
            let old = headers.counterpart(of: header)
            guard header !== old, header.bytes != old?.bytes else { continue }
            if let out = pass(MediaMessage(payload: header, timestamp: message.timestamp)) { first.append(out) }
        }
        headers = new
        return first
    }

    /// The message as it goes out; nil when it belongs to the time before its source began.
    mutating func pass(_ message: MediaMessage) -> MediaMessage? {
        guard message.timestamp >= since else { return nil }
        var out = message.timestamp + offset
        if let last = lastOut[message.kind] {
            if out < last - 1_000 || out > last + 10_000 {
                // The encoder's clock jumped; small steps back are clamped instead.
                anchor(message)
                out = message.timestamp + offset
            }
            out = max(out, last)
            if message.traits.contains(.picture), (1...200).contains(out - last) { frame = out - last }
        }
        lastOut[message.kind] = out
        if message.traits.contains(.header) || message.payload.isMetadata {
            headers = headers.replacing(with: message.payload)
        }
        return MediaMessage(payload: message.payload, timestamp: out)
    }

    /// Makes `message` follow the last one that went out by one frame.
    private mutating func anchor(_ message: MediaMessage) {
        let next = time.map { $0 + frame } ?? 0
        offset = next - message.timestamp
        since = message.timestamp
    }
}
