import BroadcastModel
import Synchronization

/// Accounts that receive the program equally late; named in the plan.
package struct DelayGroup: Identifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    /// Everyone whom the plan puts nowhere else.
    package static let main = DelayGroup("main")
}

/// One broadcast on its way out: the switcher, and one output a delay group.
final class ProgramAir: Sendable {
    let program: ProgramOutput

    private struct State {
        var outputs: [DelayGroup: AirOutput] = [:]
        var slate: (any SlateSource)?
        var isCut = false
        var slateWish: PlannedSlate?
    }

    private let limits: MediaLog.Limits
    private let state = Mutex(State())

    init(feed: FeedID, limits: MediaLog.Limits) {
        self.limits = limits
        program = ProgramOutput(feed: feed, limits: limits)
    }

    func log(of group: DelayGroup) -> MediaLog { output(of: group).log }

    private func output(of group: DelayGroup) -> AirOutput {
        state.withLock { state in
            if let output = state.outputs[group] { return output }
            let output = AirOutput(program: program.log, delay: .zero, limits: limits)
            output.set(slate: state.slate)
            if state.isCut { output.cut() }
            state.outputs[group] = output
            return output
        }
    }

    private var outputs: [DelayGroup: AirOutput] { state.withLock { $0.outputs } }
    var statuses: [DelayGroup: AirStatus] { outputs.mapValues(\.status) }

    func take(_ message: MediaMessage, from feed: FeedID, headers: MediaHeaders, now: MonotonicTime) {
        program.take(message, from: feed, headers: headers, now: now)
        for output in outputs.values { output.advance(now: now) }
    }

    /// Returns whether something is due within milliseconds; see ``Switchboard/tick()``.
    func tick(now: MonotonicTime) -> Bool {
        program.tick(now: now)
        let outputs = outputs.values
        for output in outputs { output.advance(now: now) }
        return program.condition == .covered || outputs.contains { $0.isTimed }
    }

    var slateWish: PlannedSlate? { state.withLock { $0.slateWish } }
    func set(slateWish: PlannedSlate?) { state.withLock { $0.slateWish = slateWish } }

    func set(slate: (any SlateSource)?) {
        state.withLock { $0.slate = slate }
        program.set(slate: slate)
        for output in outputs.values { output.set(slate: slate) }
    }

    func set(delay: Duration, of group: DelayGroup, now: MonotonicTime) {
        let output = output(of: group)
        output.set(delay: delay, now: now)
        // The program must be kept for as long as its slowest group is behind, and a little more.
        let longest = outputs.values.map(\.status.delay).max() ?? .zero
        var kept = limits
        kept.duration += longest
        kept.bytes += Int(longest.milliseconds / 1000) * 2 << 20
        program.log.set(limits: kept)
    }

    func dump(_ group: DelayGroup?, now: MonotonicTime) -> [DelayGroup: DumpedSpan] {
        var spans: [DelayGroup: DumpedSpan] = [:]
        for (name, output) in outputs where group == nil || name == group { spans[name] = output.dump(now: now) }
        return spans
    }

    func cut() { for output in change(isCut: true) { output.cut() } }
    func lift() { for output in change(isCut: false) { output.lift() } }

    private func change(isCut: Bool) -> [AirOutput] {
        state.withLock { state in
            state.isCut = isCut
            return Array(state.outputs.values)
        }
    }
}
