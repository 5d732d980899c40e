import BroadcastModel
import CCurl

/// The one way out: opens every socket that libcurl wants for one transfer, if the policy lets it.
///
/// libcurl asks with each resolved address right before it connects to that very address, so whatever a name server
/// says, now or a moment later, is judged. An address that is refused is passed over like one that does not answer: the
/// name's next address is tried.
final class EgressGate {
    private let policy: EgressPolicy
    private let peer: Peer
    private let plainHTTP: Bool
    private let proxy: ProxyAddress?
    private var hasOpened = false
    private var refusal: EgressRefusal?

    /// - Parameters:
    ///   - plainHTTP: an HTTP request without TLS; media sockets without TLS are judged like those with it.
    ///   - proxy: what is connected to instead of `peer`; nil for none. With one, throws `addressForbidden` for what is
    ///     known to be forbidden before the proxy resolves the name.
    init(policy: EgressPolicy, peer: Peer, plainHTTP: Bool = false, proxy: ProxyAddress?) throws {
        self.policy = policy
        self.peer = peer
        self.plainHTTP = plainHTTP
        self.proxy = proxy
        guard proxy != nil else { return }
        let endpoint = peer.address.map { NetworkEndpoint(address: $0, port: peer.port) }
        let refusal =
            if let endpoint {
                policy.refusal(of: endpoint, plainHTTP: plainHTTP)
            } else {
                policy.refusal(ofPublicPort: peer.port)
            }
        if let refusal { throw refusal.fault(of: peer) }
    }

    /// Why the transfer failed, if it failed here; nil once any socket was opened.
    var fault: Fault? { hasOpened ? nil : refusal?.fault(of: peer) }

    /// Has `options`' transfer ask this gate, which must live as long as it, or until ``close(_:)``.
    func guardSockets(of options: inout EasyOptions) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        options.check(lianbo_easy_set_open_socket(options.easy, Self.onOpen, context))
    }

    /// No further socket for this transfer.
    static func close(_ easy: UnsafeMutableRawPointer) { _ = lianbo_easy_set_open_socket(easy, onOpen, nil) }

    private static let onOpen: curl_opensocket_callback = { context, _, address in
        guard let context, let address, let endpoint = NetworkEndpoint(address) else { return CURL_SOCKET_BAD }
        let gate = Unmanaged<EgressGate>.fromOpaque(context).takeUnretainedValue()
        return gate.allows(endpoint) ? SocketLedger.socket(for: address) : CURL_SOCKET_BAD
    }

    private func allows(_ endpoint: NetworkEndpoint) -> Bool {
        if proxy?.matches(endpoint) != true, let refusal = policy.refusal(of: endpoint, plainHTTP: plainHTTP) {
            self.refusal = refusal
            return false
        }
        hasOpened = true
        return true
    }
}
