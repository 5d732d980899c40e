import RTMPWire

/// One message of the clip.
struct ClipTag: Sendable {
    /// 8 audio, 9 video.
    var typeID: UInt8
    /// Milliseconds from the clip's beginning.
    var timestamp: UInt32
    var payload: [UInt8]
    /// Of a picture whose payload no other message of the clip shares.
    var hash: UInt64?
}
