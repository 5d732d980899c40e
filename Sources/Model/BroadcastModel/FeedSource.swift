/// How a feed comes in. What is secret of it (passphrase, address) is kept apart and sealed.
package enum FeedSource: Codable, Hashable, Sendable {
    /// An encoder publishes to our RTMP ingest with the feed's stream key.
    case publish
    /// An SRT caller sends to this port, 1 to 65,535; the feed's key is the passphrase. `latencyMilliseconds` is 20 to 8,000.
    case srt(port: Int, latencyMilliseconds: Int64)
    /// Pulled from an address that an operator gives: HLS, HTTP-FLV, RTSP, RTMP.
    case pull
    /// A file of the daemon's machine, by its absolute path, at its own pace; `loop`: again and again.
    case file(path: String, loop: Bool)
    /// Several people's feeds in one picture with all their voices (连麦), made while a cue or a hand needs it.
    case composite(CompositePlan)

    /// `publish`, `srt`, `pull`, `file` or `composite`, as plans and the wire name it.
    package var name: String {
        switch self {
        case .publish: "publish"
        case .srt: "srt"
        case .pull: "pull"
        case .file: "file"
        case .composite: "composite"
        }
    }
}

/// What whoever brings a feed in is doing, as an operator reads it.
package struct FeedSourceState: Hashable, Sendable {
    /// Raw values stand on the wire.
    package enum Phase: String, Hashable, Sendable, CaseIterable {
        /// Begun; nothing has come yet. A listener stays here until somebody calls.
        case starting
        case running
        /// Broke, and is begun again by itself.
        case waiting
        /// Broke in a way that a person must mend; still tried once in a while.
        case failed
        /// A file that was played to its end.
        case ended
    }
    package var phase: Phase
    /// Why it broke last; nil while it never did.
    package var fault: Fault?

    package init(_ phase: Phase, fault: Fault? = nil) {
        self.phase = phase
        self.fault = fault
    }
}
