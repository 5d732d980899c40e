package import BroadcastModel
import Persistence
import Rundown

/// Guests before, on and after their cue: who is here, and what was checked of them.
extension ControlRoom {
    package func guest(
        _ command: GuestCommand, person id: PersonID, in broadcast: BroadcastID, by caller: Caller
    ) async throws -> RundownView {
        try require(.operator, of: caller)
        _ = try room(broadcast)
        try await change(broadcast, by: caller) { change in
            guard let person = change.record.plan.person(id) else {
                let known = (change.record.plan.guests + change.record.plan.hosts).map(\.id.rawValue)
                throw Fault(
                    .notFound,
                    "There is nobody called \(id) in this broadcast. Its people: \(known.joined(separator: ", ")).",
                    blame: .operatorSide)
            }
            guard !change.record.phase.isOver else {
                throw Fault(
                    .conflict, "The broadcast is \(change.record.phase.rawValue).", blame: .operatorSide)
            }
            var check = change.record.guests[id.rawValue] ?? GuestCheck()
            let signed = Signature(by: caller.name, at: change.now)
            switch command {
            case .consent: check.consent = signed
            case .age: check.age = signed
            case .arrive:
                check.arrived = signed
                check.left = nil
            case .leave: check.left = signed
            case .reset: check = GuestCheck()
            }
            change.record.guests[id.rawValue] = check
            change.note("guest.\(command.rawValue)", .broadcastDetail, person.name)
        }
        return try rundownView(of: broadcast)
    }

    /// In order of the plan, guests before hosts of whom something is to be checked.
    static func guestViews(of room: BroadcastRoom, _ outlook: RundownOutlook) -> [GuestView] {
        let plan = room.snapshot.record.plan
        let sheet = room.sheet
        let shown = plan.guests + plan.hosts.filter { $0.needsConsent || $0.needsAgeCheck || $0.feed != nil }
        return shown.map { person in
            let check = room.snapshot.record.guests[person.id.rawValue]
            let enter = sheet.cues.firstIndex { $0.kind == .guestEnter && $0.person == person.id }
            let isOn = sheet.cues.last { cue in
                cue.person == person.id && sheet.state(of: cue.id) == .fired
                    && [.guestEnter, .guestLeave].contains(cue.kind)
            }
            let missing = person.missing(check, in: plan.id)
            let stage: GuestStage
            if check?.left != nil || isOn?.kind == .guestLeave {
                stage = .left
            } else if isOn?.kind == .guestEnter {
                stage = .onAir
            } else if person.arrivesBeforeMilliseconds != nil, check?.arrived == nil {
                stage = .waiting
            } else {
                stage = missing == nil ? .ready : .checking
            }
            return GuestView(
                person: person, check: check ?? GuestCheck(), stage: stage, missing: missing,
                expected: enter.map { outlook.times[$0].expected.start })
        }
    }

    /// `view` with what is seen of its people's own feeds: who was checked is ready only when picture and sound are too.
    ///
    /// It stops no cue: who is not seen when it comes has a seat that says so, and appears by himself.
    func adding(inputsOf room: BroadcastRoom, to view: RundownView) -> RundownView {
        guard !room.phase.isOver, view.guests.contains(where: { $0.person.feed != nil && $0.stage != .left }) else {
            return view
        }
        var view = view
        // The green room looks, whether or not a start waits for its input.
        let gate = configuration.inputGate ?? InputGate()
        let statuses = switchboard.feedStatuses()
        for index in view.guests.indices where view.guests[index].stage != .left {
            guard let feed = view.guests[index].person.feed else { continue }
            let reasons = gate.reasons(statuses[feed] ?? FeedStatus())
            view.guests[index].input = reasons
            guard view.guests[index].stage == .ready, !reasons.isEmpty else { continue }
            view.guests[index].stage = reasons.contains(.notConnected) ? .waiting : .checking
        }
        return view
    }
}
