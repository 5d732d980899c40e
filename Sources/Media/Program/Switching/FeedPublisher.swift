package import BroadcastModel
import Synchronization

/// One publisher's hold on its feed, from an accepted `publish` to ``end()``.
///
/// Ingest's connection owns it and calls ``push(_:timestamp:bytes:)`` from one thread.
package final class FeedPublisher: Sendable {
    private enum Hold {
        case held(onRevoke: (@Sendable () -> Void)?)
        case revoked
        case ended
    }

    package let feed: FeedID
    private let input: FeedInput
    private unowned let board: Switchboard
    private let hold = Mutex(Hold.held(onRevoke: nil))

    init(input: FeedInput, board: Switchboard) {
        feed = input.id
        self.input = input
        self.board = board
    }

    /// Takes one message; `timestamp` as on the wire, in milliseconds. Ignored once the hold is over.
    package func push(_ kind: MediaKind, timestamp: UInt32, bytes: UnsafeRawBufferPointer) {
        guard hold.withLock({ if case .held = $0 { true } else { false } }) else { return }
        board.deliver(input, kind, timestamp: timestamp, bytes: bytes)
    }

    /// The connection is over. May be called again.
    package func end() {
        hold.withLock { $0 = .ended }
        input.release(self)
    }

    /// `action` closes the connection when the daemon takes the hold away; runs at once when it already did.
    package func onRevoke(_ action: @escaping @Sendable () -> Void) {
        let isRevoked = hold.withLock { hold in
            switch hold {
            case .held:
                hold = .held(onRevoke: action)
                return false
            case .revoked: return true
            case .ended: return false
            }
        }
        if isRevoked { action() }
    }

    /// Takes the hold away; the feed is free for the next publisher at once.
    func revoke() {
        let action = hold.withLock { hold -> (@Sendable () -> Void)? in
            guard case .held(let action) = hold else { return nil }
            hold = .revoked
            return action
        }
        input.release(self)
        action?()
    }
}
