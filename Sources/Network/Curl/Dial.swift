import BroadcastModel
import CCurl

/// One connection being opened: an easy handle with `CURLOPT_CONNECT_ONLY`.
///
/// libcurl keeps such a connection in its cache, where it passes for idle until the first byte: a later transfer may
/// prune it once the peer has hung up or it is old. So a plain socket is taken out at once (the easy handle goes, the
/// descriptor stays), and a TLS one, whose keys libcurl holds, has its descriptor closed by ``DialedSocket`` alone.
final class Dial: Transfer {
    let easy: UnsafeMutableRawPointer
    /// libcurl's connect time-out covers all of it.
    let deadline: MonotonicTime? = nil
    private let ticket: DialTicket
    private let peer: Peer
    private let timeout: Duration
    private let proxy: String?
    private let gate: EgressGate
    private let completion: (Result<DialedSocket, Fault>) -> Void

    init(
        ticket: DialTicket, peer: Peer, timeout: Duration, rules: OutboundRules, ledger: SocketLedger,
        completion: @escaping (Result<DialedSocket, Fault>) -> Void
    ) throws {
        let url = try peer.connectURL()
        let proxy = peer.isLoopback ? nil : rules.configuration.proxy
        gate = try rules.gate(to: peer, plainHTTP: false, usesProxy: proxy != nil)
        guard let easy = curl_easy_init() else { throw CurlSetup.fault("curl_easy_init", 0) }
        self.easy = easy
        self.ticket = ticket
        self.peer = peer
        self.timeout = timeout
        self.proxy = proxy
        self.completion = completion
        var options = EasyOptions(easy)
        options.applyCommon(rules.configuration, peer: peer, connectTimeout: timeout)
        options.set(CURLOPT_URL, url)
        options.set(CURLOPT_CONNECT_ONLY, 1)
        options.set(CURLOPT_FRESH_CONNECT, 1)
        options.set(CURLOPT_HTTPPROXYTUNNEL, 1)
        // RTMP follows; a server that insists on HTTP/2 by ALPN would only be confused.
        options.set(CURLOPT_SSL_ENABLE_ALPN, 0)
        // Otherwise an idle age of two minutes lets the next dial prune our connection from the cache.
        options.set(CURLOPT_MAXAGE_CONN, 1_000_000_000)
        gate.guardSockets(of: &options)
        options.check(
            lianbo_easy_set_close_socket(easy, SocketLedger.close, Unmanaged.passUnretained(ledger).toOpaque()))
        if let failure = options.failure {
            curl_easy_cleanup(easy)
            throw EasyOptions.fault(failure)
        }
    }

    func finish(_ code: CURLcode, on loop: CurlLoop) {
        loop.dials[ticket] = nil
        guard code == CURLE_OK else {
            let fault =
                gate.fault
                ?? Fault.ofTransfer(code, easy: easy, peer: peer, timeout: timeout, usesProxy: proxy != nil)
            abandon(on: loop)
            return completion(.failure(fault))
        }
        var descriptor: curl_socket_t = CURL_SOCKET_BAD
        _ = lianbo_easy_get_socket(easy, CURLINFO_ACTIVESOCKET, &descriptor)
        guard descriptor != CURL_SOCKET_BAD else {
            abandon(on: loop)
            return completion(
                .failure(Fault(.closedByPeer, "\(peer.text) closed the connection at once.", blame: .destination)))
        }
        loop.multi.ledger.adopted.insert(descriptor)
        // The handle may outlive this dial and its gate.
        EgressGate.close(easy)
        // Bytes inside TLS, the peer's or an https proxy's, can only go through libcurl.
        if peer.secure || proxy?.lowercased().hasPrefix("https:") == true {
            let carrier = CarriedConnection(easy: easy, multi: loop.multi)
            completion(
                .success(DialedSocket(descriptor: descriptor, carrier: carrier, ledger: loop.multi.ledger, loop: loop)))
        } else {
            abandon(on: loop)
            completion(
                .success(DialedSocket(descriptor: descriptor, carrier: nil, ledger: loop.multi.ledger, loop: loop)))
        }
    }
}
