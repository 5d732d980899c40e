import TestBench

/// One way to bring a stream to many accounts, running on the relay's core. A run starts it and ends it.
protocol Contender: Sendable {
    /// The one process whose cost is counted.
    var process: ChildProcess { get }
    /// Where the publisher sends.
    var feed: FeedTarget { get }
    /// Called once, when the publisher has been let in: has it send to all accounts.
    ///
    /// Returns when "start" was, on ``MonotonicClock``; nil where there is no such moment. Throws ``BenchFailure``.
    func begin(_ publisher: ClipPublisher) async throws -> UInt64?
}

extension Contender {
    /// A relay that starts with its publisher.
    func begin(_ publisher: ClipPublisher) async throws -> UInt64? {
        try await eventually("the first media", within: .seconds(10), every: .milliseconds(2)) { publisher.firstMedia }
    }
}
