package import BroadcastModel

/// A change of what has not begun. What is on air is frozen: an edit changes the plan, never an instance.
package enum RundownEdit: Hashable, Sendable {
    /// Nil: in front of everything that has not begun.
    case insert(Cue, after: CueID?)
    case replace(Cue)
    case move(CueID, after: CueID?)
    case remove(CueID)
    /// Everything that has not begun comes so much later, or earlier when negative.
    case shift(Duration)
    /// These take the place of everything that has not begun. What has begun stays, and is left out of them: by its id, or else by
    /// what it is, in order.
    case fill([Cue])
}

extension RundownEdit {
    /// The cues as they stand afterwards. Throws a ``Fault`` that names the cue and what to do; nothing is changed then.
    package func applied(to sheet: CueSheet) throws -> [Cue] {
        var cues = sheet.cues
        switch self {
        case .insert(let cue, let after):
            guard !cues.contains(where: { $0.id == cue.id }) else {
                throw Fault(
                    .conflict, "There is a cue \(cue.id) already. Choose another id.", blame: .operatorSide,
                    place: "cue \(cue.id)")
            }
            guard cues.count < Cue.mostInRundown else {
                throw Fault(
                    .conflict, "A rundown holds at most \(Cue.mostInRundown) cues. Remove one first.",
                    blame: .operatorSide)
            }
            cues.insert(cue, at: try Self.place(after: after, in: sheet, cues))
        case .replace(let cue):
            cues[try Self.open(cue.id, in: sheet)] = cue
        case .move(let id, let after):
            guard id != after else { return cues }
            let cue = cues.remove(at: try Self.open(id, in: sheet))
            cues.insert(cue, at: try Self.place(after: after, in: sheet, cues))
        case .remove(let id):
            cues.remove(at: try Self.open(id, in: sheet))
        case .fill(let wanted):
            let begun = cues.filter { sheet.state(of: $0.id).hasBegun }
            cues = begun + (try Self.open(wanted, begun))
            guard cues.count <= Cue.mostInRundown else {
                throw Fault(
                    .conflict, "A rundown holds at most \(Cue.mostInRundown) cues; this would make \(cues.count).",
                    blame: .operatorSide)
            }
        case .shift(let by):
            cues = try Self.shifted(sheet, by: by)
        }
        try Self.checkOrder(cues, sheet)
        return cues
    }

    /// Those of `wanted` that have not begun.
    private static func open(_ wanted: [Cue], _ begun: [Cue]) throws -> [Cue] {
        var unmatched = begun
        return try wanted.filter { cue in
            if let known = begun.first(where: { $0.id == cue.id }), !known.isSame(as: cue) {
                throw Fault(
                    .conflict,
                    "“\(known.title)” has been fired as \(cue.id), which is now “\(cue.title)”. Give the new cue another id, or none.",
                    blame: .operatorSide, place: "cue \(cue.id)")
            }
            let match = unmatched.firstIndex { $0.id == cue.id } ?? unmatched.firstIndex { $0.isSame(as: cue) }
            if let match { unmatched.remove(at: match) }
            return match == nil
        }
    }

    private static func open(_ id: CueID, in sheet: CueSheet) throws -> Int {
        guard let index = sheet.cues.firstIndex(where: { $0.id == id }) else {
            throw Fault(.notFound, "There is no cue \(id) in this rundown.", blame: .operatorSide)
        }
        guard !sheet.state(of: id).hasBegun else {
            throw Fault(
                .conflict,
                "“\(sheet.cues[index].title)” has been fired and stays as it was. Only what has not begun can be changed.",
                blame: .operatorSide, place: "cue \(id)")
        }
        return index
    }

    /// Where the cue after `after` stands; never above the line's last cue that has begun.
    private static func place(after: CueID?, in sheet: CueSheet, _ cues: [Cue]) throws -> Int {
        let begun = cues.lastIndex { !$0.kind.isAside && sheet.state(of: $0.id).hasBegun }.map { $0 + 1 } ?? 0
        guard let after else { return begun }
        guard let index = cues.firstIndex(where: { $0.id == after }) else {
            throw Fault(.notFound, "There is no cue \(after) in this rundown.", blame: .operatorSide)
        }
        guard index + 1 >= begun else {
            throw Fault(
                .conflict,
                "“\(cues[begun - 1].title)” is on air or was; a cue can stand after it, not before.",
                blame: .operatorSide, place: "cue \(after)")
        }
        return index + 1
    }

    private static func shifted(_ sheet: CueSheet, by: Duration) throws -> [Cue] {
        let milliseconds = by.milliseconds
        var cues = sheet.cues
        /// What follows a shifted cue comes along; only the first that follows something unshifted takes the gap.
        var isCarried = false
        for index in cues.indices {
            let state = sheet.state(of: cues[index].id)
            guard !state.hasBegun, state != .skipped else { continue }
            switch cues[index].start {
            case .at(let at):
                guard at + milliseconds >= 0 else {
                    throw Fault(
                        .conflict,
                        "“\(cues[index].title)” would begin \(-(at + milliseconds)) ms before air. Shift by less, or skip it.",
                        blame: .operatorSide, place: "cue \(cues[index].id)")
                }
                cues[index].start = .at(at + milliseconds)
            case .clock(let moment): cues[index].start = .clock(moment + by)
            case .after(let gap):
                if !isCarried { cues[index].start = .after(gap + milliseconds) }
            }
            if let until = cues[index].untilMilliseconds { cues[index].untilMilliseconds = until + milliseconds }
            if !cues[index].kind.isAside { isCarried = true }
        }
        return cues
    }

    /// Moments of their own go forward along the line.
    private static func checkOrder(_ cues: [Cue], _ sheet: CueSheet) throws {
        var latest: (at: Duration, title: String)?
        // What was fired early, or is left out, orders nothing any more.
        for cue in cues where !sheet.state(of: cue.id).hasBegun && sheet.state(of: cue.id) != .skipped {
            let at: Duration
            switch cue.start {
            case .at(let milliseconds): at = .milliseconds(milliseconds)
            case .clock(let moment): at = moment - sheet.air
            case .after: continue
            }
            if let latest, at < latest.at {
                throw Fault(
                    .conflict,
                    "“\(cue.title)” would stand below “\(latest.title)”, which begins later. Give it a later time, let it follow the cue above it, or move it up.",
                    blame: .operatorSide, place: "cue \(cue.id)")
            }
            latest = (at, cue.title)
        }
    }
}

extension Cue {
    /// The same step of the programme, whatever it is called and whenever it comes.
    package func isSame(as other: Cue) -> Bool {
        kind == other.kind && title == other.title && person == other.person && product == other.product
    }
}
