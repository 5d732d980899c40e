import RTMPWire

/// Both halves of the handshake. Option 0: the peer's version byte is set right first.
enum HandshakeFuzz {
    private struct Outcome: Equatable {
        var consumed = 0
        var reply: [UInt8] = []
        var isComplete = false
        var hasFailed = false
    }

    private static let length = 1 + 2 * Handshake.packetLength
    private static let random = (0..<Handshake.randomLength).map { UInt8(truncatingIfNeeded: $0) }

    static func run(_ input: FuzzInput) throws(BrokenPromise) -> Int {
        var input = input
        if input.has(0), !input.body.isEmpty { input.body[0] = 3 }
        var server: [Outcome] = []
        var client: [Outcome] = []
        for pieces in input.manners {
            var serverSide = ServerHandshake(random: random)
            server.append(
                try shake(pieces, isComplete: { serverSide.isComplete }) { (piece) throws(WireError) in
                    try serverSide.receive(piece)
                })
            var clientSide = ClientHandshake()
            let opening = clientSide.begin(random: random)
            try promise(opening.count == 1 + Handshake.packetLength, "The client opens with \(opening.count) bytes.")
            client.append(
                try shake(pieces, isComplete: { clientSide.isComplete }) { (piece) throws(WireError) in
                    try clientSide.receive(piece)
                })
        }
        try promise(server[0] == server[1], "Cut another way, the bytes shake the server's hand in another way.")
        try promise(client[0] == client[1], "Cut another way, the bytes shake the client's hand in another way.")
        let hello = Array(input.body.dropFirst().prefix(Handshake.packetLength))
        if server[0].isComplete {
            try promise(Array(server[0].reply.suffix(Handshake.packetLength)) == hello, "S2 does not echo C1.")
            try promise(server[0].reply.count == length, "The server answers \(server[0].reply.count) bytes.")
        }
        if client[0].isComplete { try promise(client[0].reply == hello, "C2 does not echo S1.") }
        return (server + client).count { $0.isComplete }
    }

    private static func shake(
        _ pieces: [ArraySlice<UInt8>], isComplete: () -> Bool,
        _ receive: (UnsafeRawBufferPointer) throws(WireError) -> (consumed: Int, reply: [UInt8])
    ) throws(BrokenPromise) -> Outcome {
        var outcome = Outcome()
        for piece in pieces where !isComplete() {
            let given = Array(piece)
            let result = given.withUnsafeBytes { bytes in try? receive(bytes) }
            guard let (consumed, reply) = result else {
                outcome.hasFailed = true
                return Outcome(hasFailed: true)
            }
            try promise(consumed <= given.count, "More is taken than came.")
            try promise(consumed == given.count || isComplete(), "Something is left over in the middle.")
            outcome.consumed += consumed
            outcome.reply += reply
        }
        outcome.isComplete = isComplete()
        try promise(
            outcome.consumed <= length && outcome.reply.count <= length, "A handshake is longer than it may be.")
        try promise(outcome.isComplete == (outcome.consumed == length), "It is complete at \(outcome.consumed) bytes.")
        return outcome
    }
}
