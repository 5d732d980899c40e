import BroadcastModel

/// What is known of a feed's stream, gathered as its messages pass.
struct FeedMeter {
    /// Longer without a picture, or a larger step of its time, is a gap.
    private static let gap = Duration.seconds(1)
    /// B-frames are looked for in so many of the newest pictures: an encoder may be set anew without a new connection.
    private static let picturesLookedAt = 250

    private var connectedSince: WallTime?
    private var peer: String?
    private var bytes: UInt64 = 0
    private var lastMediaAt: MonotonicTime?
    private var lastSoundAt: MonotonicTime?
    private var lastPicture: (at: MonotonicTime, timestamp: Int64)?
    private var lastKeyframe: (at: MonotonicTime, timestamp: Int64)?
    private var steadySince: MonotonicTime?
    private var picturesInOrder: Int?
    private var keyframeInterval: Int64?
    private var format = StreamFormat()
    private var byteRate = RateMeter()
    private var frameRate = RateMeter()

    /// A publisher takes the feed: what the one before sent says nothing of it.
    mutating func begin(peer: String, at now: WallTime) {
        let received = bytes
        self = FeedMeter()
        bytes = received
        self.peer = peer
        connectedSince = now
    }

    mutating func end() {
        connectedSince = nil
        peer = nil
        steadySince = nil
    }

    mutating func note(_ message: MediaMessage, head: UnsafeRawBufferPointer, now: MonotonicTime) {
        bytes += UInt64(message.payload.count)
        byteRate.add(UInt64(message.payload.count), at: now)
        lastMediaAt = now
        guard let tag = MediaTag(message.kind, head) else { return }
        if message.kind == .audio, tag.content == .frame { lastSoundAt = now }
        if message.traits.contains(.picture) { notePicture(message, tag, now: now) }
        let (width, codec) = (format.width, format.videoCodec)
        format.note(message.kind, tag, head)
        if width != nil, width != format.width || codec != format.videoCodec { steadySince = nil }
    }

    private mutating func notePicture(_ message: MediaMessage, _ tag: MediaTag, now: MonotonicTime) {
        frameRate.add(1, at: now)
        if let last = lastPicture {
            let step = message.timestamp - last.timestamp
            let hasJumped = step < 0 || step > Self.gap.milliseconds
            if hasJumped || now - last.at > Self.gap { steadySince = now }
            // A distance across a jump is no distance.
            if hasJumped { lastKeyframe = nil }
        }
        if steadySince == nil { steadySince = now }
        lastPicture = (now, message.timestamp)
        picturesInOrder = tag.compositionTime != 0 ? 0 : min((picturesInOrder ?? Self.picturesLookedAt) + 1, 1 << 20)
        guard message.traits.contains(.keyframe) else { return }
        if let lastKeyframe { keyframeInterval = message.timestamp - lastKeyframe.timestamp }
        lastKeyframe = (now, message.timestamp)
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
            status.hasDecodableVideo = format.isVideoDecodable
            status.hasDecodableAudio = format.isAudioDecodable
            if let steadySince, let lastPicture, now - lastPicture.at <= Self.gap {
                status.steadyForMilliseconds = (now - steadySince).milliseconds
            }
        }
        status.width = format.width
        status.height = format.height
        status.videoCodec = format.videoCodec
        status.audioCodec = format.audioCodec
        status.audioSampleRate = format.sampleRate
        status.hasReorderedPictures = picturesInOrder.map { $0 < Self.picturesLookedAt }
        status.keyframeIntervalMilliseconds = keyframeInterval
        status.keyframeAgeMilliseconds = lastKeyframe.map { (now - $0.at).milliseconds }
        status.soundAgeMilliseconds = lastSoundAt.map { (now - $0).milliseconds }
        status.silentForMilliseconds = lastMediaAt.map { (now - $0).milliseconds }
        return status
    }
}
