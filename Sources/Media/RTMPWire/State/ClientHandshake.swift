/// The client's half of the handshake, whatever pieces the bytes come in.
///
/// S2 is not compared with C1: servers that only know the digest handshake do not echo it.
package struct ClientHandshake: Sendable {
    private enum State: Sendable {
        /// Exits: awaitingS2.
        case awaitingS1([UInt8])
        /// Bytes of S2 missing. Exits: complete.
        case awaitingS2(Int)
        case complete
    }

    private var state = State.awaitingS1([])

    package init() {}

    package var isComplete: Bool { if case .complete = state { true } else { false } }

    /// C0 and C1. `random`: ``Handshake/randomLength`` bytes of any value.
    package func begin(random: [UInt8]) -> [UInt8] { Handshake.opening(random: random) }

    /// Takes bytes from the front and answers S1 with C2; what is not `consumed` follows the handshake.
    ///
    /// Throws `handshakeRefused` when the first byte is not version 3.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> (consumed: Int, reply: [UInt8])
    {
        var consumed = 0
        var reply: [UInt8] = []
        if case .awaitingS1(var collected) = state {
            let piece = min(1 + Handshake.packetLength - collected.count, bytes.count)
            collected.append(contentsOf: bytes.prefix(piece))
            consumed += piece
            guard collected.first ?? Handshake.version == Handshake.version else {
                throw WireError(.handshakeRefused, "The server does not answer as an RTMP server does.")
            }
            guard collected.count == 1 + Handshake.packetLength else {
                state = .awaitingS1(collected)
                return (consumed, reply)
            }
            reply = Array(collected.dropFirst())
            state = .awaitingS2(Handshake.packetLength)
        }
        if case .awaitingS2(let missing) = state {
            let piece = min(missing, bytes.count - consumed)
            consumed += piece
            state = missing == piece ? .complete : .awaitingS2(missing - piece)
        }
        return (consumed, reply)
    }
}
