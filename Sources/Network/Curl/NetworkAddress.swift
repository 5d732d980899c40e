import CCurl

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// An IPv4 or IPv6 address as its bytes, an IPv4-mapped IPv6 address as the IPv4 address that it means.
struct NetworkAddress: Equatable {
    /// 4 or 16 bytes, network order.
    let bytes: [UInt8]

    /// Reads numeric text without brackets; nil for anything else, names included.
    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(raw: withUnsafeBytes(of: four) { Array($0) })
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(raw: withUnsafeBytes(of: six) { Array($0) })
        } else {
            return nil
        }
    }

    /// Reads what libcurl is about to connect to; nil for other families.
    init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        guard let start = UnsafeRawPointer(lianbo_socket_address(address)) else { return nil }
        let length = Int(address.pointee.addrlen)
        switch address.pointee.family {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            self.init(raw: withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in.self).sin_addr) { Array($0) })
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            self.init(raw: withUnsafeBytes(of: start.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { Array($0) })
        default:
            return nil
        }
    }

    private init(raw: [UInt8]) {
        let isMapped = raw.count == 16 && raw[..<10].allSatisfy { $0 == 0 } && raw[10] == 0xFF && raw[11] == 0xFF
        bytes = isMapped ? Array(raw[12...]) : raw
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }
}
