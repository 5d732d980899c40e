import Synchronization

/// Takes in what a publisher's connection brought.
package protocol FeedReader: AnyObject, Sendable {
    /// Readable when there is something to take; open for as long as this object lives.
    var descriptor: Int32 { get }
    /// Takes what is there, within bounds of its own, and never waits. `buffer` is the caller's, for this call. One thread at a
    /// time calls it. Returns false when it will not read any more.
    func readFeed(into buffer: UnsafeMutableRawBufferPointer) -> Bool
}

/// The connections that the relay's first thread reads: on its beat, or, in the immediate mode, when something comes.
///
/// Publishers' connections join and leave; the thread that sends reads. One waking for both costs half of what two threads
/// cost that wake after each other, thirty times a second.
package final class FeedReaders: Sendable {
    private struct State {
        var readers: [any FeedReader] = []
        var onChange: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let changes = Atomic<UInt64>(0)
    private let count = Atomic(0)

    package init() {}

    package var isEmpty: Bool { count.load(ordering: .acquiring) == 0 }
    /// Grows when one joins or leaves.
    package var revision: UInt64 { changes.load(ordering: .acquiring) }
    package var all: [any FeedReader] { state.withLock { $0.readers } }

    /// `action` wakes the thread that reads.
    package func onChange(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.onChange = action }
        action()
    }

    package func join(_ reader: any FeedReader) { change { $0.append(reader) } }

    /// It may be called once more, by a round that has begun. Nothing happens when it has left already.
    package func leave(_ reader: any FeedReader) { change { $0.removeAll { $0 === reader } } }

    private func change(_ make: (inout [any FeedReader]) -> Void) {
        let wake = state.withLock { state in
            make(&state.readers)
            count.store(state.readers.count, ordering: .releasing)
            changes.wrappingAdd(1, ordering: .acquiringAndReleasing)
            return state.onChange
        }
        wake?()
    }

    /// One round.
    package func readAll(into buffer: UnsafeMutableRawBufferPointer) {
        guard !isEmpty else { return }
        for reader in all { _ = reader.readFeed(into: buffer) }
    }
}
