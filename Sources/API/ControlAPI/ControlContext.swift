import Hummingbird

/// One request's surroundings: its logger and who sent it.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Numeric address of the peer; nil where there is no socket.
    let peer: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }

    var peerIsLoopback: Bool {
        guard let peer else { return false }
        return peer.hasPrefix("127.") || peer == "::1" || peer.hasPrefix("::ffff:127.")
    }
}
