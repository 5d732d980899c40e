import BroadcastModel

/// Why a connection may not be made.
enum EgressRefusal: Equatable {
    case address(NetworkAddress, AddressKind)
    case port
    case plainHTTP

    /// In words, for a connection that was wanted to `peer`.
    func fault(of peer: Peer) -> Fault {
        let own =
            "If it is a server of your own, declare its network under `outbound.lab_networks` in the daemon's configuration."
        let message =
            switch self {
            case .address(let address, let kind) where address.description == peer.host:
                "\(peer.text) may not be connected to: it is \(kind.phrase). \(own)"
            case .address(let address, let kind):
                "\(peer.text) may not be connected to: it leads to \(address), which is \(kind.phrase). \(own)"
            case .port:
                "\(peer.text) may not be connected to: \(peer.port) is no port on which platforms are found. \(own)"
            case .plainHTTP:
                "\(peer.text) may not be called by plain http: it is in no declared lab network. Use https."
            }
        return Fault(.addressForbidden, message, blame: .operatorSide)
    }
}
