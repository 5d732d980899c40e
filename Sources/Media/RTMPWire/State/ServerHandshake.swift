/// The server's half of the handshake, whatever pieces the bytes come in.
///
/// A client that offers a digest (bytes 4 to 7 of C1 are not zero) gets the simple answer: the zeros in S1 tell it that
/// there is no digest, and the plain echo in S2 is what it then expects.
package struct ServerHandshake: Sendable {
    private enum State: Sendable {
        /// Exits: awaitingC2.
        case awaitingC1([UInt8])
        /// Bytes of C2 missing. Exits: complete.
        case awaitingC2(Int)
        case complete
    }

    private var state = State.awaitingC1([])
    private let random: [UInt8]

    /// `random` fills S1: ``Handshake/randomLength`` bytes of any value.
    package init(random: [UInt8]) { self.random = random }

    package var isComplete: Bool { if case .complete = state { true } else { false } }

    /// Takes bytes from the front; what is not `consumed` is the first of what follows the handshake.
    ///
    /// Throws `handshakeRefused` when the first byte is not version 3.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> (consumed: Int, reply: [UInt8])
    {
        var consumed = 0
        var reply: [UInt8] = []
        if case .awaitingC1(var collected) = state {
            let piece = min(1 + Handshake.packetLength - collected.count, bytes.count)
            collected.append(contentsOf: bytes.prefix(piece))
            consumed += piece
            guard collected.first ?? Handshake.version == Handshake.version else {
                throw WireError(.handshakeRefused, "The peer does not speak plain RTMP, version 3.")
            }
            guard collected.count == 1 + Handshake.packetLength else {
                state = .awaitingC1(collected)
                return (consumed, reply)
            }
            reply = Handshake.opening(random: random) + collected.dropFirst()
            state = .awaitingC2(Handshake.packetLength)
        }
        if case .awaitingC2(let missing) = state {
            let piece = min(missing, bytes.count - consumed)
            consumed += piece
            state = missing == piece ? .complete : .awaitingC2(missing - piece)
        }
        return (consumed, reply)
    }
}
