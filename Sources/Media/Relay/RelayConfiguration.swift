package import Outbound
package import Program

/// How the relay works; every value has its range at the key that sets it.
package struct RelayConfiguration: Equatable, Sendable {
    /// Threads that write; 0 means one a core.
    package var threads = 0
    /// All media of a destination that fell due in one tick leave in one vectored write.
    package var tick: Duration = .milliseconds(33)
    /// How a destination connects, retries, lags and ends.
    package var destination = DestinationLifecycle.Policy()
    /// How sockets are dialled.
    package var outbound = OutboundConfiguration()
    /// Kernel send buffer of a destination, in bytes. Small enough that a peer which stops reading is noticed within
    /// seconds, large enough for 8 Mbit/s over half a second of round trip.
    package var sendBufferBytes: Int32 = 512 << 10

    package init() {}
}
