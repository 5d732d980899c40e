import BroadcastModel
import Synchronization

/// A reply's body between the loop's thread and one reader.
///
/// Bounded: above ``capacity`` nothing is dropped, the transfer pauses and the peer feels it by TCP; the reader's
/// emptying lets it go on.
final class StreamMailbox: Sendable {
    static let capacity = 256 << 10

    private struct State {
        var pieces: [[UInt8]] = []
        var bytes = 0
        var isPaused = false
        var end: Result<Void, any Error>?
        var waiter: CheckedContinuation<[UInt8]?, any Error>?
    }

    private let state = Mutex(State())

    /// From the loop's thread: false when there is no room; the transfer must then pause.
    func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (taken, waiter) = state.withLock { state -> (Bool, CheckedContinuation<[UInt8]?, any Error>?) in
            if let waiter = state.waiter {
                state.waiter = nil
                return (true, waiter)
            }
            guard state.bytes == 0 || state.bytes + bytes.count <= Self.capacity else {
                state.isPaused = true
                return (false, nil)
            }
            state.pieces.append(Array(bytes))
            state.bytes += bytes.count
            return (true, nil)
        }
        waiter?.resume(returning: Array(bytes))
        return taken
    }

    /// The first end counts; what was offered before is still read.
    func finish(_ result: Result<Void, any Error>) {
        let waiter = state.withLock { state -> CheckedContinuation<[UInt8]?, any Error>? in
            guard state.end == nil else { return nil }
            state.end = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: result.map { nil })
    }

    /// The next piece, or nil after the end. One reader at a time; `roomMade` is called when a pause can end.
    func next(roomMade: () -> Void) async throws -> [UInt8]? {
        let made = state.withLock { state in
            guard state.isPaused, state.pieces.count <= 1 else { return false }
            state.isPaused = false
            return true
        }
        if made { roomMade() }
        return try await withCheckedThrowingContinuation { continuation in
            let ready = state.withLock { state -> Result<[UInt8]?, any Error>? in
                if !state.pieces.isEmpty {
                    let piece = state.pieces.removeFirst()
                    state.bytes -= piece.count
                    return .success(piece)
                }
                if let end = state.end { return end.map { nil } }
                state.waiter = continuation
                return nil
            }
            if let ready { continuation.resume(with: ready) }
        }
    }
}
