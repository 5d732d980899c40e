/// Waiting times after failures: full jitter over 1 s, 2 s, 4 s … up to a cap, so that many accounts never call in step.
struct RetryPace: Hashable, Sendable {
    private(set) var failures = 0
    let cap: Duration

    init(cap: Duration = .seconds(30)) { self.cap = cap }

    /// Counts a failure and returns how long to wait, 250 ms at least.
    mutating func failed(using random: inout some RandomNumberGenerator) -> Duration {
        let exponent = min(failures, 16)
        failures += 1
        let ceiling = min(Duration.seconds(1 << exponent), cap)
        let milliseconds = Int64.random(in: 250...max(250, ceiling.components.seconds * 1000), using: &random)
        return .milliseconds(milliseconds)
    }

    mutating func succeeded() { failures = 0 }
}
