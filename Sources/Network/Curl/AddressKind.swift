/// Why an address is no public one (the special-purpose registries of IANA, and the clouds' metadata services).
enum AddressKind: Equatable {
    case unspecified, loopback, privateNetwork, carrier, linkLocal, metadata, multicast, documentation, reserved

    /// Nil for a public address. An IPv6 address that stands for an IPv4 address is what that one is.
    init?(_ address: NetworkAddress) {
        let kind = address.bytes.count == 4 ? Self.ofFour(address.bytes) : Self.ofSix(address)
        guard let kind else { return nil }
        self = kind
    }

    /// To follow "is".
    var phrase: String {
        switch self {
        case .unspecified: "an unspecified address, which means this machine"
        case .loopback: "a loopback address"
        case .privateNetwork: "an address of a private network"
        case .carrier: "an address inside a carrier's network"
        case .linkLocal: "a link-local address"
        case .metadata: "the address of a cloud's metadata service"
        case .multicast: "a multicast address"
        case .documentation: "an address for documentation and tests"
        case .reserved: "a reserved address"
        }
    }

    private static func ofFour(_ bytes: [UInt8]) -> AddressKind? {
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        // AWS and most others; its containers'; Alibaba Cloud; Oracle Cloud; Azure.
        case (169, 254, 169, 254), (169, 254, 170, 2), (100, 100, 100, 200), (192, 0, 0, 192), (168, 63, 129, 16):
            .metadata
        case (0, _, _, _): .unspecified
        case (127, _, _, _): .loopback
        case (10, _, _, _), (172, 16...31, _, _), (192, 168, _, _): .privateNetwork
        case (100, 64...127, _, _): .carrier
        case (169, 254, _, _): .linkLocal
        case (192, 0, 2, _), (198, 51, 100, _), (203, 0, 113, _), (198, 18...19, _, _): .documentation
        case (192, 0, 0, _), (192, 88, 99, _): .reserved
        case (224...239, _, _, _): .multicast
        case (240..., _, _, _): .reserved
        default: nil
        }
    }

    private static func ofSix(_ address: NetworkAddress) -> AddressKind? {
        if address.isLoopback { return .loopback }
        let groups = stride(from: 0, to: 16, by: 2).map {
            UInt16(address.bytes[$0]) << 8 | UInt16(address.bytes[$0 + 1])
        }
        if groups.allSatisfy({ $0 == 0 }) { return .unspecified }
        if let embedded = address.embedded { return AddressKind(embedded) }
        // AWS; Google Cloud.
        if groups == [0xFD00, 0x0EC2, 0, 0, 0, 0, 0, 0x0254] || groups == [0xFD20, 0x00CE, 0, 0, 0, 0, 0, 0x0254] {
            return .metadata
        }
        return switch (groups[0], groups[1]) {
        case (0xFC00...0xFDFF, _), (0xFEC0...0xFEFF, _): .privateNetwork
        case (0xFE80...0xFEBF, _): .linkLocal
        case (0xFF00..., _): .multicast
        case (0x2001, 0x0DB8), (0x3FFF, 0...0x0FFF): .documentation
        // Teredo, ORCHID and other assignments to protocols.
        case (0x2001, 0...0x01FF): .reserved
        case (0x2000...0x3FFF, _): nil
        // What is not global unicast, NAT64 of one's own network included.
        default: .reserved
        }
    }
}
