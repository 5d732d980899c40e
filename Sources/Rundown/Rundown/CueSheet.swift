package import BroadcastModel

/// The running order (流程单) as a value: which cues stand where, which are due, which comes next.
///
/// It holds no clock and does no I/O: every question carries the programme time, which is the time since air, measured on
/// a monotonic clock. The caller builds it from what is stored, applies a command or ``fireDue(at:)``, and stores what
/// changed in one transaction; so a cue fires once, whatever happens to the process between two transactions.
package struct CueSheet: Hashable, Sendable {
    /// What a hand may do to one cue.
    package enum Command: String, Codable, Hashable, Sendable, CaseIterable { case fire, hold, release, skip }

    /// In order of the plan, which is the order of the line.
    package let cues: [Cue]
    package private(set) var runs: [CueID: CueRun]
    /// The whole rundown is held: the clock fires nothing, hands still do.
    package var isHeld: Bool
    /// The cue of the line that was fired last, by whomever; those beside the line do not count.
    package private(set) var current: CueID?
    /// When the programme went on air, for cues that begin at a moment of the wall clock; before air, when it is due.
    package let air: WallTime
    /// Planned length of the programme.
    package let length: Duration
    /// Cues that must not fire yet, with what they wait for in words for people.
    package var notReady: [CueID: String]

    /// A cue without a run is pending. Runs of cues that `cues` does not hold are dropped.
    package init(
        cues: [Cue], runs: [CueID: CueRun] = [:], isHeld: Bool = false, current: CueID? = nil,
        air: WallTime = WallTime(milliseconds: 0), length: Duration = .seconds(86_400), notReady: [CueID: String] = [:]
    ) {
        self.cues = cues
        let knownRuns = runs.isEmpty ? 0 : cues.indices.count { runs[cues[$0].id] != nil }
        if knownRuns == runs.count {
            self.runs = runs
        } else {
            let known = Set(cues.map(\.id))
            self.runs = runs.filter { known.contains($0.key) }
        }
        self.isHeld = isHeld
        self.current = current.flatMap { current in cues.contains { $0.id == current } ? current : nil }
        self.air = air
        self.length = length
        self.notReady = notReady
    }

    package func state(of cue: CueID) -> CueState { runs[cue]?.state ?? .pending }

    // MARK: Hands

    /// Applies a hand's command at `programTime` (nil before air) and returns the new state.
    ///
    /// Throws a ``Fault``: `notFound` for a cue that is not on this sheet, `conflict` with advice where the command is
    /// not possible, a cue that is not ready included. A throwing call changes nothing.
    @discardableResult
    package mutating func apply(_ command: Command, to id: CueID, at programTime: Duration?) throws -> CueState {
        guard let cue = cues.first(where: { $0.id == id }) else {
            throw Fault(.notFound, "There is no cue \(id) in this rundown.", blame: .operatorSide)
        }
        switch (command, state(of: id)) {
        case (.fire, .pending), (.fire, .held), (.fire, .asked):
            if let missing = notReady[id] {
                throw Fault(
                    .conflict, "Cannot fire “\(cue.title)” yet: \(missing)", blame: .operatorSide, place: "cue \(id)")
            }
            put(cue, .fired, since: programTime)
        case (.hold, .pending): put(cue, .held, since: nil)
        case (.release, .held), (.release, .skipped): put(cue, .pending, since: nil)
        case (.skip, .pending), (.skip, .held), (.skip, .asked): put(cue, .skipped, since: programTime)
        case (_, let now): throw Self.refusal(of: command, on: id, in: now)
        }
        return state(of: id)
    }

    /// Does the cue of the line before the one on air again, and takes that one back: it follows once more, by the clock
    /// where it follows its predecessor, by hand where it had a moment of its own, or would be due at once.
    ///
    /// Returns both. Throws a ``Fault`` (`conflict`) when there is nothing to go back to.
    package mutating func back(at programTime: Duration) throws -> (again: Cue, taken: Cue) {
        guard let here = cues.firstIndex(where: { $0.id == current }),
            let there = cues[..<here].lastIndex(where: { !$0.kind.isAside && state(of: $0.id) == .fired })
        else {
            throw Fault(
                .conflict, "Nothing to go back to: no cue before the one on air was fired.", blame: .operatorSide)
        }
        let (again, taken) = (cues[there], cues[here])
        let end = again.until.map { max(programTime, $0) } ?? programTime + (again.length ?? .zero)
        // What would be due at once is not given back to the clock: that would undo the going back.
        if case .after(let gap) = taken.start, end + .milliseconds(gap) > programTime {
            runs[taken.id]?.state = .pending
        } else {
            runs[taken.id]?.state = .held
        }
        runs[taken.id]?.since = nil
        runs[taken.id]?.tick = nil
        put(again, .fired, since: programTime)
        return (again, taken)
    }

    /// What a hand that has just fired `id` has jumped over; by their rules, as when the clock goes on without them.
    package mutating func passBy(_ id: CueID) -> [DueCue] {
        guard let index = cues.firstIndex(where: { $0.id == id }), !cues[index].kind.isAside else { return [] }
        return passBy(before: index)
    }

    /// The feed that the co-stream cues down to `id` have put on the program; nil: none of them has.
    package func coStreamFeed(downTo id: CueID) -> Cue? {
        guard let index = cues.firstIndex(where: { $0.id == id }) else { return nil }
        return cues[...index].last {
            $0.isCoStreamOfOurs && state(of: $0.id) == .fired
        }
    }

    // MARK: The clock

    /// Does what the clock owes at `programTime`, in order of the line, and returns it; empty while the rundown is held.
    ///
    /// Held and skipped cues and cues for a hand stay as they are. A second call at any time returns none of these again.
    package mutating func fireDue(at programTime: Duration) -> [DueCue] {
        guard !isHeld else { return [] }
        var due: [DueCue] = []
        var line = Line(self)
        for index in cues.indices {
            var run = runs[cues[index].id]
            if Self.isForClock(cues[index], run), let moment = line.moment(of: cues[index]), moment <= programTime {
                due.append(settle(cues[index], late: programTime - moment, at: programTime))
                run = runs[cues[index].id]
                if run?.state == .fired, !cues[index].kind.isAside { due += passBy(before: index) }
            }
            line.pass(cues[index], run)
        }
        return due
    }

    /// The cue at `index` had a moment of its own, and the line has gone on to it without some that follow others above it. They
    /// go by their rules: left out, asked about, or done all the same once what they follow is over.
    private mutating func passBy(before index: Int) -> [DueCue] {
        guard cues[..<index].contains(where: { isPassed($0) }) else { return [] }
        return cues[..<index].filter(isPassed).map { cue in
            put(cue, cue.late == .skip ? .skipped : .asked, since: nil)
            return DueCue(cue: cue, late: .zero, outcome: cue.late == .skip ? .skipped : .asked(.passed))
        }
    }

    private func isPassed(_ cue: Cue) -> Bool {
        guard case .after = cue.start, cue.late != .run, !cue.kind.isAside, !cue.byHand else { return false }
        return state(of: cue.id) == .pending
    }

    /// Where ``current`` stands.
    private var place: Int? { current.flatMap { id in cues.firstIndex { $0.id == id } } }

    private mutating func settle(_ cue: Cue, late: Duration, at programTime: Duration) -> DueCue {
        let isLate = late > Cue.lateAfter
        if let missing = notReady[cue.id], !(isLate && cue.late == .skip) {
            put(cue, .asked, since: nil)
            return DueCue(cue: cue, late: late, outcome: .asked(.notReady(missing)))
        }
        switch cue.late {
        case .skip where isLate:
            put(cue, .skipped, since: programTime)
            return DueCue(cue: cue, late: late, outcome: .skipped)
        case .ask where isLate:
            put(cue, .asked, since: nil)
            return DueCue(cue: cue, late: late, outcome: .asked(.late))
        case .run, .skip, .ask:
            // The machine's own slowness is not handed down the line: what follows counts from the moment itself.
            put(cue, .fired, since: isLate ? programTime : programTime - late)
            return DueCue(cue: cue, late: late)
        }
    }

    /// The programme time at which the clock acts next; nil when it has nothing to do. It may lie in the past.
    package var nextByClock: Duration? {
        guard !isHeld else { return nil }
        var line = Line(self)
        var earliest: Duration?
        for index in cues.indices {
            let run = runs[cues[index].id]
            if Self.isForClock(cues[index], run), let moment = line.moment(of: cues[index]) {
                earliest = min(earliest ?? moment, moment)
            }
            line.pass(cues[index], run)
        }
        return earliest
    }

    /// The first cue of the sheet that is neither fired nor skipped, whoever will fire it.
    package var next: Cue? { cues.first { state(of: $0.id).isOpen } }

    /// What a hand goes on to: the first such one of the line below ``current``. What it passed by is not gone on to.
    package var nextOnLine: Cue? {
        cues[(place.map { $0 + 1 } ?? 0)...].first { !$0.kind.isAside && state(of: $0.id).isOpen }
    }

    private static func isForClock(_ cue: Cue, _ run: CueRun?) -> Bool {
        !cue.byHand && (run?.state ?? .pending) == .pending
    }

    private mutating func put(_ cue: Cue, _ state: CueState, since: Duration?) {
        var run = runs[cue.id] ?? CueRun(.pending)
        run.state = state
        run.since = since
        run.tick = nil
        if state == .fired {
            run.count += 1
            if !cue.kind.isAside { current = cue.id }
        }
        runs[cue.id] = run
    }

    private static func refusal(of command: Command, on id: CueID, in state: CueState) -> Fault {
        let advice =
            switch state {
            case .pending: "It can be fired, held or skipped."
            case .held: "It can be fired, released or skipped."
            case .asked: "It can be fired or skipped."
            case .fired: "What was fired stays fired; plan or fire another cue, or go back to it."
            case .skipped: "It can be released, which makes it pending again."
            }
        return Fault(
            .conflict, "Cannot \(command.rawValue) a cue that is \(state.rawValue). \(advice)", blame: .operatorSide,
            place: "cue \(id)")
    }
}

/// The line of the programme as far as it is settled: when what stands above has ended.
private struct Line {
    private let air: WallTime
    /// Nil: something above has not begun, so nobody knows.
    private var end: Duration? = .zero

    init(_ sheet: CueSheet) { air = sheet.air }

    /// When the clock owes `cue`; nil: not before what it follows has begun.
    func moment(of cue: Cue) -> Duration? {
        switch cue.start {
        case .at(let milliseconds): .milliseconds(milliseconds)
        case .clock(let moment): moment - air
        case .after(let gap): end.map { max(.zero, $0 + .milliseconds(gap)) }
        }
    }

    mutating func pass(_ cue: Cue, _ run: CueRun?) {
        guard !cue.kind.isAside else { return }
        switch run?.state ?? .pending {
        case .fired:
            let since = run?.since ?? .zero
            end = cue.until.map { max(since, $0) } ?? since + (cue.length ?? .zero)
        case .skipped:
            // What follows may begin as soon as this one was out of the way.
            if let end, let since = run?.since { self.end = max(end, since) }
        case .pending, .held, .asked: end = nil
        }
    }
}
