import NIOCore

/// When a connection has been silent too long. A pure value: the handler tells it what happened and asks it at times.
struct Liveness {
    enum Overdue: String {
        case handshake = "the handshake was not finished in time"
        case request = "no publish or play was accepted in time"
        case publisherSilent = "the publisher sent nothing for too long"
        case playerIdle = "there was nothing to play for too long"
    }

    enum Phase {
        case shaking, asking, publishing, playing
    }

    private let handshake: TimeAmount
    private let request: TimeAmount
    private let publisher: TimeAmount
    private let player: TimeAmount
    private let openedAt: NIODeadline
    private var phase = Phase.shaking
    private var lastActivity: NIODeadline

    init(_ configuration: IngestConfiguration, now: NIODeadline) {
        handshake = TimeAmount(configuration.handshakeTimeout)
        request = TimeAmount(configuration.preAuthenticationTimeout)
        publisher = TimeAmount(configuration.idleTimeout)
        player = TimeAmount(configuration.playerIdleTimeout)
        openedAt = now
        lastActivity = now
    }

    mutating func enter(_ phase: Phase, now: NIODeadline) {
        self.phase = phase
        lastActivity = now
    }

    /// Bytes came from a publisher, or media went to a player.
    mutating func noteActivity(now: NIODeadline) { lastActivity = now }

    /// When the present phase is too long; ask ``overdue(now:)`` then.
    var deadline: NIODeadline {
        switch phase {
        case .shaking: min(openedAt + handshake, openedAt + request)
        case .asking: openedAt + request
        case .publishing: lastActivity + publisher
        case .playing: lastActivity + player
        }
    }

    func overdue(now: NIODeadline) -> Overdue? {
        guard now >= deadline else { return nil }
        return switch phase {
        case .shaking: .handshake
        case .asking: .request
        case .publishing: .publisherSilent
        case .playing: .playerIdle
        }
    }
}
