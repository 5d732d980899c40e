import NIOCore

/// Where a peer stands: as words for logs, and as the key by which its connections are counted.
struct PeerAddress: Hashable, Sendable {
    /// `host:port`, an IPv6 host in brackets.
    let text: String
    /// The whole IPv4 address, or the /64 network of an IPv6 one: one subscriber owns all of that.
    let network: [UInt8]

    init(_ address: SocketAddress?) {
        guard let address, let host = address.ipAddress else {
            text = "unknown"
            network = []
            return
        }
        let port = address.port ?? 0
        switch address {
        case .v6(let v6):
            text = "[\(host)]:\(port)"
            let bytes = withUnsafeBytes(of: v6.address.sin6_addr) { Array($0) }
            let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            network = isMapped ? Array(bytes[12...]) : Array(bytes[0..<8])
        case .v4(let v4):
            text = "\(host):\(port)"
            network = withUnsafeBytes(of: v4.address.sin_addr) { Array($0) }
        case .unixDomainSocket:
            text = "unix"
            network = []
        }
    }
}
