/// What a destination is doing, as an operator reads it.
package enum DestinationState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Not wanted on air yet. Leaves to `preparing`.
    case idle
    /// Its adapter is making ready. Leaves to `idle` (ready, waiting for air), `needsPerson`, `connecting` or `refused`.
    case preparing
    /// Its adapter asked for a human step. Leaves to `preparing` on retry.
    case needsPerson = "needs-person"
    /// Dialling, shaking hands, or waiting for its first keyframe. Leaves to `live`, `waiting`, `refused` or `ended`.
    case connecting
    /// Media is accepted and it keeps up. Leaves to `lagging`, `waiting`, `refused` or `ended`.
    case live
    /// Media is accepted, late. Leaves to `live`, `waiting` or `ended`.
    case lagging
    /// Broke; tries again by itself at `nextRetry`. Leaves to `connecting` or `ended`.
    case waiting = "waiting-to-retry"
    /// Broke in a way that only a person mends. Leaves to `connecting` on retry, or `ended`.
    case refused
    /// Was stopped on purpose. Leaves to `preparing` when wanted again.
    case ended
}

/// One destination as it is seen now; a value, taken at one moment.
package struct DestinationStatus: Hashable, Sendable {
    package var state: DestinationState
    /// Attempts since it was last wanted; the first is 1.
    package var attempt: Int
    /// When `waiting` ends.
    package var nextRetry: WallTime?
    /// Age of the oldest media not yet accepted by its socket, in milliseconds.
    package var lagMilliseconds: Int64
    /// RTMP bytes that its sockets accepted, all attempts together.
    package var bytesSent: UInt64
    /// Bits a second over the last two seconds or so.
    package var bitsPerSecond: UInt64
    /// Sessions after the first that got as far as media.
    package var reconnects: Int
    /// Messages jumped over because it could not keep up or was away while live.
    package var messagesDropped: UInt64
    /// Moment of the first media accepted in the present session.
    package var liveSince: WallTime?
    package var lastFault: Fault?
    package var lastFaultAt: WallTime?

    package init(state: DestinationState = .idle) {
        self.state = state
        attempt = 0
        lagMilliseconds = 0
        bytesSent = 0
        bitsPerSecond = 0
        reconnects = 0
        messagesDropped = 0
    }
}
