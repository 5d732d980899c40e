import BroadcastModel

/// What is known of a feed's stream, gathered as its messages pass.
struct FeedMeter {
    private var connectedSince: WallTime?
    private var peer: String?
    private var bytes: UInt64 = 0
    private var lastMediaAt: MonotonicTime?
    private var lastKeyframe: Int64?
    private var keyframeInterval: Int64?
    private var format = StreamFormat()
    private var byteRate = RateMeter()
    private var frameRate = RateMeter()

    mutating func begin(peer: String, at now: WallTime) {
        self.peer = peer
        connectedSince = now
        lastKeyframe = nil
        keyframeInterval = nil
        byteRate = RateMeter()
        frameRate = RateMeter()
    }

    mutating func end() {
        connectedSince = nil
        peer = nil
    }

    mutating func note(_ message: MediaMessage, head: UnsafeRawBufferPointer, now: MonotonicTime) {
        bytes += UInt64(message.payload.count)
        byteRate.add(UInt64(message.payload.count), at: now)
        lastMediaAt = now
        if message.traits.contains(.picture) { frameRate.add(1, at: now) }
        if message.traits.contains(.keyframe) {
            if let lastKeyframe { keyframeInterval = message.timestamp - lastKeyframe }
            lastKeyframe = message.timestamp
        }
        format.note(message.kind, traits: message.traits, bytes: head)
    }

    func status(now: MonotonicTime) -> FeedStatus {
        var status = FeedStatus()
        status.connected = connectedSince != nil
        status.peer = peer
        status.since = connectedSince
        status.bytesReceived = bytes
        if status.connected {
            status.bitsPerSecond = UInt64(byteRate.perSecond(at: now) * 8)
            status.framesPerSecond = frameRate.perSecond(at: now)
        }
        status.width = format.width
        status.height = format.height
        status.videoCodec = format.videoCodec
        status.audioCodec = format.audioCodec
        status.keyframeIntervalMilliseconds = keyframeInterval
        status.silentForMilliseconds = lastMediaAt.map { (now - $0).milliseconds }
        return status
    }
}
