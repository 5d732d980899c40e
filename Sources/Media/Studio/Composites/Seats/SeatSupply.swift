import BroadcastModel
import Program
import RTMPWire
import Synchronization

/// Gives one launch of a decoder its feed as FLV: headers, then from a keyframe on as messages come into the feed's log.
///
/// Time stamps begin at ``beginning`` and go forward; a publisher that comes back with another clock is put where it came in time.
final class SeatSupply: ChildSupply {
    /// Milliseconds; above zero, so that nothing in front of the first message is below it.
    static let beginning: Int64 = 1_000
    private static let batch = 64
    /// A step back, or forward, that is no step of one publisher's clock.
    private static let largestStepBack: Int64 = 1_000
    private static let largestStep: Int64 = 5_000

    private struct State {
        var next: UInt64
        var hasBegun = false
        var needsKeyframe = true
        /// The log's time that is ``beginning``.
        var base: Int64?
        var lastOut: Int64 = SeatSupply.beginning
        var lastLoggedAt: MonotonicTime?
    }

    private let log: MediaLog
    private let tracks: SeatTracks
    private let arrivals: SeatArrivals
    private let state: Mutex<State>
    private let isOutdatedNow = Atomic(false)
    private let floor = Atomic<UInt64>(0)

    init(_ log: MediaLog, from start: UInt64, tracks: SeatTracks, arrivals: SeatArrivals) {
        self.log = log
        self.tracks = tracks
        self.arrivals = arrivals
        state = Mutex(State(next: start))
    }

    /// What comes needs a decoder that is launched anew; nothing more is handed over.
    var isOutdated: Bool { isOutdatedNow.load(ordering: .acquiring) }

    /// Of headers that it stopped at; 0 where there were none.
    var nextFloor: UInt64 { floor.load(ordering: .acquiring) }

    func begin(wake: @escaping @Sendable () -> Void) { log.listen(self, wake) }
    func end() { log.forget(listener: self) }

    func next() -> [[UInt8]]? {
        guard !isOutdated else { return [] }
        return state.withLock { state in
            let batch = log.read(from: state.next, limit: Self.batch)
            guard !batch.entries.isEmpty else { return [] }
            // Entries are gone that the decoder was too slow for.
            if batch.first != state.next { state.needsKeyframe = true }
            var bytes: [UInt8] = []
            for (index, entry) in batch.entries.enumerated() {
                state.next = batch.first + UInt64(index) + 1
                guard tracks.fits(entry.message) else {
                    if entry.message.traits.contains(.header) { floor.store(state.next - 1, ordering: .releasing) }
                    isOutdatedNow.store(true, ordering: .releasing)
                    break
                }
                write(entry, &state, to: &bytes)
            }
            return bytes.isEmpty ? [] : [bytes]
        }
    }

    private func write(_ entry: LogEntry, _ state: inout State, to bytes: inout [UInt8]) {
        let message = entry.message
        if state.needsKeyframe {
            guard entry.start != nil else { return }
            state.needsKeyframe = false
        }
        guard message.kind != .data, !message.traits.contains(.header) else { return }
        let time = self.time(of: entry, &state)
        if !state.hasBegun {
            state.hasBegun = true
            let writer = FLVTagWriter()
            bytes += writer.header(hasAudio: tracks.hasSound, hasVideo: tracks.hasPictures)
            for (kind, header) in [(MediaKind.video, tracks.videoHeader), (.audio, tracks.audioHeader)] {
                guard let header, kind == .video ? tracks.hasPictures : tracks.hasSound else { continue }
                bytes += writer.tag(
                    FLVTag(typeID: kind.rawValue, timestamp: UInt32(truncatingIfNeeded: time), payload: header))
            }
        }
        if message.traits.contains(.picture) {
            arrivals.note(time + Int64(message.payload.tag?.compositionTime ?? 0), at: entry.writtenAt)
        }
        bytes += FLVTagWriter().tag(
            FLVTag(
                typeID: message.kind.rawValue, timestamp: UInt32(truncatingIfNeeded: time),
                payload: message.payload.bytes))
    }

    private func time(of entry: LogEntry, _ state: inout State) -> Int64 {
        let timestamp = entry.message.timestamp
        defer { state.lastLoggedAt = entry.writtenAt }
        guard let base = state.base, let lastLoggedAt = state.lastLoggedAt else {
            state.base = timestamp
            return Self.beginning
        }
        var time = timestamp - base + Self.beginning
        if time < state.lastOut - Self.largestStepBack || time > state.lastOut + Self.largestStep {
            time = state.lastOut + max(1, (entry.writtenAt - lastLoggedAt).milliseconds)
            state.base = timestamp - time + Self.beginning
        }
        state.lastOut = max(state.lastOut, time)
        return max(0, time)
    }
}
