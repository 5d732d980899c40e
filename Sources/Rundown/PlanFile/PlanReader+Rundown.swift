import BroadcastModel
import CheckedYAML

extension PlanReader {
    /// Reads `rundown`. Cues without an id are called `c01`, `c02`, … by their place in the list.
    func readRundown(length: Duration?, hosts: [Person], guests: [Person], products: [Product]) -> [Cue] {
        var cues: [Cue] = []
        var seen = Unique<CueID>()
        var room = GuestRoom()
        var latest: (at: Duration, line: Int)?
        let entries = fields.list("rundown", limit: PlanLimits.cues)
        let width = max(2, String(entries.count).count)
        for (index, entry) in entries.enumerated() {
            guard let fields = YAMLFields(entry, faults: faults) else { continue }
            let number = String(index + 1)
            let byDefault = CueID("c" + String(repeating: "0", count: max(0, width - number.count)) + number)
            let id = fields.has("id") ? fields.optional("id", .identifier(CueID.self)) : byDefault
            let at = fields.required("at", .duration)
            if let at { checkTime(at, fields, length: length, latest: &latest) }
            let kind = fields.required("kind", .choice(Cue.Kind.self))
            let person = readGuest(fields, kind, hosts: hosts, guests: guests)
            let product = readProduct(fields, kind, products: products)
            let title = readTitle(fields, kind, person: person, product: product)
            let byHand = fields.optional("by-hand", .flag) ?? false
            fields.refuseUnknown(synonyms: [
                "time": "at", "type": "kind", "name": "title", "host": "guest", "hand": "by-hand",
            ])
            if let kind, let person {
                room.note(kind, person, at: fields.place(of: fields.has("guest") ? "guest" : "person"), faults)
            }
            guard let id, seen.admit(id, at: fields.place(of: "id"), faults), let at, let kind, let title else {
                continue
            }
            cues.append(
                Cue(
                    id: id, kind: kind, atMilliseconds: at.milliseconds, title: title, person: person?.id,
                    product: product?.id, byHand: byHand))
        }
        return cues
    }

    private func checkTime(
        _ at: Duration, _ fields: YAMLFields, length: Duration?, latest: inout (at: Duration, line: Int)?
    ) {
        let place = fields.place(of: "at")
        let shown = DurationText.shown(at)
        if at < .zero {
            faults.add(place, "is \(shown), before the programme is on air; count from 0")
            return
        }
        if let length, at > length {
            faults.add(
                place, "is \(shown), after the end of the programme, which is \(DurationText.shown(length)) long")
        }
        if let latest, at < latest.at {
            faults.add(
                place,
                "is \(shown), before the cue above it (\(DurationText.shown(latest.at)) on line \(latest.line)); put cues in order of time"
            )
            return
        }
        latest = (at, place.line)
    }

    private func readGuest(_ fields: YAMLFields, _ kind: Cue.Kind?, hosts: [Person], guests: [Person]) -> Person? {
        let named = ["guest", "person"].filter(fields.has)
        let wanted = kind.map { $0 == .guestEnter || $0 == .guestLeave }
        guard let key = named.first else {
            if wanted == true { fields.refuseMissing("guest", "a cue of this kind names a guest") }
            return nil
        }
        if named.count > 1 {
            faults.add(fields.place(of: "person"), "stands beside `guest`; they mean the same, keep one")
        }
        if let kind, wanted == false {
            faults.add(fields.place(of: key), "does not belong to a cue of kind `\(kind.rawValue)`")
            return nil
        }
        guard let id = fields.optional(key, .identifier(PersonID.self)) else { return nil }
        if let guest = guests.first(where: { $0.id == id }) { return guest }
        if hosts.contains(where: { $0.id == id }) {
            faults.add(fields.place(of: key), "is `\(id)`, a host; hosts are in the room throughout")
        } else {
            faults.add(
                fields.place(of: key),
                "is `\(id)`, who is not among the guests\(Spelling.hint(for: id.rawValue, among: guests.map(\.id.rawValue)))"
            )
        }
        return nil
    }

    private func readProduct(_ fields: YAMLFields, _ kind: Cue.Kind?, products: [Product]) -> Product? {
        guard fields.has("product") else {
            if kind == .product { fields.refuseMissing("product", "a cue of this kind names a product") }
            return nil
        }
        if let kind, kind != .product {
            faults.add(fields.place(of: "product"), "does not belong to a cue of kind `\(kind.rawValue)`")
            return nil
        }
        guard let id = fields.optional("product", .identifier(ProductID.self)) else { return nil }
        if let product = products.first(where: { $0.id == id }) { return product }
        faults.add(
            fields.place(of: "product"),
            "is `\(id)`, which is not among the products\(Spelling.hint(for: id.rawValue, among: products.map(\.id.rawValue)))"
        )
        return nil
    }

    /// A title, or the name of the guest or product where none is given; a note needs one.
    private func readTitle(_ fields: YAMLFields, _ kind: Cue.Kind?, person: Person?, product: Product?) -> String? {
        if fields.has("title") { return fields.optional("title", .plainLine) }
        switch kind {
        case .guestEnter, .guestLeave: return person?.name
        case .product: return product?.name
        case .note:
            fields.refuseMissing("title", "a note says what to do")
            return nil
        case nil: return nil
        }
    }
}

/// Who is in the room as the rundown goes along.
private struct GuestRoom {
    private var present: [PersonID: Int] = [:]
    private var left: [PersonID: Int] = [:]

    mutating func note(_ kind: Cue.Kind, _ person: Person, at place: YAMLPlace, _ faults: YAMLFaultList) {
        switch kind {
        case .guestEnter:
            if let line = present[person.id] {
                faults.add(place, "is `\(person.id)`, who is in the room since line \(line)")
            }
            present[person.id] = place.line
        case .guestLeave:
            if present.removeValue(forKey: person.id) == nil {
                let history = left[person.id].map { "has already left on line \($0)" } ?? "never entered"
                faults.add(place, "is `\(person.id)`, who \(history)")
            }
            left[person.id] = place.line
        case .product, .note: break
        }
    }
}
