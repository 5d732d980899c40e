package import BroadcastModel

/// What the daemon knows of itself, for `GET /v1/status`.
package struct DaemonFacts: Sendable {
    package var version: String
    package var startedAt: WallTime
    /// `host:port` on which encoders are expected, read at each request because the kernel may choose the port late.
    package var ingestAddress: @Sendable () -> String

    package init(version: String, startedAt: WallTime, ingestAddress: @escaping @Sendable () -> String) {
        self.version = version
        self.startedAt = startedAt
        self.ingestAddress = ingestAddress
    }
}
