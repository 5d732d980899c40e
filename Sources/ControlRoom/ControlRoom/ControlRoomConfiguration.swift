package import BroadcastModel

/// Paces and limits of the control room.
package struct ControlRoomConfiguration: Equatable, Sendable {
    /// How often it is asked whether relay states have changed, and adapter calls begun that this makes due. Cues do not wait for
    /// it: they have exact wake-ups.
    package var tick: Duration = .milliseconds(200)
    /// How often states, counters and due calls are looked at though the relay has no news; a multiple of ``tick``.
    package var regularLook: Duration = .seconds(1)
    /// A level (viewers, heat) older than this is left out of totals.
    package var staleAfter: Duration = .seconds(60)
    /// How long samples are kept.
    package var sampleRetention: Duration = .seconds(60 * 24 * 3600)
    /// A broadcast is over this long after its end, whether every session has closed or not.
    package var endingTimeout: Duration = .seconds(5)
    /// Distance of two boards while nothing changes, and of two points of the merged curve at first.
    package var boardInterval: Duration = .seconds(1)
    /// Shortest distance of two boards when much changes.
    package var boardGap: Duration = .milliseconds(90)
    /// Adapter calls in flight, all platforms together; an account has at most one.
    package var parallelCalls: Int = 32
    /// One adapter call; it is cancelled after this.
    package var callTimeout: Duration = .seconds(30)
    /// How long a platform may deny that an account is live before that is trouble.
    package var contradictionAfter: Duration = .seconds(15)
    /// How often what could not be written is tried again.
    package var storageRetry: Duration = .seconds(1)

    /// How often what destinations achieved is saved while it grows.
    package var tallyInterval: Duration = .seconds(10)
    /// How long a graceful shutdown waits for sessions to close, so that their last byte is counted.
    package var partingTimeout: Duration = .milliseconds(2_500)

    /// How long before its cue a composite is begun, so that everybody is in the picture when it goes on.
    package var compositeLead: Duration = .seconds(60)

    /// What an input must show before a broadcast goes on air; nil: nothing.
    package var inputGate: InputGate?

    package init() {}
}
