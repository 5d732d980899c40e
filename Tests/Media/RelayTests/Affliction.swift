import BroadcastModel
import TestBench

/// One account with something wrong between it and its media, and the way to end that.
struct Affliction: Sendable {
    let name: String
    let address: String
    /// What the operator must be able to read once it has lasted.
    let shows: @Sendable (DestinationStatus) -> Bool
    /// The fault ends; nil: it is the account's way and needs no end.
    let heal: (@Sendable () -> Void)?
    /// Stops and asks: after the fault has ended a person tries again.
    let asks: Bool

    /// A bad peer behind a door that can be led to `healthy`.
    static func peer(
        _ name: String, _ behaviour: BadPeer.Behaviour, healthy: WitnessSink, on bench: Bench, asks: Bool = false,
        _ shows: @escaping @Sendable (DestinationStatus) -> Bool
    ) async throws -> Affliction {
        let peer = try await BadPeer.start(on: bench, behaviour)
        let door = try await TroubledProxy.start(on: bench, before: peer.port)
        return Affliction(
            name: name, address: door.address(of: name), shows: shows, heal: { door.lead(to: healthy.port) },
            asks: asks)
    }

    /// A server with another certificate, until it gets a sound one.
    static func certificate(
        _ name: String, bad: TLSFront, sound: TLSFront, on bench: Bench
    ) async throws -> Affliction {
        let door = try await TroubledProxy.start(on: bench, before: bad.port)
        return Affliction(
            name: name, address: "rtmps://localhost:\(door.port)/live/\(name)",
            shows: { $0.state == .refused && $0.lastFault?.code == .certificateUntrusted && $0.bytesSent == 0 },
            heal: { door.lead(to: sound.port) }, asks: true)
    }

    /// Every way in which a server can misbehave.
    static func peers(on bench: Bench, healthy: WitnessSink, bytesPerSecond: Int) async throws -> [Affliction] {
        func peer(
            _ name: String, _ behaviour: BadPeer.Behaviour, asks: Bool = false,
            _ shows: @escaping @Sendable (DestinationStatus) -> Bool
        ) async throws -> Affliction {
            try await .peer(name, behaviour, healthy: healthy, on: bench, asks: asks, shows)
        }
        func failed(_ codes: Fault.Code...) -> @Sendable (DestinationStatus) -> Bool {
            { status in status.attempt >= 2 && codes.contains { $0 == status.lastFault?.code } }
        }
        return [
            try await peer("never-reads", .neverReads, failed(.publishTimedOut)),
            try await peer("wedges", .wedges) { $0.lastFault?.code == .stalled && $0.messagesDropped > 0 },
            try await peer("reads-slowly", .readsSlowly(bytesPerSecond: bytesPerSecond / 10)) {
                $0.messagesDropped > 0
            },
            try await peer("refuses", .refuses(code: "NetStream.Publish.BadName"), asks: true) {
                $0.state == .refused && $0.lastFault?.code == .keyRefused && $0.attempt >= 3
            },
            try await peer("redirects", .redirects(to: "rtmp://127.0.0.1/live/elsewhere"), asks: true) {
                $0.state == .refused && $0.lastFault?.code == .unsupported
            },
            try await peer("malformed", .malformedAMF, failed(.protocolViolation)),
            try await peer("oversize", .oversizeChunks, failed(.protocolViolation)),
            try await peer("garbage", .garbage, failed(.protocolViolation, .closedByPeer, .connectionReset)),
            try await peer("pings", .floodsPings) { $0.state == .live && $0.attempt == 1 },
            try await peer("hangs-up", .hangsUp, failed(.closedByPeer, .connectionReset)),
            try await peer("closes-early", .closesInHandshake, failed(.closedByPeer, .connectionReset)),
            try await peer("half-handshake", .halfHandshake) { $0.state == .connecting && $0.attempt == 1 },
        ]
    }
}
