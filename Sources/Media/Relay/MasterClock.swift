import Foundation
package import Program
import ServiceLifecycle
import Synchronization

/// Ticks the switchboard: slates and safety delays are a matter of milliseconds, so they have a thread of their own. While a
/// program passes through it only looks for silence.
package final class MasterClock: Service {
    private static let period: TimeInterval = 0.01
    private static let restingPeriod: TimeInterval = 0.1

    private let switchboard: Switchboard
    private let isOver = Atomic(false)

    package init(switchboard: Switchboard) { self.switchboard = switchboard }

    package func run() async throws {
        let (ended, continuation) = AsyncStream.makeStream(of: Never.self)
        let thread = Thread { [self] in
            while !isOver.load(ordering: .relaxed) {
                let isBusy = switchboard.tick()
                Thread.sleep(forTimeInterval: isBusy ? Self.period : Self.restingPeriod)
            }
            continuation.finish()
        }
        thread.name = "master-clock"
        thread.start()
        try? await gracefulShutdown()
        isOver.store(true, ordering: .relaxed)
        for await _ in ended {}
    }
}

extension MasterClock: CustomStringConvertible {
    package var description: String { "master clock" }
}
