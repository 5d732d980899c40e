/// Protocol control (RTMP 1.0, sections 5.4 and 7.1.7); all of it goes on chunk stream 2, message stream 0.
extension RTMPMessage {
    /// `size` is 1 to 0x7FFFFFFF bytes.
    package static func setChunkSize(_ size: Int) -> RTMPMessage {
        control(MessageType.setChunkSize, UInt32(clamping: size) & 0x7FFF_FFFF)
    }

    /// Drops what has been sent of an unfinished message on that chunk stream.
    package static func abort(chunkStream: UInt32) -> RTMPMessage { control(MessageType.abort, chunkStream) }

    /// `received` counts bytes, modulo 2^32.
    package static func acknowledgement(_ received: UInt32) -> RTMPMessage {
        control(MessageType.acknowledgement, received)
    }

    package static func windowAcknowledgementSize(_ size: UInt32) -> RTMPMessage {
        control(MessageType.windowAcknowledgementSize, size)
    }

    /// With limit type 2, dynamic.
    package static func setPeerBandwidth(_ size: UInt32) -> RTMPMessage {
        var message = control(MessageType.setPeerBandwidth, size)
        message.payload.append(2)
        return message
    }

    /// `value` is a stream id or, for pings, a time.
    package static func userControl(_ event: UInt16, _ value: UInt32) -> RTMPMessage {
        var message = RTMPMessage(typeID: MessageType.userControl, payload: [])
        message.payload.append(bigEndian: event)
        message.payload.append(bigEndian: value)
        return message
    }

    private static func control(_ typeID: UInt8, _ value: UInt32) -> RTMPMessage {
        var message = RTMPMessage(typeID: typeID, payload: [])
        message.payload.append(bigEndian: value)
        return message
    }
}
