import BroadcastModel
import CCurl

/// Where the configured proxy stands.
struct ProxyAddress: Sendable {
    /// Nil for a name: then whatever libcurl resolves it to is the proxy.
    private let address: NetworkAddress?
    private let port: Int

    /// Throws `malformed` for what is no proxy's URL with a port; does not repeat it.
    init(_ text: String) throws {
        let malformed = Fault(
            .malformed, "The configured proxy is no address. Check `outbound.proxy` in the configuration.",
            blame: .operatorSide)
        guard let parts = Peer.parts(of: text), let host = parts.host, let port = parts.port else { throw malformed }
        address = Peer(host: host, port: port, secure: false).address
        self.port = port
    }

    func matches(_ endpoint: NetworkEndpoint) -> Bool {
        endpoint.port == port && (address == nil || endpoint.address == address)
    }
}
