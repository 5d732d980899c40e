package import BroadcastModel
package import Persistence
import Program

/// What may not go out: dumps and cuts, which act first and are written as soon as that is possible; and safety delays.
extension ControlRoom {
    /// More acts than these are not kept while they cannot be written; the oldest dumps are left out of the log.
    private static let unsavedActLimit = 200

    /// Removes all that has not gone out yet from every group, and covers it with slate until the program is due again.
    ///
    /// Throws `conflict` unless the broadcast is on air. When the store cannot write, it is removed all the same, writing is
    /// tried again every second, and the store's fault is thrown with a message that says so.
    package func dump(_ id: BroadcastID, by caller: Caller) async throws -> DumpReport {
        try require(.operator, of: caller)
        let phase = try room(id).phase
        guard phase == .onAir else {
            throw Fault(
                .conflict, "Nothing of a broadcast that is \(phase.rawValue) is on its way out.", blame: .operatorSide)
        }
        let groups = switchboard.dump(id).sorted { $0.key < $1.key }.map { name, span in
            DumpReport.Group(
                name: name.rawValue, messages: span.messages,
                length: .milliseconds((span.to ?? 0) - (span.from ?? 0)))
        }
        let report = DumpReport(broadcast: id, at: clock.wallTime(), groups: groups)
        note(.dump, of: id, title: report.text, by: caller)
        try await writeActs(of: id, saying: "What had not gone out yet is removed.")
        return report
    }

    /// Blacks out every account until ``lift(_:by:)``, through a restart of the daemon too.
    ///
    /// Throws `conflict` when the broadcast is over. It is cut even if that cannot be written: see ``dump(_:by:)``; a daemon
    /// killed before the write succeeds would come back uncut.
    package func cut(_ id: BroadcastID, by caller: Caller) async throws -> BroadcastRecord {
        try require(.operator, of: caller)
        try requireRunning(id, to: "cut")
        switchboard.cut(id)
        if try !room(id).isCut { note(.cut, of: id, title: "Cut", by: caller) }
        try await writeActs(of: id, saying: "Every account is blacked out.")
        return try room(id).shownRecord
    }

    /// Goes back to the program at its next keyframe that is due. Throws as ``cut(_:by:)`` does, and `conflict` when it is not cut.
    package func lift(_ id: BroadcastID, by caller: Caller) async throws -> BroadcastRecord {
        try require(.operator, of: caller)
        try requireRunning(id, to: "lift the cut of")
        guard try room(id).isCut else {
            throw Fault(.conflict, "The broadcast is not cut.", blame: .operatorSide)
        }
        switchboard.lift(id)
        // A slate that a cue wants comes back by itself.
        rooms[id]?.isSlated = false
        note(.lift, of: id, title: "Lifted", by: caller)
        try await writeActs(of: id, saying: "The cut is lifted.")
        return try room(id).shownRecord
    }

    /// Sets the safety delay of a group, or of all; on air too, where growing it is covered by slate.
    ///
    /// `delay` is 0 to 300 s. Throws `malformed` outside of that, `notFound` for a group that the plan does not have,
    /// `conflict` when the broadcast is over, ``StaleCommand`` when a delay, a cut or the phase changed since `seen`, and the
    /// store's fault; nothing has changed then.
    package func setDelay(
        of id: BroadcastID, group: String?, to delay: Duration, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord {
        try require(.operator, of: caller)
        guard delay >= .zero, delay <= BroadcastPlan.longestDelay else {
            throw Fault(
                .malformed, "A safety delay is 0 to 300 s.", blame: .operatorSide, place: "milliseconds")
        }
        try requireRunning(id, to: "delay")
        try await change(id, by: caller, seen: seen, touching: .air) { change in
            let all = change.record.delayGroups
            let wanted = group.map { [DelayGroup($0)] } ?? all
            guard wanted.allSatisfy(all.contains) else {
                let names = all.map(\.rawValue).joined(separator: ", ")
                throw Fault(
                    .notFound, "The broadcast has no delay group of that name. Its groups: \(names).",
                    blame: .operatorSide, place: "group")
            }
            let changed = wanted.filter { change.record.delay(of: $0) != delay }
            guard !changed.isEmpty else { return }
            let text = changed.map {
                "\($0) \(change.record.delay(of: $0).milliseconds) → \(delay.milliseconds) ms"
            }.joined(separator: ", ")
            for name in changed { change.record.delays[name.rawValue] = delay.milliseconds }
            try change.asRun(.delayed, title: text)
            change.note("air.delay", .air, text)
        }
        let room = try room(id)
        if room.hasProgram { openGroups(of: room) }
        return room.shownRecord
    }

    // MARK: The program's way out

    /// Gives each group the delay that it shall have; what has it already is not disturbed.
    func openGroups(of room: BroadcastRoom) {
        let record = room.record
        let air = switchboard.condition(of: room.id)?.air ?? [:]
        for group in record.delayGroups where air[group]?.delay != record.delay(of: group) {
            switchboard.set(delay: record.delay(of: group), of: room.id, group: group)
        }
    }

    /// What `account` receives; its program is open, and its group has its delay.
    func airLog(for account: AccountID, of id: BroadcastID, feed: FeedID) -> MediaLog {
        let main = switchboard.openProgram(of: id, feed: feed)
        guard let room = rooms[id], let group = room.account(account)?.delayGroup, group != .main else { return main }
        openGroups(of: room)
        return switchboard.airLog(of: id, group: group) ?? main
    }

    /// nil once the broadcast is over.
    func outputView(of room: BroadcastRoom) -> OutputView? {
        guard !room.phase.isOver else { return nil }
        let record = room.record
        let accounts = room.members.compactMap { room.account($0.id.account)?.delayGroup }
        let seen = room.hasProgram ? switchboard.condition(of: room.id) : nil
        let groups = record.delayGroups.map { group in
            OutputView.Group(
                name: group.rawValue, delay: seen?.air[group]?.delay ?? record.delay(of: group),
                cover: (seen?.air[group]?.cover).map(OutputView.Cover.init) ?? (record.isCut ? .untilHand : .none),
                accounts: accounts.count { $0 == group })
        }
        let (condition, feed): (OutputView.Condition, FeedID?) =
            switch seen?.program {
            case .waiting, nil: (.waiting, nil)
            case .onFeed(let feed): (.onFeed, feed)
            case .onBackup(let feed): (.onBackup, feed)
            case .covered: (.covered, nil)
            }
        return OutputView(condition: condition, feed: feed, groups: groups, isCut: record.isCut)
    }

    // MARK: Writing what was done

    private func requireRunning(_ id: BroadcastID, to verb: String) throws {
        let phase = try room(id).phase
        guard !phase.isOver, phase != .ending else {
            throw Fault(.conflict, "Cannot \(verb) a broadcast that is \(phase.rawValue).", blame: .operatorSide)
        }
    }

    private func note(_ kind: AirAct.Kind, of id: BroadcastID, title: String, by caller: Caller) {
        nextAct += 1
        var acts = rooms[id]?.unsavedActs ?? []
        if acts.count >= Self.unsavedActLimit, let oldest = acts.firstIndex(where: { $0.kind == .dump }) {
            acts.remove(at: oldest)
        }
        acts.append(AirAct(number: nextAct, kind: kind, at: clock.wallTime(), by: caller.name, title: title))
        rooms[id]?.unsavedActs = acts
        markChanged(id)
    }

    /// Writes what was done, oldest first; `outcome` tells what holds although it cannot be written.
    private func writeActs(of id: BroadcastID, saying outcome: String) async throws {
        do {
            try await writeActs(of: id)
        } catch let fault as Fault where fault.code == .storageFull || fault.code == .storageFailed {
            logger.critical(
                "What was done on air cannot be written",
                metadata: ["broadcast": "\(id)", "outcome": "\(outcome)", "error": "\(fault)"])
            throw Fault(
                fault.code,
                "\(outcome) That could not be written down yet; it is tried again every second. \(fault.message)",
                blame: fault.blame, cause: fault.cause)
        }
    }

    /// Tries again to write what was only done. The keeper calls it.
    func writeUnsavedActs() async {
        for (id, room) in rooms where !room.unsavedActs.isEmpty {
            do {
                try await writeActs(of: id)
                logger.notice("What was done on air is written at last", metadata: ["broadcast": "\(id)"])
            } catch {
                logger.critical(
                    "What was done on air still cannot be written",
                    metadata: ["broadcast": "\(id)", "error": "\(error)"])
            }
        }
    }

    /// One writer a broadcast at a time, so that nothing is written twice or out of order.
    private func writeActs(of id: BroadcastID) async throws {
        while let running = actWriters[id] { _ = await running.result }
        guard let acts = rooms[id]?.unsavedActs, !acts.isEmpty else { return }
        let writer = Task { try await self.write(acts, of: id) }
        actWriters[id] = writer
        defer { actWriters[id] = nil }
        try await writer.value
    }

    private func write(_ acts: [AirAct], of id: BroadcastID) async throws {
        let snapshot = try await write { writer in
            for act in acts {
                var change = try BroadcastChange(id, in: writer, by: act.by, now: act.at)
                try change.write(act)
                _ = try change.save()
            }
            return try BroadcastSnapshot(id, from: writer)
        }
        let written = Set(acts.map(\.number))
        rooms[id]?.unsavedActs.removeAll { written.contains($0.number) }
        take(snapshot)
    }
}

extension BroadcastChange {
    fileprivate mutating func write(_ act: AirAct) throws {
        switch act.kind {
        case .dump:
            try asRun(.dumped, title: act.title)
            note("air.dump", .air, act.title)
        case .cut:
            record.isCut = true
            try asRun(.cut, title: act.title)
            note("air.cut", .air, act.title)
        case .lift:
            record.isCut = false
            try asRun(.lifted, title: act.title)
            note("air.lift", .air, act.title)
        }
    }
}

extension OutputView.Cover {
    fileprivate init(_ cover: AirStatus.Cover) {
        switch cover {
        case .none: self = .none
        case .untilProgram: self = .untilProgram
        case .untilHand: self = .untilHand
        }
    }
}
