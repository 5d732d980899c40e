#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// An IPv4 or IPv6 address as its bytes, an IPv4-mapped IPv6 address as the IPv4 address that it means.
struct NetworkAddress: Equatable, Sendable {
    /// 4 or 16 bytes, network order.
    let bytes: [UInt8]

    /// Reads numeric text without brackets; nil for anything else, names included.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(four)
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(six)
        } else {
            return nil
        }
    }

    init(_ address: in_addr) { self.init(raw: withUnsafeBytes(of: address) { Array($0) }) }
    init(_ address: in6_addr) { self.init(raw: withUnsafeBytes(of: address) { Array($0) }) }

    private init(raw: [UInt8]) {
        let isMapped = raw.count == 16 && raw[..<10].allSatisfy { $0 == 0 } && raw[10] == 0xFF && raw[11] == 0xFF
        bytes = isMapped ? Array(raw[12...]) : raw
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// The IPv4 address that a gateway takes this IPv6 address for: IPv4-compatible and -translated addresses
    /// (RFC 4291, RFC 2765), NAT64's well-known prefix (RFC 6052), 6to4 (RFC 3056). Nil for every other.
    var embedded: NetworkAddress? {
        guard bytes.count == 16 else { return nil }
        let isCompatible = bytes[..<12].allSatisfy { $0 == 0 }
        let isTranslated = bytes[..<12] == [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]
        let isNAT64 = bytes[..<12] == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if isCompatible || isTranslated || isNAT64 { return NetworkAddress(raw: Array(bytes[12...])) }
        let is6to4 = bytes[..<2] == [0x20, 0x02]
        return is6to4 ? NetworkAddress(raw: Array(bytes[2..<6])) : nil
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// The usual numeric text, without brackets.
    var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
