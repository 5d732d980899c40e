import RTMPWire

/// A player over ``TestPeer``. Used by one task.
final class TestPlayer {
    let peer: TestPeer
    private var handshake = ClientHandshake()
    private var decoder = ChunkDecoder()
    private var pending: [RTMPMessage] = []

    private init(peer: TestPeer) { self.peer = peer }

    /// Connects and asks for `name`, all in one go.
    static func play(
        _ name: String, from port: Int, reads: Bool = true, window: Int = 1 << 20
    ) async throws -> TestPlayer {
        let player = TestPlayer(peer: try await TestPeer.connect(port: port, reads: reads, window: window))
        var encoder = ChunkEncoder()
        let words = [
            RTMPCommand("connect", transaction: 1, [.object(["app": .string("live")])]).message(),
            RTMPCommand("createStream", transaction: 2, [.null]).message(),
            RTMPCommand("play", transaction: 3, [.null, .string(name)]).message(streamID: 1),
        ]
        let hello = player.handshake.begin(random: []) + Array(repeating: 0, count: Handshake.packetLength)
        try await player.peer.send(words.reduce(into: hello) { $0 += encoder.encode($1, chunkStream: 3) })
        return player
    }

    /// The next message; nil when the server closed.
    func next() async throws -> RTMPMessage? {
        while true {
            if !pending.isEmpty { return pending.removeFirst() }
            while let message = try decoder.next() { pending.append(message) }
            if !pending.isEmpty { continue }
            guard let bytes = await peer.receive() else { return nil }
            try bytes.withUnsafeBytes { bytes in
                let consumed = try handshake.receive(bytes).consumed
                decoder.append(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
            }
        }
    }

    /// The next message of media.
    func nextMedia() async throws -> RTMPMessage? {
        while let message = try await next() {
            if [8, 9, 18].contains(message.typeID) { return message }
        }
        return nil
    }

    /// The next status code.
    func nextStatus() async throws -> String? {
        while let message = try await next() {
            guard message.typeID == MessageType.command, let command = try? RTMPCommand(message) else { continue }
            if command.name == "onStatus" { return command.information?["code"]?.text }
        }
        return nil
    }
}
