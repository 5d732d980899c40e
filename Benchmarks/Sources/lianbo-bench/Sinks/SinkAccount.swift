/// One account: a stream name at one of the sinks.
struct SinkAccount: Sendable {
    var name: String
    /// Whether a probe takes it, which notes when each picture came; else nginx-rtmp does, which counts.
    var isProbe: Bool
    /// Of the sink, or of the TLS front before it.
    var port: Int
    var isSecure: Bool

    /// Where a relay pushes.
    var address: String {
        isSecure
            ? "rtmps://localhost:\(port)/\(SinkFarm.application)/\(name)"
            : "rtmp://127.0.0.1:\(port)/\(SinkFarm.application)/\(name)"
    }
}
