/// What an account's platform asks of the stream and of whoever sends it. Data of its adapter and of the account's settings.
package struct MediaNeeds: Hashable, Sendable {
    package var limits: StreamLimits
    /// Whether a session goes on when the headers change; otherwise it is ended and a fresh one begun.
    package var takesFormatChange: Bool
    /// Never tried again sooner than this after a fault; 0 to 10 min. Some platforms lock an account that comes back at once.
    package var retryFloor: Duration

    package init(
        limits: StreamLimits = StreamLimits(), takesFormatChange: Bool = true, retryFloor: Duration = .zero
    ) {
        self.limits = limits
        self.takesFormatChange = takesFormatChange
        self.retryFloor = retryFloor
    }
}
