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
    /// Age of the newest media message, in milliseconds; absent while nothing has come.
    package var silentForMilliseconds: Int64?

    package init() {
        connected = false
        bytesReceived = 0
        bitsPerSecond = 0
        framesPerSecond = 0
    }
}
