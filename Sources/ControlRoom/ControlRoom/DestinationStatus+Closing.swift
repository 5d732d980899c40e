import BroadcastModel

extension DestinationStatus {
    /// No socket is open: the last byte is out and counted.
    ///
    /// `ended` alone is not enough, because a destination that reads slowly ends politely for up to two seconds; the relay
    /// tells a rate for as long as it has the socket.
    var isClosed: Bool { (state == .ended || state == .idle) && bitsPerSecond == 0 }

    /// Nothing is being sent, so the counters stand still.
    var isAtRest: Bool { isClosed || ((state == .waiting || state == .refused) && bitsPerSecond == 0) }
}
