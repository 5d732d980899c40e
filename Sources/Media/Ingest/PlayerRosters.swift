import NIOCore
import Synchronization

/// The rosters of all event loops, each made when its first player comes.
final class PlayerRosters: Sendable {
    private let rosters = Mutex<[ObjectIdentifier: NIOLoopBound<PlayerRoster>]>([:])

    /// Called on `eventLoop`.
    func roster(on eventLoop: any EventLoop) -> PlayerRoster {
        rosters.withLock { rosters in
            if let known = rosters[ObjectIdentifier(eventLoop)] { return known }
            let bound = NIOLoopBound(PlayerRoster(eventLoop: eventLoop), eventLoop: eventLoop)
            rosters[ObjectIdentifier(eventLoop)] = bound
            return bound
        }.value
    }
}
