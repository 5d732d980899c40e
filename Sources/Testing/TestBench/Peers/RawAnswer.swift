import RTMPWire

/// Bytes that a server should never send.
enum RawAnswer {
    /// What a peer of that behaviour answers `connect` with; nil: what it should.
    static func bytes(of behaviour: BadPeer.Behaviour) -> [UInt8]? {
        switch behaviour {
        case .redirects(let address): redirect(to: address)
        case .malformedAMF: cutShort
        case .oversizeChunks: oversize
        default: nil
        }
    }

    /// `count` ping requests.
    static func pings(_ count: Int) -> [UInt8] {
        var encoder = ChunkEncoder()
        return (0..<count).flatMap { _ in
            encoder.encode(.userControl(UserControlEvent.pingRequest, 0), chunkStream: 2)
        }
    }

    /// As Flash Media Server redirects: `ex.redirect` in the information of a rejected `connect`.
    private static func redirect(to address: String) -> [UInt8] {
        var information = RTMPCommand.information(
            level: "error", code: "NetConnection.Connect.Rejected", description: "Go elsewhere.")
        let target: AMF0Object = ["code": .number(302), "redirect": .string(address)]
        information.properties.append(.init(name: "ex", value: .object(target)))
        var encoder = ChunkEncoder()
        return encoder.encode(
            RTMPCommand("_error", transaction: 1, [.null, .object(information)]).message(), chunkStream: 3)
    }

    /// `_result`, 1, and an object whose first name is said to be 65,535 bytes long.
    private static let cutShort: [UInt8] = {
        let payload = AMF0Value.encode([.string("_result"), .number(1)]) + [3, 0xFF, 0xFF, 0x41]
        var encoder = ChunkEncoder()
        return encoder.encode(RTMPMessage(typeID: MessageType.command, payload: payload), chunkStream: 3)
    }()

    /// Set Chunk Size 0x7FFFFFFF, then the beginning of a command of 16 MiB.
    private static let oversize: [UInt8] = {
        var encoder = ChunkEncoder()
        var bytes = encoder.encode(.setChunkSize(0x7FFF_FFFF), chunkStream: 2)
        bytes += [3, 0, 0, 0, 0xFF, 0xFF, 0xFF, MessageType.command, 0, 0, 0, 0]
        return bytes + [UInt8](repeating: 2, count: 4 << 20)
    }()
}
