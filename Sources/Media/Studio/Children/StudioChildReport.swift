package import BroadcastModel

/// Everything that is known of one child, taken at one moment. Holds no secret.
package struct StudioChildReport: Hashable, Sendable {
    package var status: StudioChildStatus
    /// Launches so far.
    package var launches: Int
    /// Why the last one before this ended; nil while none has broken.
    package var lastFault: Fault?
    /// Process id of the one that runs.
    package var processID: Int32?
    /// Media bytes taken from all of them together.
    package var bytesDelivered: UInt64
    /// The last lines of its error output, oldest first, redacted.
    package var lastLines: [String]
}
