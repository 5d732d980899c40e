import CCurl

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// An address with a port: what a socket is connected to.
struct NetworkEndpoint: Equatable {
    var address: NetworkAddress
    var port: Int

    init(address: NetworkAddress, port: Int) {
        self.address = address
        self.port = port
    }

    /// Reads what libcurl is about to connect to; nil for other families than IPv4 and IPv6.
    init?(_ address: UnsafeMutablePointer<curl_sockaddr>) {
        guard let start = UnsafeRawPointer(lianbo_socket_address(address)) else { return nil }
        let length = Int(address.pointee.addrlen)
        switch address.pointee.family {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            let four = start.loadUnaligned(as: sockaddr_in.self)
            self.init(address: NetworkAddress(four.sin_addr), port: Int(UInt16(bigEndian: four.sin_port)))
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            let six = start.loadUnaligned(as: sockaddr_in6.self)
            self.init(address: NetworkAddress(six.sin6_addr), port: Int(UInt16(bigEndian: six.sin6_port)))
        default:
            return nil
        }
    }
}
