import BroadcastModel
import CCurl
import Outbound

extension CurlLoop {
    /// Starts one HTTP request. `sink` is told from a later turn, exactly once at the end, never after ``drop(_:)``.
    /// Throws a ``Fault`` for a request that must not or cannot be sent.
    func perform(
        _ request: OutboundRequest, into sink: any ExchangeSink
    ) throws -> Exchange {
        let exchange = try Exchange(request, rules: rules, sink: sink, now: now)
        try add(exchange)
        return exchange
    }

    /// Abandons a transfer; nothing happens when it has ended already.
    func drop(_ transfer: any Transfer) {
        guard transfers.removeValue(forKey: transfer.easy) != nil else { return }
        transfer.abandon(on: self)
    }

    /// Lets a transfer go on whose sink had no room; nothing happens when it has ended already.
    func resume(_ transfer: any Transfer) {
        guard transfers[transfer.easy] != nil else { return }
        curl_easy_pause(transfer.easy, CURLPAUSE_CONT)
    }

    var nearestDeadline: MonotonicTime? { transfers.values.lazy.compactMap(\.deadline).min() }

    func expireDeadlines() {
        guard let nearest = nearestDeadline, nearest <= now else { return }
        for transfer in Array(transfers.values) where transfer.deadline.map({ $0 <= now }) == true {
            transfers[transfer.easy] = nil
            transfer.finish(CURLE_OPERATION_TIMEDOUT, on: self)
        }
    }
}
