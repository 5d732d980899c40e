import BroadcastModel
import CheckedYAML

/// Reads one cue; people, products and feeds by their id or their name. From a plan's rundown or from a hand that puts one in while the rundown runs.
struct CueReader {
    var hosts: [Person]
    var guests: [Person]
    var products: [Product]
    var feeds: [PlannedFeed]
    /// Names of groups of accounts.
    var groups: Set<String>
    /// Planned length of the programme; nil where the plan's own is wrong.
    var length: Duration?
    /// When the programme is due, and its offset from UTC in milliseconds: the day and zone of a time of day.
    var start: WallTime?
    var utcOffset: Int64
    let faults: YAMLFaultList

    static let synonyms = [
        "time": "at", "type": "kind", "name": "title", "hand": "by-hand", "duration": "length", "after": "gap",
        "end": "until", "message": "text", "accounts": "group", "clock-time": "clock", "responsible": "assignee",
        "in-charge": "assignee", "partner": "room",
    ]

    /// What could be read; the parts are there for checks between cues where the whole is not.
    struct Reading {
        var start: Cue.Start?
        var kind: Cue.Kind?
        var person: Person?
        /// Nil, with faults, when it cannot be used.
        var cue: Cue?
    }

    /// `byDefault`: the id of a cue that gives none.
    func read(_ fields: YAMLFields, byDefault: CueID) -> Reading {
        let id = fields.has("id") ? fields.optional("id", .identifier(CueID.self)) : byDefault
        let begin = readStart(fields)
        let length = fields.optional("length", .duration(.zero...PlanLimits.length))
        let until = readUntil(fields, begin: begin)
        let late = fields.optional("late", .choice(Cue.LateRule.self)) ?? .run
        let kind = fields.required("kind", .choice(Cue.Kind.self))
        let person = readPerson(fields, kind)
        let product = readProduct(fields, kind)
        let feed = readFeed(fields, kind)
        let group = readGroup(fields, kind)
        let text = readText(fields, kind)
        let room = readRoom(fields, kind)
        let assignee = readAssignee(fields)
        let wave = only(.restock, fields, kind, "wave", .wholeNumber(1...999))
        let quantity = only(.restock, fields, kind, "quantity", .wholeNumber(1...100_000_000))
        let title = readTitle(
            fields, kind, person: person, product: product, feed: feed, group: group, text: text, room: room)
        let byHand = fields.optional("by-hand", .flag) ?? false
        var reading = Reading(start: begin, kind: kind, person: person)
        guard let id, let begin, let kind, let title else { return reading }
        reading.cue = Cue(
            id: id, kind: kind, start: begin, lengthMilliseconds: length?.milliseconds,
            untilMilliseconds: until?.milliseconds, late: late, title: title, person: person?.id, product: product?.id,
            feed: feed?.id, group: group, text: text, wave: wave, quantity: quantity, room: room,
            assignee: assignee, byHand: byHand)
        return reading
    }

    // MARK: When

    private func readStart(_ fields: YAMLFields) -> Cue.Start? {
        let given = ["at", "clock", "gap"].filter(fields.has)
        if given.count > 1 {
            faults.add(fields.place(of: given[1]), "stands beside `\(given[0])`; a cue begins in one way, keep one")
            return nil
        }
        switch given.first {
        case "at":
            guard let at = fields.optional("at", .duration) else { return nil }
            return isInside(at, fields, "at") ? .at(at.milliseconds) : nil
        case "clock":
            guard let clock = fields.optional("clock", .clock) else { return nil }
            guard let start else { return .clock(WallTime(milliseconds: 0)) }
            let moment = clock.moment(after: start, utcOffset: utcOffset)
            let at = moment - start
            if at < .zero || length.map({ at > $0 }) == true {
                faults.add(
                    fields.place(of: "clock"),
                    "lies outside the programme, which runs from \(ClockTime.shown(start, utcOffset)) for \(DurationText.shown(length ?? .zero))"
                )
                return nil
            }
            return .clock(moment)
        case "gap":
            return fields.optional("gap", .duration(.zero...PlanLimits.length)).map { .after($0.milliseconds) }
        default: return .after(0)
        }
    }

    private func readUntil(_ fields: YAMLFields, begin: Cue.Start?) -> Duration? {
        guard let until = fields.optional("until", .duration), isInside(until, fields, "until") else { return nil }
        if case .at(let at) = begin, until.milliseconds < at {
            faults.add(
                fields.place(of: "until"),
                "is \(DurationText.shown(until)), before the cue begins (\(DurationText.shown(.milliseconds(at))))")
            return nil
        }
        return until
    }

    /// Whether it lies inside the programme; notes it where it does not.
    private func isInside(_ time: Duration, _ fields: YAMLFields, _ key: String) -> Bool {
        let shown = DurationText.shown(time)
        if time < .zero {
            faults.add(fields.place(of: key), "is \(shown), before the programme is on air; count from 0")
            return false
        }
        if let length, time > length {
            faults.add(
                fields.place(of: key),
                "is \(shown), after the end of the programme, which is \(DurationText.shown(length)) long")
            return false
        }
        return true
    }

    // MARK: What

    private func readPerson(_ fields: YAMLFields, _ kind: Cue.Kind?) -> Person? {
        let wanted: (word: String, people: [Person], others: [Person])? =
            switch kind {
            case .guestEnter, .guestLeave: ("guest", guests, hosts)
            case .hostOn, .hostOff: ("host", hosts, guests)
            default: nil
            }
        let named = ["guest", "host", "person"].filter(fields.has)
        guard let key = named.first else {
            if let wanted { fields.refuseMissing(wanted.word, "a cue of this kind names a \(wanted.word)") }
            return nil
        }
        if named.count > 1 {
            faults.add(fields.place(of: named[1]), "stands beside `\(key)`; they mean the same, keep one")
        }
        guard let wanted, key == "person" || key == wanted.word else {
            if let kind { refuse(fields, key, kind) }
            return nil
        }
        guard let id = fields.optional(key, .plainLine) else { return nil }
        if let person = wanted.people.first(where: { $0.id.rawValue == id })
            ?? wanted.people.first(where: { $0.name == id })
        {
            return person
        }
        if wanted.others.contains(where: { $0.id.rawValue == id || $0.name == id }) {
            let advice =
                wanted.word == "guest"
                ? "a host; hosts go on and off by host-on and host-off" : "a guest; guests enter by guest-enter"
            faults.add(fields.place(of: key), "is `\(id)`, \(advice)")
        } else {
            let hint = Spelling.hint(for: id, among: wanted.people.map(\.id.rawValue))
            faults.add(fields.place(of: key), "is `\(id)`, who is not among the \(wanted.word)s\(hint)")
        }
        return nil
    }

    private func readProduct(_ fields: YAMLFields, _ kind: Cue.Kind?) -> Product? {
        let takes = kind.map { [.product, .productExplain, .soldOut, .restock].contains($0) }
        guard fields.has("product") else {
            if takes == true { fields.refuseMissing("product", "a cue of this kind names a product") }
            return nil
        }
        if let kind, takes == false {
            refuse(fields, "product", kind)
            return nil
        }
        guard let id = fields.optional("product", .plainLine) else { return nil }
        if let product = products.first(where: { $0.id.rawValue == id }) ?? products.first(where: { $0.name == id }) {
            return product
        }
        let hint = Spelling.hint(for: id, among: products.map(\.id.rawValue))
        faults.add(fields.place(of: "product"), "is `\(id)`, which is not among the products\(hint)")
        return nil
    }

    private func readFeed(_ fields: YAMLFields, _ kind: Cue.Kind?) -> PlannedFeed? {
        guard fields.has("feed") else {
            if kind == .clip || (kind == .coStreamStart && !fields.has("room")) {
                fields.refuseMissing("feed", "a cue of this kind names the feed that goes on")
            }
            return nil
        }
        if let kind, ![.clip, .coStreamStart, .coStreamEnd].contains(kind) {
            refuse(fields, "feed", kind)
            return nil
        }
        guard let id = fields.optional("feed", .plainLine) else { return nil }
        if let feed = feeds.first(where: { $0.id.rawValue == id }) ?? feeds.first(where: { $0.name == id }) {
            return feed
        }
        let hint = Spelling.hint(for: id, among: feeds.map(\.id.rawValue))
        faults.add(fields.place(of: "feed"), "is `\(id)`, which is not among the feeds\(hint)")
        return nil
    }

    /// Another's room takes the place of a feed: its picture is the platform's affair.
    private func readRoom(_ fields: YAMLFields, _ kind: Cue.Kind?) -> String? {
        guard fields.has("room") else { return nil }
        if let kind, kind != .coStreamStart, kind != .coStreamEnd {
            refuse(fields, "room", kind)
            return nil
        }
        if fields.has("feed") {
            faults.add(
                fields.place(of: "feed"),
                "stands beside `room`; a co-stream is with feeds of this broadcast or with a room that is not ours, keep one"
            )
        }
        if !fields.has("assignee") {
            fields.refuseMissing("assignee", "a room that is not ours is called by a person, who ticks it off")
        }
        return fields.optional("room", .plainLine)
    }

    /// Anybody's name; of people in the plan their id will do.
    private func readAssignee(_ fields: YAMLFields) -> String? {
        guard fields.has("assignee"), let name = fields.optional("assignee", .plainLine) else { return nil }
        return (hosts + guests).first { $0.id.rawValue == name }?.name ?? name
    }

    private func readGroup(_ fields: YAMLFields, _ kind: Cue.Kind?) -> String? {
        guard fields.has("group") else { return nil }
        if let kind, ![.accountsStart, .accountsStop, .message].contains(kind) {
            refuse(fields, "group", kind)
            return nil
        }
        guard let group = fields.optional("group", .plainLine) else { return nil }
        if groups.contains(group) { return group }
        let hint = Spelling.hint(for: group, among: groups.sorted())
        faults.add(fields.place(of: "group"), "is `\(group)`, which no account belongs to\(hint)")
        return nil
    }

    private func readText(_ fields: YAMLFields, _ kind: Cue.Kind?) -> String? {
        guard fields.has("text") else {
            if kind == .message { fields.refuseMissing("text", "a message says something") }
            return nil
        }
        if let kind, kind != .message {
            refuse(fields, "text", kind)
            return nil
        }
        return fields.optional("text", .plainLine)
    }

    private func only<Value>(
        _ wanted: Cue.Kind, _ fields: YAMLFields, _ kind: Cue.Kind?, _ key: String, _ form: ScalarForm<Value>
    ) -> Value? {
        guard fields.has(key) else { return nil }
        if let kind, kind != wanted {
            refuse(fields, key, kind)
            return nil
        }
        return fields.optional(key, form)
    }

    private func refuse(_ fields: YAMLFields, _ key: String, _ kind: Cue.Kind) {
        faults.add(fields.place(of: key), "does not belong to a cue of kind `\(kind.rawValue)`")
    }

    /// A title, or the name of what the cue is about where none is given; what has no such name needs a title.
    private func readTitle(
        _ fields: YAMLFields, _ kind: Cue.Kind?, person: Person?, product: Product?, feed: PlannedFeed?, group: String?,
        text: String?, room: String?
    ) -> String? {
        if fields.has("title") { return fields.optional("title", .plainLine) }
        switch kind {
        case .hostOn, .hostOff, .guestEnter, .guestLeave: return person?.name
        case .product, .productExplain, .soldOut, .restock: return product?.name
        case .clip, .coStreamStart: return room ?? feed?.name
        case .coStreamEnd: return room ?? feed?.name ?? "Back to the program"
        case .message: return text
        case .accountsStart, .accountsStop: return group ?? "All accounts"
        case .slate: return "Slate"
        case .mark, .wait, .note:
            fields.refuseMissing("title", "a \(kind?.rawValue ?? "cue") says what it is about")
            return nil
        case nil: return nil
        }
    }
}

/// A time of day or a whole moment, as `clock` gives it.
enum ClockTime: Hashable, Sendable {
    /// Milliseconds after midnight, on the clock of the programme's place.
    case ofDay(Int64)
    case moment(WallTime)

    private static let day: Int64 = 86_400_000

    /// The first such moment at or after `start`, which is where a programme that runs past midnight means it.
    func moment(after start: WallTime, utcOffset: Int64) -> WallTime {
        switch self {
        case .moment(let moment): return moment
        case .ofDay(let time):
            let local = start.milliseconds + utcOffset
            let sinceMidnight = local - Int64((Double(local) / Double(Self.day)).rounded(.down)) * Self.day
            let wait = (time - sinceMidnight + Self.day) % Self.day
            return start + .milliseconds(wait)
        }
    }

    static func shown(_ moment: WallTime, _ utcOffset: Int64) -> String {
        let minutes = (moment.milliseconds + utcOffset) / 60_000
        let (hour, minute) = (minutes / 60 % 24, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}

extension ScalarForm where Value == ClockTime {
    static var clock: ScalarForm {
        ScalarForm("a time of day like 20:30 or 20:30:15, or a moment like 2020-04-12T20:30:00+08:00") {
            (text) throws(ScalarRefusal) in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count <= 2 }) else {
                guard text.utf8.count > 8 else { return nil }
                return .moment(WallTime(milliseconds: try ScalarForm<WrittenMoment>.moment.read(text).milliseconds))
            }
            let numbers = parts.compactMap { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil
            }
            guard numbers.count == parts.count, numbers[0] < 24, numbers[1...].allSatisfy({ $0 < 60 }) else {
                return nil
            }
            return .ofDay((numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)) * 1000)
        }
    }
}
