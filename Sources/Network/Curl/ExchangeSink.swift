import BroadcastModel

/// Where a reply goes while it arrives. Called on the loop's thread, from inside libcurl: it must not call the loop.
protocol ExchangeSink: AnyObject {
    /// True: the request's `timeout` counts up to the reply's head only; false: to the reply's last byte.
    var isEndless: Bool { get }
    /// The status line and all header fields are there.
    func begin(status: Int, headers: [(name: String, value: String)])
    func accept(_ bytes: UnsafeRawBufferPointer) -> ExchangeSinkAnswer
    /// The end, outside libcurl's callbacks.
    func end(_ result: Result<Void, Fault>)
}

enum ExchangeSinkAnswer {
    case taken
    /// No room: offer the same bytes again after ``CurlLoop/resume(_:)``.
    case later
    /// Longer than the sink takes: the transfer fails with `tooLarge`.
    case tooMuch
    /// No more is wanted: the transfer ends at once, and the sink knows why.
    case enough
}
