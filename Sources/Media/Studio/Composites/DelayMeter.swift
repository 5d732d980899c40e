import BroadcastModel
import Synchronization

/// How long people's pictures take through a composite, from their feeds' logs to the composite's. Bounded.
final class DelayMeter: Sendable {
    private struct State {
        var mixed: [Int64: [FeedID: MonotonicTime]] = [:]
        /// Nanoseconds.
        var delays: [FeedID: Int64] = [:]
    }

    private static let mostFrames: Int64 = 240
    private let format: CompositeFormat
    private let state = Mutex(State())

    init(_ format: CompositeFormat) { self.format = format }

    /// Frame `number` shows pictures that came into their logs then.
    func mixed(_ number: Int64, _ sources: [FeedID: MonotonicTime]) {
        guard !sources.isEmpty else { return }
        state.withLock { state in
            state.mixed[number] = sources
            if state.mixed.count > Self.mostFrames {
                state.mixed = state.mixed.filter { $0.key > number - Self.mostFrames / 2 }
            }
        }
    }

    /// The picture with that time stamp (milliseconds) is in the composite's feed.
    func delivered(_ timestamp: Int64, at now: MonotonicTime) {
        let number = format.number(atMilliseconds: timestamp)
        state.withLock { state in
            for (feed, at) in state.mixed.removeValue(forKey: number) ?? [:] {
                let delay = (now - at).nanoseconds
                // Evened out over a second or so: pictures of other rates come and go in their phase.
                state.delays[feed] = state.delays[feed].map { $0 + (delay - $0) / 16 } ?? delay
            }
        }
    }

    /// Nil while no picture of that feed has passed.
    func delay(of feed: FeedID) -> Duration? { state.withLock { $0.delays[feed] }.map { .nanoseconds($0) } }
}
