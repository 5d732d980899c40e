import BroadcastModel
import Synchronization

/// What one delay group's accounts receive: the program, D seconds late, or the slate over what must not go out.
///
/// It reads the program log by a cursor and writes a log of its own, which the relay reads. An entry goes out once it
/// is as old as the delay. A dump moves the cursor past everything that has not gone out; a cut covers until a hand
/// lifts it. Growing the delay is covered by the slate until the program is late enough; shrinking it jumps to the
/// newest keyframe that is due. Returns to the program happen at keyframes only.
final class AirOutput: Sendable {
    let log: MediaLog
    private let program: MediaLog

    fileprivate enum Mode {
        /// Exits: covered, cut.
        case passing
        /// Covered until the program has a start that is due. Exits: passing, cut.
        case covered(SlatePlayer.Run?)
        /// Covered until a hand lifts it. Exits: covered.
        case cut(SlatePlayer.Run?)
    }

    fileprivate struct State {
        var delay: Duration
        var next: UInt64 = 0
        /// The next entry joins on to the one that went out before.
        var isJoined = false
        var mode = Mode.passing
        var splicer = Splicer()
        var slate: SlatePlayer?
    }

    private let state: Mutex<State>

    init(program: MediaLog, delay: Duration, limits: MediaLog.Limits) {
        self.program = program
        log = MediaLog(limits: limits)
        state = Mutex(State(delay: delay))
    }

    func set(slate: (any SlateSource)?) { state.withLock { $0.slate = slate.map { SlatePlayer($0) } } }

    var status: AirStatus {
        state.withLock { state in
            let cover: AirStatus.Cover =
                switch state.mode {
                case .passing: .none
                case .covered: .untilProgram
                case .cut: .untilHand
                }
            return AirStatus(delay: state.delay, cover: cover)
        }
    }

    /// What goes out next is a matter of time, not of what comes in.
    var isTimed: Bool {
        state.withLock { state in
            if case .passing = state.mode { state.delay > .zero } else { true }
        }
    }

    /// Moves what is due; called after each append to the program, and by the master clock.
    func advance(now: MonotonicTime) {
        state.withLock { state in
            state.advance(program, into: log, now: now)
            state.playSlate(into: log, now: now)
        }
    }

    /// From now on the program goes out `delay` late.
    func set(delay: Duration, now: MonotonicTime) {
        state.withLock { state in
            let isGrowing = delay > state.delay
            let hasBegun = state.isJoined
            state.delay = delay
            state.isJoined = false
            if isGrowing {
                // Before anything has gone out there is nothing to cover.
                if hasBegun, case .passing = state.mode { state.mode = .covered(nil) }
            } else if let start = state.newestDueStart(program, now: now) {
                state.next = max(state.next, start)
            }
        }
    }

    /// Removes everything that has not gone out yet and covers it; returns the program time that was removed.
    func dump(now: MonotonicTime) -> DumpedSpan {
        state.withLock { state in
            let span = remove(&state)
            if case .passing = state.mode { state.mode = .covered(nil) }
            return span
        }
    }

    /// Covers at once, and until ``lift()``.
    func cut() {
        state.withLock { state in
            _ = remove(&state)
            switch state.mode {
            case .passing: state.mode = .cut(nil)
            case .covered(let run): state.mode = .cut(run)
            case .cut: break
            }
        }
    }

    private func remove(_ state: inout State) -> DumpedSpan {
        let end = program.end
        let span = state.span(program, to: end)
        state.next = max(state.next, end)
        state.isJoined = false
        log.purge()
        return span
    }

    /// Goes back to the program at its next keyframe that is due.
    func lift() {
        state.withLock { state in
            if case .cut(let run) = state.mode { state.mode = .covered(run) }
        }
    }
}

/// What one delay group's output is doing.
package struct AirStatus: Hashable, Sendable {
    package enum Cover: Hashable, Sendable { case none, untilProgram, untilHand }
    package var delay: Duration
    package var cover: Cover

    package init(delay: Duration, cover: Cover) {
        self.delay = delay
        self.cover = cover
    }
}

/// What a dump removed, on the program's time line in milliseconds.
package struct DumpedSpan: Hashable, Sendable {
    package var messages: UInt64
    package var from: Int64?
    package var to: Int64?
}

extension AirOutput.State {
    fileprivate mutating func advance(_ program: MediaLog, into log: MediaLog, now: MonotonicTime) {
        while true {
            let batch = program.read(from: next, limit: 64)
            if batch.first > next {
                next = batch.first
                isJoined = false
            }
            guard let first = batch.entries.first, first.writtenAt + delay <= now else { return }
            for entry in batch.entries {
                guard entry.writtenAt + delay <= now else { return }
                next += 1
                take(entry, into: log, now: now)
            }
        }
    }

    private mutating func take(_ entry: LogEntry, into log: MediaLog, now: MonotonicTime) {
        if case .cut = mode {
            isJoined = false
            return
        }
        if !isJoined {
            guard let headers = entry.start else { return }
            isJoined = true
            mode = .passing
            for header in splicer.begin(at: entry.message, headers: headers) { log.append(header, writtenAt: now) }
        }
        if let out = splicer.pass(entry.message) { log.append(out, writtenAt: now) }
    }

    fileprivate mutating func playSlate(into log: MediaLog, now: MonotonicTime) {
        guard let slate else { return }
        switch mode {
        case .passing: return
        case .covered(let run):
            var run = run ?? slate.begin(now: now)
            slate.play(&run, until: now, through: &splicer) { log.append($0, writtenAt: now) }
            mode = .covered(run)
        case .cut(let run):
            var run = run ?? slate.begin(now: now)
            slate.play(&run, until: now, through: &splicer) { log.append($0, writtenAt: now) }
            mode = .cut(run)
        }
    }

    fileprivate func newestDueStart(_ program: MediaLog, now: MonotonicTime) -> UInt64? {
        let batch = program.read(from: next, limit: .max)
        let found = batch.entries.lastIndex { $0.start != nil && $0.writtenAt + delay <= now }
        return found.map { batch.first + UInt64($0) }
    }

    fileprivate func span(_ program: MediaLog, to end: UInt64) -> DumpedSpan {
        let batch = program.read(from: next, limit: .max)
        let kept = batch.entries.prefix(Int(clamping: end - min(batch.first, end)))
        let times = kept.map(\.message.timestamp)
        return DumpedSpan(messages: UInt64(kept.count), from: times.min(), to: times.max())
    }
}
