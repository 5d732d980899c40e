import Synchronization

/// Takes in what came since the last beat.
package protocol BeatReader: AnyObject, Sendable {
    /// Takes what is there, within bounds of its own, and never waits. `buffer` is the caller's, for this call. Called once a
    /// beat, by one thread at a time.
    func readOnBeat(into buffer: UnsafeMutableRawBufferPointer)
}

/// Whoever is read on the relay's beat: publishers' connections join, the thread that sends calls.
///
/// Reading and sending in one waking costs half of what two threads cost that wake after each other, thirty times a
/// second.
package final class BeatReaders: Sendable {
    private struct State {
        var readers: [any BeatReader] = []
        var onFirst: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let count = Atomic(0)

    package init() {}

    package var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }

    /// `action` wakes the thread that calls ``readAll(into:)``, which sleeps longer while there is nobody.
    package func onFirst(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.onFirst = action
            return !state.readers.isEmpty
        }
        if isLate { action() }
    }

    package func join(_ reader: any BeatReader) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            state.readers.append(reader)
            count.store(state.readers.count, ordering: .releasing)
            return state.readers.count == 1 ? state.onFirst : nil
        }
        wake?()
    }

    /// It may be called once more, by a round that has begun. Nothing happens when it has left already.
    package func leave(_ reader: any BeatReader) {
        state.withLock { state in
            state.readers.removeAll { $0 === reader }
            count.store(state.readers.count, ordering: .releasing)
        }
    }

    /// One round.
    package func readAll(into buffer: UnsafeMutableRawBufferPointer) {
        guard !isEmpty else { return }
        for reader in state.withLock({ $0.readers }) { reader.readOnBeat(into: buffer) }
    }
}
