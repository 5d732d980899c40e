package import BroadcastModel
import CCurl

extension CurlLoop {
    /// Opens a TCP or TLS connection by libcurl, to an address and a port that the configuration allows; the fault for
    /// any other is `addressForbidden`, and no packet has gone there.
    ///
    /// - Parameters:
    ///   - host: a name or an address, an IPv6 address without brackets.
    ///   - secure: TLS 1.2 or later with the certificate and its name verified; never anything less.
    ///   - timeout: from the start of name resolution to the end of the TLS handshake; at least a millisecond.
    ///   - completion: runs inside a later ``turn(waitingAtMost:)``, exactly once, never after ``cancel(_:)``.
    ///     Its ``Fault`` names host and port only.
    package func dial(
        host: String, port: Int, secure: Bool, timeout: Duration,
        completion: @escaping (Result<DialedSocket, Fault>) -> Void
    ) -> DialTicket {
        nextTicket += 1
        let ticket = DialTicket(number: nextTicket)
        do {
            let dial = try Dial(
                ticket: ticket, peer: Peer(host: host, port: port, secure: secure), timeout: timeout,
                rules: rules, ledger: multi.ledger, completion: completion
            )
            try add(dial)
            dials[ticket] = dial
        } catch {
            let fault =
                error as? Fault
                ?? Fault(.internalError, "A connection could not be prepared.", blame: .ours, cause: "\(error)")
            stillborn.append((ticket, { completion(.failure(fault)) }))
        }
        return ticket
    }

    /// Gives up a dial; nothing happens when it has completed already.
    package func cancel(_ ticket: DialTicket) {
        stillborn.removeAll { $0.ticket == ticket }
        guard let dial = dials.removeValue(forKey: ticket) else { return }
        transfers[dial.easy] = nil
        dial.abandon(on: self)
    }

    func add(_ transfer: any Transfer) throws {
        let code = curl_multi_add_handle(multi.handle, transfer.easy)
        guard code == CURLM_OK else {
            curl_easy_cleanup(transfer.easy)
            throw CurlSetup.fault("curl_multi_add_handle: \(code.rawValue)", 0)
        }
        transfers[transfer.easy] = transfer
    }
}
