/// One tag of an FLV stream (Adobe FLV 1.0, annex E.4.1); also one media message of RTMP.
package struct FLVTag: Hashable, Sendable {
    /// 8 audio, 9 video, 18 data.
    package var typeID: UInt8
    /// Milliseconds.
    package var timestamp: UInt32
    package var payload: [UInt8]

    package init(typeID: UInt8, timestamp: UInt32, payload: [UInt8]) {
        self.typeID = typeID
        self.timestamp = timestamp
        self.payload = payload
    }
}
