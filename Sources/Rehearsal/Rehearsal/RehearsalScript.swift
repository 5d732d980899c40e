package import BroadcastModel
import CheckedYAML
package import PlanFile

/// What goes wrong, and what hands do, in one rehearsal.
package struct RehearsalScript: Hashable, Sendable {
    package struct Event: Hashable, Sendable {
        /// Programme time.
        package var at: Duration
        package var act: Act
        package init(at: Duration, _ act: Act) {
            self.at = at
            self.act = act
        }
    }

    package enum Act: Hashable, Sendable {
        /// The encoder of a feed is gone for a while.
        case loseInput(FeedID, length: Duration)
        /// A server breaks an account's session.
        case drop(AccountID)
        /// A server refuses an account's key until somebody mends it.
        case refuseKey(AccountID, length: Duration)
        /// The key of a server that refused it is mended, and the account tried again.
        case mendKey(AccountID)
        case fire(CueID)
        case skip(CueID)
        case go
        case back
        case hold
        case resume
        case shift(Duration)
    }

    /// The same seed gives the same evening.
    package var seed: UInt64
    package var events: [Event]
    /// How much later than expected a guest is here; negative: earlier.
    package var lateGuests: [PersonID: Duration]

    package init(seed: UInt64 = 1, events: [Event] = [], lateGuests: [PersonID: Duration] = [:]) {
        self.seed = seed
        self.events = events
        self.lateGuests = lateGuests
    }
}

extension RehearsalScript {
    /// Throws `malformed`, naming what the plan does not have.
    func check(_ plan: BroadcastPlan) throws {
        func refuse(_ what: String) -> Fault {
            Fault(.malformed, "The script names \(what), which the plan does not have.", blame: .operatorSide)
        }
        for guest in lateGuests.keys.sorted() where !plan.guests.contains(where: { $0.id == guest }) {
            throw refuse("the guest \(guest)")
        }
        for event in events {
            switch event.act {
            case .loseInput(let feed, _):
                guard plan.feeds.contains(where: { $0.id == feed }) else { throw refuse("the feed \(feed)") }
            case .drop(let account), .refuseKey(let account, _), .mendKey(let account):
                guard plan.accounts.contains(where: { $0.id == account }) else {
                    throw refuse("the account \(account)")
                }
            case .fire(let cue), .skip(let cue):
                guard plan.cues.contains(where: { $0.id == cue }) else { throw refuse("the cue \(cue)") }
            case .go, .back, .hold, .resume, .shift: break
            }
        }
    }

    private enum Word: String, CaseIterable {
        case loseInput = "lose-input"
        case drop
        case refuseKey = "refuse-key"
        case fire, skip, go, back, hold, resume, shift
    }

    /// Reads a script, or lists every fault in it:
    ///
    ///     seed?        a whole number
    ///     late?        [{ guest, by }]
    ///     events?      [{ at, do: lose-input (feed, for) | drop (account) | refuse-key (account, for) | fire (cue) | skip (cue) |
    ///                  go | back | hold | resume | shift (by) }]
    package static func read(_ text: String, fileName: String) throws(PlanFaults) -> RehearsalScript {
        let faults = YAMLFaultList()
        var script = RehearsalScript()
        if let root = YAMLDocument.open(text, faults: faults), let fields = YAMLFields(root, faults: faults) {
            script.seed = UInt64(fields.optional("seed", .wholeNumber(0...1_000_000_000)) ?? 1)
            for entry in fields.list("late", limit: 200) {
                guard let fields = YAMLFields(entry, faults: faults) else { continue }
                let guest = fields.required("guest", id(PersonID.self))
                let by = fields.required("by", .duration)
                fields.refuseUnknown()
                if let guest, let by { script.lateGuests[guest] = by }
            }
            for entry in fields.list("events", limit: 10_000) {
                guard let fields = YAMLFields(entry, faults: faults) else { continue }
                if let event = event(fields) { script.events.append(event) }
                fields.refuseUnknown(synonyms: ["kind": "do", "length": "for"])
            }
            fields.refuseUnknown()
        }
        guard faults.isEmpty else { throw PlanFaults(fileName: fileName, faults) }
        return script
    }

    private static func event(_ fields: YAMLFields) -> Event? {
        let at = fields.required("at", .duration)
        guard let word = fields.required("do", .choice(Word.self)) else { return nil }
        let long = ScalarForm<Duration>.duration(.seconds(1) ... .seconds(86_400))
        let act: Act?
        switch word {
        case .loseInput:
            let (feed, length) = (fields.required("feed", id(FeedID.self)), fields.required("for", long))
            act = feed.flatMap { feed in length.map { .loseInput(feed, length: $0) } }
        case .drop: act = fields.required("account", id(AccountID.self)).map { .drop($0) }
        case .refuseKey:
            let (account, length) = (fields.required("account", id(AccountID.self)), fields.required("for", long))
            act = account.flatMap { account in length.map { .refuseKey(account, length: $0) } }
        case .fire: act = fields.required("cue", id(CueID.self)).map { .fire($0) }
        case .skip: act = fields.required("cue", id(CueID.self)).map { .skip($0) }
        case .go: act = .go
        case .back: act = .back
        case .hold: act = .hold
        case .resume: act = .resume
        case .shift: act = fields.required("by", .duration).map { .shift($0) }
        }
        return act.flatMap { act in at.map { Event(at: $0, act) } }
    }

    private static func id<ID: Identifier>(_ type: ID.Type) -> ScalarForm<ID> {
        ScalarForm("an id like `main-01`") { (text) throws(ScalarRefusal) in
            let id = ID(rawValue: text)
            return id.isWellFormed ? id : nil
        }
    }
}

extension RehearsalScript.Act: CustomStringConvertible {
    package var description: String {
        switch self {
        case .loseInput(let feed, let length): "the encoder of \(feed) is gone for \(DurationText.shown(length))"
        case .drop(let account): "the server of \(account) breaks the session"
        case .refuseKey(let account, let length):
            "the server of \(account) refuses the key for \(DurationText.shown(length))"
        case .mendKey(let account): "a hand mends the key of \(account) and retries"
        case .fire(let cue): "a hand fires \(cue)"
        case .skip(let cue): "a hand skips \(cue)"
        case .go: "a hand goes on"
        case .back: "a hand goes back"
        case .hold: "a hand holds the rundown"
        case .resume: "a hand resumes the rundown"
        case .shift(let by): "a hand shifts the rest by \(DurationText.shown(by))"
        }
    }
}
