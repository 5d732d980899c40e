/// A rhythm that several threads keep without speaking to each other: its beats stand at whole multiples of the period on
/// the monotonic clock.
///
/// The relay's first thread reads what encoders sent on the beat and sends it on, the others send a little later, and the
/// machine sleeps in between: waking thirty times a second costs less than waking for each packet, and delays nothing that
/// would wait for the relay's tick anyway.
package struct Beat: Hashable, Sendable {
    /// More than zero.
    package let period: Duration

    /// Nil for a period of zero: there is no beat then, and everything happens at once.
    package init?(_ period: Duration) {
        guard period.nanoseconds > 0 else { return nil }
        self.period = period
    }

    /// The first beat after `now`, put off by `offset`, which is less than a period.
    package func next(after now: MonotonicTime, offset: Duration = .zero) -> MonotonicTime {
        let length = UInt64(period.nanoseconds)
        let shift = UInt64(max(0, offset.nanoseconds)) % length
        let passed = now.nanoseconds >= shift ? (now.nanoseconds - shift) / length + 1 : 0
        return MonotonicTime(nanoseconds: passed * length + shift)
    }
}
