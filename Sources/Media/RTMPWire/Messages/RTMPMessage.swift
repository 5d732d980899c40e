/// One RTMP message, whole (RTMP 1.0, section 6.1).
package struct RTMPMessage: Hashable, Sendable {
    /// One of ``MessageType``, or whatever the peer sent.
    package var typeID: UInt8
    package var streamID: UInt32
    /// Milliseconds; wraps at 2^32.
    package var timestamp: UInt32
    package var payload: [UInt8]

    package init(typeID: UInt8, streamID: UInt32 = 0, timestamp: UInt32 = 0, payload: [UInt8]) {
        self.typeID = typeID
        self.streamID = streamID
        self.timestamp = timestamp
        self.payload = payload
    }
}
