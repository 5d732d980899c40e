import Outbound

/// The configuration with what is read out of it once: the policy and the proxy.
struct OutboundRules: Sendable {
    let configuration: OutboundConfiguration
    private let policy: EgressPolicy
    private let proxy: ProxyAddress?

    /// Throws `malformed` for a lab network or a proxy that is none.
    init(_ configuration: OutboundConfiguration) throws {
        self.configuration = configuration
        policy = try EgressPolicy(configuration)
        proxy = try configuration.proxy.map(ProxyAddress.init)
    }

    /// The gate of one transfer. Throws `addressForbidden` for what is known to be forbidden already.
    func gate(to peer: Peer, plainHTTP: Bool, usesProxy: Bool) throws -> EgressGate {
        try EgressGate(policy: policy, peer: peer, plainHTTP: plainHTTP, proxy: usesProxy ? proxy : nil)
    }
}
