package import BroadcastModel

/// The running order (流程单) as a value: which cues stand where, which are due, which comes next.
///
/// It holds no clock and does no I/O: every question carries the programme time, which is the time since air. The
/// caller builds it from what is stored, applies a command or ``fireDue(at:)``, and stores what changed in one
/// transaction; so a cue fires once, whatever happens to the process between two transactions.
package struct CueSheet: Hashable, Sendable {
    /// What a hand may do to one cue.
    package enum Command: String, Codable, Hashable, Sendable, CaseIterable { case fire, hold, release, skip }

    /// In order of planned moments; cues of one moment stay in the order of the plan.
    package let cues: [Cue]
    package private(set) var states: [CueID: CueState]
    /// The whole rundown is held: the clock fires nothing, hands still do.
    package var isHeld: Bool
    /// The cue fired last, by whomever.
    package private(set) var current: CueID?

    /// A cue without a state is pending. States of cues that `cues` does not hold are dropped.
    package init(cues: [Cue], states: [CueID: CueState] = [:], isHeld: Bool = false, current: CueID? = nil) {
        self.cues = cues.enumerated()
            .sorted { ($0.element.atMilliseconds, $0.offset) < ($1.element.atMilliseconds, $1.offset) }
            .map(\.element)
        let known = Set(cues.map(\.id))
        self.states = states.filter { known.contains($0.key) }
        self.isHeld = isHeld
        self.current = current
    }

    package func state(of cue: CueID) -> CueState { states[cue] ?? .pending }

    /// Applies a hand's command and returns the new state.
    ///
    /// Throws a ``Fault``: `notFound` for a cue that is not on this sheet, `conflict` with advice where the command is
    /// not possible. A throwing call changes nothing.
    @discardableResult
    package mutating func apply(_ command: Command, to id: CueID) throws -> CueState {
        guard cues.contains(where: { $0.id == id }) else {
            throw Fault(.notFound, "There is no cue \(id) in this rundown.", blame: .operatorSide)
        }
        let next: CueState
        switch (command, state(of: id)) {
        case (.fire, .pending), (.fire, .held): next = .fired
        case (.hold, .pending): next = .held
        case (.release, .held), (.release, .skipped): next = .pending
        case (.skip, .pending), (.skip, .held): next = .skipped
        case (_, let now): throw Self.refusal(of: command, on: id, in: now)
        }
        states[id] = next
        if next == .fired { current = id }
        return next
    }

    /// Fires what the clock owes at `programTime`, in order, and returns it; empty while the rundown is held.
    ///
    /// Held and skipped cues and cues for a hand stay as they are. A second call at any time returns none of these again.
    package mutating func fireDue(at programTime: Duration) -> [DueCue] {
        guard !isHeld else { return [] }
        var due: [DueCue] = []
        for cue in cues where isForClock(cue) && cue.at <= programTime {
            states[cue.id] = .fired
            current = cue.id
            due.append(DueCue(cue: cue, late: programTime - cue.at))
        }
        return due
    }

    /// The programme time at which the clock fires next; nil when it has nothing to fire. It may lie in the past.
    package var nextByClock: Duration? {
        isHeld ? nil : cues.first(where: isForClock)?.at
    }

    /// The first cue of the sheet that is neither fired nor skipped, whoever will fire it.
    package var next: Cue? { cues.first { state(of: $0.id).isOpen } }

    /// Until ``next`` is due, at `programTime`; negative when it is overdue (held, or waiting for a hand).
    package func nextIn(at programTime: Duration) -> Duration? { next.map { $0.at - programTime } }

    private func isForClock(_ cue: Cue) -> Bool { !cue.byHand && state(of: cue.id) == .pending }

    private static func refusal(of command: Command, on id: CueID, in state: CueState) -> Fault {
        let advice =
            switch state {
            case .pending: "It can be fired, held or skipped."
            case .held: "It can be fired, released or skipped."
            case .fired: "What was fired stays fired; plan or fire another cue."
            case .skipped: "It can be released, which makes it pending again."
            }
        return Fault(
            .conflict, "Cannot \(command.rawValue) a cue that is \(state.rawValue). \(advice)", blame: .operatorSide,
            place: "cue \(id)")
    }
}
