/// One input as it is seen now.
package struct FeedStatus: Hashable, Sendable {
    package var connected: Bool
    /// Where the publisher stands, as `host:port`.
    package var peer: String?
    package var since: WallTime?
    package var bytesReceived: UInt64
    package var bitsPerSecond: UInt64
    package var framesPerSecond: Double
    package var width: Int?
    package var height: Int?
    package var videoCodec: String?
    package var audioCodec: String?
    /// Distance of the last two keyframes.
    package var keyframeIntervalMilliseconds: Int64?
    /// Age of the newest keyframe, in milliseconds; absent while none has come.
    package var keyframeAgeMilliseconds: Int64?
    /// Pictures are reordered (B-frames); absent before the first ones.
    package var hasReorderedPictures: Bool?
    /// Hz, where the sound says it.
    package var audioSampleRate: Int?
    /// The newest headers are such that a decoder can begin.
    package var hasDecodableVideo: Bool
    package var hasDecodableAudio: Bool
    /// Age of the newest sound, in milliseconds; absent while none has come.
    package var soundAgeMilliseconds: Int64?
    /// For how long pictures have come without a gap, a jump in time or a change of format, in milliseconds; 0 without.
    package var steadyForMilliseconds: Int64
    /// Age of the newest media message, in milliseconds; absent while nothing has come.
    package var silentForMilliseconds: Int64?

    package init() {
        connected = false
        bytesReceived = 0
        bitsPerSecond = 0
        framesPerSecond = 0
        hasDecodableVideo = false
        hasDecodableAudio = false
        steadyForMilliseconds = 0
    }
}
