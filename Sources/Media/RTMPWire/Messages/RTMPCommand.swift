/// A command: a call, its answer, or a notice (RTMP 1.0, section 7.2).
package struct RTMPCommand: Hashable, Sendable {
    package var name: String
    /// Names the call that `_result` and `_error` answer; 0 wants no answer.
    package var transaction: Double
    /// What follows; the first is the command object, or null.
    package var arguments: [AMF0Value]

    package init(_ name: String, transaction: Double = 0, _ arguments: [AMF0Value]) {
        self.name = name
        self.transaction = transaction
        self.arguments = arguments
    }

    /// Reads a message of type 20, or of type 17 when it holds AMF0 behind a zero byte.
    ///
    /// Throws `commandMalformed` when it begins with anything but a name and a number, and what ``AMF0Reader`` throws.
    /// A notice without a number (`onBWDone` of some servers) gets 0.
    package init(_ message: RTMPMessage) throws(WireError) {
        let skipped = message.typeID == MessageType.command3 && message.payload.first == 0 ? 1 : 0
        var reader = AMF0Reader(message.payload, from: skipped)
        guard let name = try reader.next()?.text else {
            throw WireError(.commandMalformed, "A command does not begin with its name.")
        }
        self.name = name
        switch try reader.next() {
        case .number(let number): transaction = number
        case nil, .null, .undefined: transaction = 0
        default: throw WireError(.commandMalformed, "A command has no transaction number.")
        }
        arguments = try reader.rest()
    }

    package func message(streamID: UInt32 = 0) -> RTMPMessage {
        let payload = AMF0Value.encode([.string(name), .number(transaction)] + arguments)
        return RTMPMessage(typeID: MessageType.command, streamID: streamID, payload: payload)
    }

    /// Argument `index`; nil when there are fewer.
    package subscript(index: Int) -> AMF0Value? { arguments.indices.contains(index) ? arguments[index] : nil }
}
