import BroadcastModel
import CheckedYAML

extension PlanReader {
    /// Reads `rundown`. Cues without an id are called `c01`, `c02`, … by their place in the list; where there are cues already,
    /// `n1`, `n2`, … as far as those are free of `taken`.
    func readRundown(_ reader: CueReader, taken: Set<CueID> = []) -> [Cue] {
        var cues: [Cue] = []
        var seen = Unique<CueID>()
        var room = GuestRoom()
        var latest: (at: Duration, line: Int)?
        var free = 0
        let entries = fields.list("rundown", limit: Cue.mostInRundown)
        let width = max(2, String(entries.count).count)
        for (index, entry) in entries.enumerated() {
            guard let fields = YAMLFields(entry, faults: faults) else { continue }
            let number = String(index + 1)
            var byDefault = CueID("c" + String(repeating: "0", count: max(0, width - number.count)) + number)
            if !taken.isEmpty {
                repeat {
                    free += 1
                    byDefault = CueID("n\(free)")
                } while taken.contains(byDefault)
            }
            let reading = reader.read(fields, byDefault: byDefault)
            fields.refuseUnknown(synonyms: CueReader.synonyms)
            if let begin = reading.start { checkOrder(begin, fields, start: reader.start, latest: &latest) }
            if let kind = reading.kind, let person = reading.person {
                let key = ["guest", "host"].first(where: fields.has) ?? "person"
                room.note(kind, person.id, at: fields.place(of: key), faults)
            }
            guard let cue = reading.cue, seen.admit(cue.id, at: fields.place(of: "id"), faults) else { continue }
            cues.append(cue)
        }
        return cues
    }

    /// Moments of their own go forward down the list.
    private func checkOrder(
        _ begin: Cue.Start, _ fields: YAMLFields, start: WallTime?, latest: inout (at: Duration, line: Int)?
    ) {
        let at: Duration
        switch begin {
        case .at(let milliseconds): at = .milliseconds(milliseconds)
        case .clock(let moment):
            guard let start else { return }
            at = moment - start
        case .after: return
        }
        let place = fields.place(of: fields.has("at") ? "at" : "clock")
        if let latest, at < latest.at {
            faults.add(
                place,
                "is \(DurationText.shown(at)), before the cue above it (\(DurationText.shown(latest.at)) on line \(latest.line)); put cues in order of time"
            )
            return
        }
        latest = (at, place.line)
    }
}

/// Who is in the room as the rundown goes along.
private struct GuestRoom {
    private var present: [PersonID: Int] = [:]
    private var left: [PersonID: Int] = [:]

    mutating func note(_ kind: Cue.Kind, _ person: PersonID, at place: YAMLPlace, _ faults: YAMLFaultList) {
        switch kind {
        case .guestEnter:
            if let line = present[person] {
                faults.add(place, "is `\(person)`, who is in the room since line \(line)")
            }
            present[person] = place.line
        case .guestLeave:
            if present.removeValue(forKey: person) == nil {
                let history = left[person].map { "has already left on line \($0)" } ?? "never entered"
                faults.add(place, "is `\(person)`, who \(history)")
            }
            left[person] = place.line
        default: break
        }
    }
}
