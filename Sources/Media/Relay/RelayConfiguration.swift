package import BroadcastModel
package import Outbound
package import Program

/// How the relay works; every value has its range at the key that sets it.
package struct RelayConfiguration: Equatable, Sendable {
    /// Threads that write; 0 means one a core.
    package var threads = 0
    /// All media of a destination that fell due in one tick leave in one write. Zero is the immediate mode: a picture leaves
    /// as soon as it is there.
    package var tick: Duration = .milliseconds(33)
    /// In the immediate mode sound waits this long at most for a picture to travel with: a write costs the kernel the same for
    /// a small message as for a large one.
    package var soundWait: Duration = .milliseconds(10)
    /// Time-outs and lag are looked at so often in the immediate mode.
    package var housekeeping: Duration { tick > .zero ? tick : .milliseconds(33) }
    package var beat: Beat? { Beat(tick) }
    package var isImmediate: Bool { tick <= .zero }
    /// The tick of a thread that does not read the feeds itself comes so long after the beat: time enough for the one that
    /// does, and no more.
    package var afterBeat: Duration { min(.milliseconds(2), tick / 4) }
    /// How a destination connects, retries, lags and ends.
    package var destination = DestinationLifecycle.Policy()
    /// How sockets are dialled.
    package var outbound = OutboundConfiguration()
    /// Kernel send buffer of a destination, in bytes. Small enough that a peer which stops reading is noticed within
    /// seconds, large enough for 8 Mbit/s over half a second of round trip.
    package var sendBufferBytes: Int32 = 512 << 10

    package init() {}
}
