package import BroadcastModel

/// What one destination has achieved in its broadcast, all runs of the daemon together.
///
/// ControlRoom adds it up and saves it now and then; in between the newest numbers are in memory only. So a run that is
/// killed loses the last seconds: the next one finds ``isOpen`` and takes what is stored for a lower bound.
package struct DestinationTally: Hashable, Sendable, Codable {
    /// Grows with each saving of this destination; an older tally never replaces a newer one.
    package var version: Int64 = 0
    /// Moment of the first media that the destination ever accepted; nil: none that is known.
    package var reachedAt: WallTime?
    /// RTMP bytes that its sockets accepted.
    package var bytesSent: UInt64 = 0
    /// Messages jumped over because it could not keep up or was away while live.
    package var messagesDropped: UInt64 = 0
    /// Sessions after the first that got as far as media; one that follows a restart of the daemon counts.
    package var reconnects = 0
    /// Attempts to connect.
    package var attempts = 0
    package var lastFault: Fault?
    package var lastFaultAt: WallTime?
    /// More happened than is counted: a daemon was killed before it had saved, or a session was cut off while it was counted.
    package var isLowerBound = false
    /// Media may go out, or go on going out, after this was saved.
    package var isOpen = false

    package init() {}
}
