import Synchronization

/// When a link last brought anything, shared by its reader and its watch.
final class LastHeard: Sendable {
    private let moment = Mutex(ContinuousClock.now)

    func touch() { moment.withLock { $0 = .now } }
    var age: Duration { moment.withLock { $0.duration(to: .now) } }
}
