package import BroadcastModel
package import Persistence
import PlanFile
import Rundown

/// Hands on the rundown.
extension ControlRoom {
    /// Stale when the same cue, or the broadcast's phase or program, changed since `seen`; a neighbour that the clock
    /// fired meanwhile is no reason.
    package func cue(
        _ command: CueCommand, cue id: CueID, in broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView {
        try require(.operator, of: caller)
        let programTime = try room(broadcast).programTime(at: clock.monotonicTime())
        let trouble = command == .retry ? try retriable(id, in: broadcast) : nil
        try await change(broadcast, by: caller, seen: seen, touching: .cue(id)) { change in
            switch command {
            case .tick, .untick: try change.tick(id, command == .tick)
            case .retry: change.note("cue.retry", .cue(id), trouble?.text ?? "")
            case .fire: try change.apply(.fire, to: id, at: programTime)
            case .hold: try change.apply(.hold, to: id, at: programTime)
            case .release: try change.apply(.release, to: id, at: programTime)
            case .skip: try change.apply(.skip, to: id, at: programTime)
            }
        }
        if let trouble { tryAgain(trouble, in: broadcast) }
        return try rundownView(of: broadcast)
    }

    /// Stale when the hold, or the broadcast's phase or program, changed since `seen`. Holding a held rundown changes nothing.
    package func holdRundown(
        _ held: Bool, in broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView {
        try require(.operator, of: caller)
        _ = try room(broadcast)
        try await change(broadcast, by: caller, seen: seen, touching: .rundown) { change in
            try change.requireRundown(to: held ? "hold" : "resume")
            guard change.record.rundownHeld != held else { return }
            change.record.rundownHeld = held
            try change.asRun(held ? .held : .released, title: change.record.plan.title)
            change.note(
                held ? "rundown.hold" : "rundown.resume", .rundown,
                held ? "the clock fires nothing" : "the clock fires again")
        }
        return try rundownView(of: broadcast)
    }

    /// Go and back are stale when anything on the line happened since `seen`, whoever did it: the same press by two hands
    /// is one step. A change of one cue is stale when that cue changed, all others when the plan of the line did.
    package func hand(
        _ hand: RundownHand, on broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView {
        try require(.operator, of: caller)
        var room = try room(broadcast)
        let programTime = room.programTime(at: clock.monotonicTime())
        if case .fill(let text, let fileName, dryRun: true) = hand {
            var snapshot = room.snapshot
            let cues = try PlanFile.readRundown(text, fileName: fileName, for: snapshot.record.plan)
            snapshot.record.plan.cues = try RundownEdit.fill(cues).applied(to: snapshot.sheet)
            room.take(snapshot, wall: clock.wallTime(), bootTime: BootTime(clock))
            return shownRundown(of: room, at: programTime)
        }
        try await change(broadcast, by: caller, seen: seen, touching: hand.touch) { change in
            switch hand {
            case .go: try change.go(at: programTime)
            case .back: try change.back(at: programTime)
            case .shift, .insert, .replace, .move, .remove, .fill: try change.edit(hand)
            }
        }
        return try rundownView(of: broadcast)
    }

    package func asRun(of broadcast: BroadcastID) async throws -> [AsRunEntry] {
        _ = try room(broadcast)
        return try await store.read { try $0.asRun(of: broadcast) }
    }

    func rundownView(of broadcast: BroadcastID) throws -> RundownView {
        let room = try room(broadcast)
        return shownRundown(of: room, at: room.programTime(at: clock.monotonicTime()))
    }

    /// With what is seen of its people's feeds and links, and of its cues' effects.
    func shownRundown(of room: BroadcastRoom, at programTime: Duration?) -> RundownView {
        let view = adding(inputsOf: room, to: Self.rundownView(of: room, at: programTime))
        return adding(troublesOf: room, to: adding(linksOf: room, to: view))
    }

    static func rundownView(of room: BroadcastRoom, at programTime: Duration?) -> RundownView {
        let sheet = room.sheet
        let plan = room.snapshot.record.plan
        let outlook = RundownOutlook(sheet, at: programTime)
        let cues = zip(sheet.cues, outlook.times).map { cue, times in
            CueView(
                cue: cue, run: sheet.runs[cue.id] ?? CueRun(.pending), planned: times.planned, expected: times.expected,
                subject: cue.person.flatMap { plan.person($0)?.name } ?? cue.product.flatMap { plan.product($0)?.name })
        }
        return RundownView(
            held: sheet.isHeld, outlook: outlook, cues: cues, guests: guestViews(of: room, outlook),
            utcOffset: .milliseconds(plan.utcOffsetMilliseconds))
    }
}

extension RundownHand {
    fileprivate var touch: Touch {
        switch self {
        case .go, .back: .line
        case .shift, .insert, .fill: .plan
        case .replace(let id, _), .move(let id, _), .remove(let id): .edit(id)
        }
    }
}

extension BroadcastChange {
    fileprivate mutating func apply(_ command: CueSheet.Command, to id: CueID, at programTime: Duration?) throws {
        try Self.check(command, in: record.phase)
        var sheet = snapshot.sheet
        let moment = command == .fire ? RundownOutlook(sheet, at: programTime).moment(of: id) : nil
        try sheet.apply(command, to: id, at: programTime)
        guard let cue = sheet.cues.first(where: { $0.id == id }) else { return }
        let late = programTime.flatMap { time in moment.map { time - $0 } }
        let passed = command == .fire ? sheet.passBy(id) : []
        try keep(cue, of: sheet, action: command.asRunAction, late: late)
        note(
            "cue.\(command.rawValue)", .cue(id),
            late.map { "\(cue.title), \($0.milliseconds) ms after its moment" } ?? cue.title)
        for due in passed { try settle(due, of: sheet) }
    }

    fileprivate mutating func go(at programTime: Duration?) throws {
        guard let next = snapshot.sheet.nextOnLine else {
            throw Fault(
                .conflict, "Nothing is left on the line. Put a cue in, or end the broadcast.", blame: .operatorSide)
        }
        try apply(.fire, to: next.id, at: programTime)
    }

    fileprivate mutating func back(at programTime: Duration?) throws {
        try Self.check(.fire, in: record.phase)
        var sheet = snapshot.sheet
        let (again, taken) = try sheet.back(at: programTime ?? .zero)
        try keep(taken, of: sheet, action: .takenBack)
        try keep(again, of: sheet, action: .fired)
        if taken.isCoStreamOfOurs {
            try goBack(to: sheet.coStreamFeed(downTo: again.id), for: taken)
        }
        note("cue.back", .cue(taken.id), "\(taken.title) is taken back")
        note("cue.fire", .cue(again.id), "\(again.title), once more")
    }

    fileprivate mutating func edit(_ hand: RundownHand) throws {
        try requireRundown(to: "change")
        let sheet = snapshot.sheet
        let edit: RundownEdit
        switch hand {
        case .go, .back: return
        case .shift(let by):
            edit = .shift(by)
            note("rundown.shift", .rundown, "everything that has not begun comes \(by.milliseconds) ms later")
        case .insert(let text, let after):
            let cue = try PlanFile.readCue(text, byDefault: Self.freeID(among: sheet.cues), for: record.plan)
            edit = .insert(cue, after: after)
            note("cue.insert", .cue(cue.id), "\(cue.title), after \(after?.rawValue ?? "what has begun")")
        case .replace(let id, let text):
            let cue = try PlanFile.readCue(text, byDefault: id, for: record.plan)
            guard cue.id == id else {
                throw Fault(
                    .malformed, "A cue keeps its id. Leave `id` out, or remove the cue and put another one in.",
                    blame: .operatorSide, place: "id")
            }
            edit = .replace(cue)
            note("cue.edit", .cue(id), cue.title)
        case .fill(let text, let fileName, _):
            let cues = try PlanFile.readRundown(text, fileName: fileName, for: record.plan)
            edit = .fill(cues)
            for cue in sheet.cues where !sheet.state(of: cue.id).hasBegun {
                // A hold or a skip was meant for that cue, not for whatever has its id now.
                guard let kept = cues.first(where: { $0.id == cue.id }), kept.isSame(as: cue) else {
                    try forget(cue.id)
                    continue
                }
            }
            note("rundown.fill", .rundown, "\(cues.count) cues from \(fileName)")
        case .move(let id, let after):
            edit = .move(id, after: after)
            note("cue.move", .cue(id), "to after \(after?.rawValue ?? "what has begun")")
        case .remove(let id):
            edit = .remove(id)
            note("cue.remove", .cue(id), sheet.cues.first { $0.id == id }?.title ?? "")
            try forget(id)
        }
        record.plan.cues = try edit.applied(to: sheet)
    }

    fileprivate func requireRundown(to verb: String) throws {
        guard !record.phase.isOver, record.phase != .ending else {
            throw Fault(
                .conflict, "Cannot \(verb) a rundown that is over: the broadcast is \(record.phase.rawValue).",
                blame: .operatorSide)
        }
    }

    private static func freeID(among cues: [Cue]) -> CueID {
        let taken = Set(cues.map(\.id))
        return (1...).lazy.map { CueID("n\($0)") }.first { !taken.contains($0) } ?? CueID("n")
    }

    /// Says that a step of the checklist was done, or takes that back; saying it again changes nothing.
    fileprivate mutating func tick(_ id: CueID, _ isDone: Bool) throws {
        guard let cue = record.plan.cues.first(where: { $0.id == id }) else {
            throw Fault(.notFound, "There is no cue \(id) in this rundown.", blame: .operatorSide)
        }
        func refusal(_ text: String) -> Fault { Fault(.conflict, text, blame: .operatorSide, place: "cue \(id)") }
        guard cue.needsTick else {
            throw refusal("“\(cue.title)” is no step of a checklist: what it does is not done by hand.")
        }
        guard var run = snapshot.runs[id], run.state == .fired else {
            throw refusal("“\(cue.title)” has not begun, so it cannot be ticked off. Fire it, or skip it.")
        }
        guard isDone != (run.tick != nil) else { return }
        run.tick = isDone ? Signature(by: caller, at: now) : nil
        try save(run, of: id)
        try asRun(isDone ? .ticked : .unticked, cue: cue, title: cue.title)
        note(isDone ? "cue.tick" : "cue.untick", .cue(id), cue.title)
    }

    private static func check(_ command: CueSheet.Command, in phase: BroadcastPhase) throws {
        switch phase {
        case .onAir: return
        case .draft, .scheduled, .preparing, .ready:
            guard command == .fire else { return }
            throw Fault(
                .conflict,
                "Cannot fire a cue while the broadcast is \(phase.rawValue). Start the broadcast first; until then a cue can be held, released or skipped.",
                blame: .operatorSide)
        case .ending, .ended, .aborted:
            throw Fault(
                .conflict, "Cannot \(command.rawValue) a cue: the broadcast is \(phase.rawValue).", blame: .operatorSide
            )
        }
    }
}

extension CueSheet.Command {
    fileprivate var asRunAction: AsRunEntry.Action {
        switch self {
        case .fire: .fired
        case .hold: .held
        case .release: .released
        case .skip: .skipped
        }
    }
}
