package import BroadcastModel
package import Persistence
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
        try await change(broadcast, by: caller, seen: seen, touching: .cue(id)) { change in
            try Self.check(command, in: change.record.phase)
            var sheet = change.snapshot.sheet
            guard let sheetCommand = CueSheet.Command(rawValue: command.rawValue) else { return }
            let state = try sheet.apply(sheetCommand, to: id)
            guard let cue = sheet.cues.first(where: { $0.id == id }) else { return }
            let late = command == .fire ? programTime.map { $0 - cue.at } : nil
            try change.set(cue, to: state, action: command.asRunAction, late: late)
            change.note(
                "cue.\(command.rawValue)", .cue(id),
                late.map { "\(cue.title), \($0.milliseconds) ms after its planned moment" } ?? cue.title)
        }
        return try rundownView(of: broadcast)
    }

    /// Stale when the hold, or the broadcast's phase or program, changed since `seen`. Holding a held rundown changes nothing.
    package func holdRundown(
        _ held: Bool, in broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView {
        try require(.operator, of: caller)
        _ = try room(broadcast)
        try await change(broadcast, by: caller, seen: seen, touching: .rundown) { change in
            guard !change.record.phase.isOver else {
                throw Fault(
                    .conflict, "The broadcast is \(change.record.phase.rawValue); its rundown is over.",
                    blame: .operatorSide)
            }
            guard change.record.rundownHeld != held else { return }
            change.record.rundownHeld = held
            try change.asRun(held ? .held : .released, title: change.record.plan.title)
            change.note(
                held ? "rundown.hold" : "rundown.resume", .rundown,
                held ? "the clock fires nothing" : "the clock fires again")
        }
        return try rundownView(of: broadcast)
    }

    package func asRun(of broadcast: BroadcastID) async throws -> [AsRunEntry] {
        _ = try room(broadcast)
        return try await store.read { try $0.asRun(of: broadcast) }
    }

    func rundownView(of broadcast: BroadcastID) throws -> RundownView {
        let room = try room(broadcast)
        return Self.rundownView(of: room, at: room.programTime(at: clock.monotonicTime()))
    }

    static func rundownView(of room: BroadcastRoom, at programTime: Duration?) -> RundownView {
        let sheet = room.sheet
        let plan = room.snapshot.record.plan
        let cues = sheet.cues.map { cue in
            CueView(
                cue: cue, state: CueRecord.State(rawValue: sheet.state(of: cue.id).rawValue) ?? .pending,
                subject: cue.person.flatMap { plan.person($0)?.name } ?? cue.product.flatMap { plan.product($0)?.name },
                firedAt: room.snapshot.firedAt[cue.id]
            )
        }
        return RundownView(
            held: sheet.isHeld, current: sheet.current, next: sheet.next?.id,
            nextIn: programTime.flatMap { sheet.nextIn(at: $0) }, cues: cues
        )
    }

    private static func check(_ command: CueCommand, in phase: BroadcastPhase) throws {
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

extension CueCommand {
    fileprivate var asRunAction: AsRunEntry.Action {
        switch self {
        case .fire: .fired
        case .hold: .held
        case .release: .released
        case .skip: .skipped
        }
    }
}
