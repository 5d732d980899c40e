import Foundation
import RTMPWire
import Synchronization
import TestBench

/// Plays the clip round and round at its own pace into one relay, and notes when each picture was written.
///
/// It is a thread of its own that runs before all others of its core. The same publisher serves every contender. It can be
/// paused between two messages, so that sinks can be counted while nothing is under way.
final class ClipPublisher: Sendable {
    private struct State {
        var isPublishing = false
        var pauseWanted = false
        var isPaused = false
        var stopWanted = false
        var hasEnded = false
        var failure: String?
        var mediaBytes: UInt64 = 0
        var firstMedia: UInt64?
        var frames: [FrameMoment] = []
        var latest: UInt64 = 0
    }

    private let clip: SourceClip
    private let target: FeedTarget
    private let state = Mutex(State())

    init(clip: SourceClip, target: FeedTarget) {
        self.clip = clip
        self.target = target
    }

    /// Payload bytes of pictures and sound written so far.
    var mediaBytes: UInt64 { state.withLock { $0.mediaBytes } }
    /// When the first of them was written.
    var firstMedia: UInt64? { state.withLock { $0.firstMedia } }
    var frames: [FrameMoment] { state.withLock { $0.frames } }
    /// The most that any message was written later than it was due, in nanoseconds; forgotten by reading it.
    func takeLatest() -> UInt64 {
        state.withLock { state in
            defer { state.latest = 0 }
            return state.latest
        }
    }

    /// Starts the thread; returns when the relay has accepted the stream. Throws what went wrong.
    func start() async throws {
        let thread = Thread { [self] in play() }
        thread.name = "publisher"
        thread.start()
        try await wait("the relay to accept the publisher") { $0.isPublishing }
    }

    /// Returns when nothing more is written.
    func pause() async throws {
        state.withLock { $0.pauseWanted = true }
        try await wait("the publisher to pause") { $0.isPaused }
    }

    func resume() { state.withLock { $0.pauseWanted = false } }

    func stop() async {
        state.withLock { $0.stopWanted = true }
        try? await wait("the publisher to end", failing: false) { $0.hasEnded }
    }

    /// Throws when the thread has ended by itself.
    func check() throws {
        if let failure = state.withLock({ $0.failure }) { throw BenchFailure("The publisher stopped: \(failure)") }
    }

    private func wait(_ what: String, failing: Bool = true, _ isReached: @Sendable (State) -> Bool) async throws {
        _ = try await eventually(what, within: .seconds(20), every: .milliseconds(5)) {
            if failing { try check() }
            return state.withLock { isReached($0) } ? true : nil
        }
    }

    // MARK: On the thread

    private func play() {
        _ = Cores.preferThisThread()
        do {
            let wire = try FeedWire(target: target)
            try wire.open()
            state.withLock { $0.isPublishing = true }
            for header in clip.headers {
                try wire.write(typeID: header.typeID, timestamp: 0, payload: header.payload)
            }
            try playRounds(wire)
            wire.close()
        } catch {
            state.withLock { $0.failure = "\(error)" }
        }
        state.withLock { $0.hasEnded = true }
    }

    private func playRounds(_ wire: FeedWire) throws {
        var begin = MonotonicClock.now
        var round: UInt32 = 0
        while true {
            for tag in clip.tags {
                let (pause, stop) = state.withLock { ($0.pauseWanted, $0.stopWanted) }
                if stop { return }
                if pause { begin += waitWhilePaused() }
                let timestamp = round &* SourceClip.lengthMilliseconds &+ tag.timestamp
                let due = begin + UInt64(timestamp) * 1_000_000
                MonotonicClock.sleep(until: due)
                try wire.hear()
                let now = MonotonicClock.now
                try wire.write(typeID: tag.typeID, timestamp: timestamp, payload: tag.payload)
                state.withLock { state in
                    state.mediaBytes += UInt64(tag.payload.count)
                    state.firstMedia = state.firstMedia ?? now
                    state.latest = max(state.latest, now - due)
                    if let hash = tag.hash { state.frames.append(FrameMoment(hash: hash, at: now)) }
                }
            }
            round += 1
        }
    }

    /// Returns how long it was.
    private func waitWhilePaused() -> UInt64 {
        let began = MonotonicClock.now
        state.withLock { $0.isPaused = true }
        while state.withLock({ $0.pauseWanted && !$0.stopWanted }) {
            MonotonicClock.sleep(until: MonotonicClock.now + 1_000_000)
        }
        state.withLock { $0.isPaused = false }
        return MonotonicClock.now - began
    }
}
