import Outbound

/// Decides whether a connection may leave this machine, by the address that is really connected to. A value: no names,
/// no sockets.
struct EgressPolicy: Sendable {
    private let reach: OutboundConfiguration.Reach
    private let labNetworks: [NetworkBlock]
    private let publicPorts: [ClosedRange<Int>]

    /// Throws `malformed` for a lab network that is none.
    init(_ configuration: OutboundConfiguration) throws {
        reach = configuration.reach
        labNetworks = try configuration.labNetworks.map(NetworkBlock.init)
        publicPorts = configuration.publicPorts
    }

    /// Nil when the connection may be made.
    ///
    /// A lab network covers the addresses written in it, IPv4-mapped ones included; it does not cover those that a
    /// gateway takes for one of them (NAT64, 6to4): the gateway's `127.0.0.1` is not ours.
    func refusal(of endpoint: NetworkEndpoint, plainHTTP: Bool) -> EgressRefusal? {
        if labNetworks.contains(where: { $0.contains(endpoint.address) }) { return nil }
        if reach == .publicAndLab {
            if let kind = AddressKind(endpoint.address) { return .address(endpoint.address, kind) }
            if let refusal = refusal(ofPublicPort: endpoint.port) { return refusal }
        }
        return plainHTTP ? .plainHTTP : nil
    }

    /// For a name that somebody else resolves: nothing but the port is known.
    func refusal(ofPublicPort port: Int) -> EgressRefusal? {
        reach == .anywhere || publicPorts.contains { $0.contains(port) } ? nil : .port
    }
}
