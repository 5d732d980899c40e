/// What the RTMP server listens on and how long and how many it bears.
package struct IngestConfiguration: Equatable, Sendable {
    /// Address to listen on.
    package var host = "127.0.0.1"
    /// 0 takes one from the kernel; ``IngestService/boundAddress()`` tells which.
    package var port = 1935
    /// The application that clients must name; nil: any.
    package var applicationName: String?
    /// From the accept to the last byte of the handshake.
    package var handshakeTimeout: Duration = .seconds(5)
    /// From the accept to an accepted `publish` or `play`.
    package var preAuthenticationTimeout: Duration = .seconds(10)
    /// Without a byte from an accepted publisher.
    package var idleTimeout: Duration = .seconds(15)
    /// Without media for an accepted player.
    package var playerIdleTimeout: Duration = .seconds(300)
    /// Without anything sent to a player, until it gets a ping.
    package var pingInterval: Duration = .seconds(10)
    /// For the last words and the peer's own close, when a connection is ended politely.
    package var lingerTimeout: Duration = .seconds(1)
    /// At once from one address; of IPv6, one /64 network.
    package var connectionsPerAddress = 20
    /// At once without an accepted request, from all addresses.
    package var unauthenticatedConnections = 256

    package init() {}
}
