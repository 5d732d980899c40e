package import BroadcastModel
import Foundation
package import Outbound

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The egress policy for addresses that another program will connect to (ffmpeg pulls feeds): asked when a person gives one.
///
/// Every address that the name has now is judged. What the name has later, and where a playlist points, that program
/// decides for itself; so this keeps mistakes and simple attacks out, and a name server of one's own is needed against the rest.
package struct EgressCheck: Sendable {
    private let policy: EgressPolicy

    /// Throws `malformed` for a lab network that is none.
    package init(_ configuration: OutboundConfiguration) throws { policy = try EgressPolicy(configuration) }

    /// Throws `addressInvalid`, `nameUnresolved` or `addressForbidden`; never repeats more than host and port.
    package func check(pull address: Secret) async throws {
        guard let (scheme, host, port) = Peer.parts(of: address.reveal()), let host else {
            throw Fault(
                .addressInvalid, "A pull address is scheme://host/path in printable ASCII without spaces.",
                blame: .operatorSide)
        }
        let usual = ["http": 80, "https": 443, "rtmp": 1935, "rtmps": 443, "rtsp": 554, "rtsps": 322]
        guard let usualPort = usual[scheme] else {
            throw Fault(
                .addressForbidden, "A feed is pulled by http, https, rtsp, rtsps, rtmp or rtmps only.",
                blame: .operatorSide)
        }
        let peer = Peer(host: host, port: port ?? usualPort, secure: scheme.hasSuffix("s"))
        let addresses = await Self.addresses(of: host)
        guard !addresses.isEmpty else {
            throw Fault(
                .nameUnresolved, "The host \(host) is not known. Check the address and enter it again.",
                blame: .operatorSide)
        }
        for address in addresses {
            // Streams over plain http are as public as those over rtmp; only where they lead is judged.
            let endpoint = NetworkEndpoint(address: address, port: peer.port)
            if let refusal = policy.refusal(of: endpoint, plainHTTP: false) { throw refusal.fault(of: peer) }
        }
    }

    /// Blocks a thread of its own, for as long as the system's resolver takes.
    private static func addresses(of host: String) async -> [NetworkAddress] {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: resolve(host)) }
            thread.stackSize = 256 << 10
            thread.start()
        }
    }

    private static func resolve(_ host: String) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [NetworkAddress] = []
        var next = list
        while let entry = next {
            next = entry.pointee.ai_next
            guard let raw = UnsafeRawPointer(entry.pointee.ai_addr) else { continue }
            switch entry.pointee.ai_family {
            case AF_INET: found.append(NetworkAddress(raw.loadUnaligned(as: sockaddr_in.self).sin_addr))
            case AF_INET6: found.append(NetworkAddress(raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr))
            default: break
            }
        }
        return found
    }
}
