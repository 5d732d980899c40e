/// One timed step of the rundown (环节).
package struct Cue: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case hostOn = "host-on"
        case hostOff = "host-off"
        case guestEnter = "guest-enter"
        case guestLeave = "guest-leave"
        /// The program becomes a composite of several people's feeds (连麦).
        case coStreamStart = "co-stream-start"
        case coStreamEnd = "co-stream-end"
        /// A product is put on show.
        case product
        /// A product that is on show is explained.
        case productExplain = "product-explain"
        case soldOut = "sold-out"
        case restock
        case slate
        /// A file is played as the program.
        case clip
        case message
        case accountsStart = "accounts-start"
        case accountsStop = "accounts-stop"
        /// A chapter for the replay.
        case mark
        /// Nothing goes on until a hand says so.
        case wait
        case note

        /// Stands beside the line: nothing waits for it, and it takes no time of the programme.
        package var isAside: Bool {
            switch self {
            case .soldOut, .restock, .message, .mark, .accountsStart, .accountsStop: true
            case .hostOn, .hostOff, .guestEnter, .guestLeave, .coStreamStart, .coStreamEnd, .product, .productExplain,
                .slate, .clip, .wait, .note:
                false
            }
        }
    }

    /// When a cue is meant to begin.
    package enum Start: Hashable, Sendable {
        /// At this programme time, in milliseconds after air; 0 up to the broadcast's length.
        case at(Int64)
        /// At this moment of the wall clock, whenever the programme went on air.
        case clock(WallTime)
        /// So many milliseconds after the cue above it on the line has ended, 0 to 24 h; after air, where there is none.
        case after(Int64)
    }

    /// What the clock does with a cue that it can only fire late: more than ``lateAfter`` behind its moment.
    package enum LateRule: String, Codable, Hashable, Sendable, CaseIterable {
        case run, skip
        /// It waits for a hand, and says why.
        case ask
    }

    /// The most cues of one rundown, as planned and after every edit.
    package static let mostInRundown = 2000

    /// What is later than this behind its moment is late; less is the machine's own slowness.
    package static let lateAfter: Duration = .seconds(5)

    package var id: CueID
    package var kind: Kind
    package var start: Start
    /// How long it takes, in milliseconds; nil: until the next one begins. 0: a moment.
    package var lengthMilliseconds: Int64?
    /// Programme time at which it ends however late it began, in milliseconds: an overrun before it is absorbed.
    package var untilMilliseconds: Int64?
    package var late: LateRule
    package var title: String
    /// The guest of `guestEnter` and `guestLeave`, the host of `hostOn` and `hostOff`.
    package var person: PersonID?
    /// The product of `product`, `productExplain`, `soldOut` and `restock`.
    package var product: ProductID?
    /// The feed of `coStreamStart`, `coStreamEnd` (the one that follows) and `clip`; nil for a co-stream with another's room.
    package var feed: FeedID?
    /// The accounts of `accountsStart`, `accountsStop` and of a `message` to accounts.
    package var group: String?
    /// What a `message` says.
    package var text: String?
    /// Which restock of its product, 1 up.
    package var wave: Int?
    /// How many pieces a restock brings; nil: not said.
    package var quantity: Int?
    /// Whose room a co-stream is with, where that room is not ours: its name or number on the platform, as people say it.
    package var room: String?
    /// Who sees to it: a name, of the staff or of anybody else; nil: whoever directs.
    package var assignee: String?
    /// True when the clock must not fire it: it waits for a hand. Always so for `wait`.
    package var byHand: Bool

    package init(
        id: CueID, kind: Kind, start: Start, lengthMilliseconds: Int64? = nil, untilMilliseconds: Int64? = nil,
        late: LateRule = .run, title: String, person: PersonID? = nil, product: ProductID? = nil, feed: FeedID? = nil,
        group: String? = nil, text: String? = nil, wave: Int? = nil, quantity: Int? = nil, room: String? = nil,
        assignee: String? = nil, byHand: Bool = false
    ) {
        self.id = id
        self.kind = kind
        self.start = start
        self.lengthMilliseconds = lengthMilliseconds
        self.untilMilliseconds = untilMilliseconds
        self.late = late
        self.title = title
        self.person = person
        self.product = product
        self.feed = feed
        self.group = group
        self.text = text
        self.wave = wave
        self.quantity = quantity
        self.room = room
        self.assignee = assignee
        self.byHand = byHand || kind == .wait
    }

    /// A cue at a fixed programme time.
    package init(
        id: CueID, kind: Kind, atMilliseconds: Int64, title: String, person: PersonID? = nil, product: ProductID? = nil,
        byHand: Bool = false
    ) {
        self.init(
            id: id, kind: kind, start: .at(atMilliseconds), title: title, person: person, product: product,
            byHand: byHand)
    }

    /// Only a person can do it: a co-stream with a room that is not ours, a message on accounts. It is a step of a checklist
    /// (清单), which somebody ticks off.
    package var needsTick: Bool { room != nil || (kind == .message && group != nil) }
    /// How long after its moment it is to be ticked off: its length, or a minute where it has none.
    package var tickWithin: Duration { length.flatMap { $0 > .zero ? $0 : nil } ?? .seconds(60) }

    /// It puts a feed on the program, and it is the program's affair what is on after it.
    package var isCoStreamOfOurs: Bool { (kind == .coStreamStart || kind == .coStreamEnd) && room == nil }

    /// Nil where it ends when the next begins.
    package var length: Duration? { lengthMilliseconds.map { .milliseconds($0) } }
    package var until: Duration? { untilMilliseconds.map { .milliseconds($0) } }
}

extension Cue: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, kind, atMilliseconds, clock, gapMilliseconds, lengthMilliseconds, untilMilliseconds, late, title,
            person
        case product, feed, group, text, wave, quantity, room, assignee, byHand
    }

    /// Reads cues too that were stored when each had a programme time and nothing else.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let start: Start
        if let at = try values.decodeIfPresent(Int64.self, forKey: .atMilliseconds) {
            start = .at(at)
        } else if let moment = try values.decodeIfPresent(WallTime.self, forKey: .clock) {
            start = .clock(moment)
        } else {
            start = .after(try values.decode(Int64.self, forKey: .gapMilliseconds))
        }
        self.init(
            id: try values.decode(CueID.self, forKey: .id), kind: try values.decode(Kind.self, forKey: .kind),
            start: start,
            lengthMilliseconds: try values.decodeIfPresent(Int64.self, forKey: .lengthMilliseconds),
            untilMilliseconds: try values.decodeIfPresent(Int64.self, forKey: .untilMilliseconds),
            late: try values.decodeIfPresent(LateRule.self, forKey: .late) ?? .run,
            title: try values.decode(String.self, forKey: .title),
            person: try values.decodeIfPresent(PersonID.self, forKey: .person),
            product: try values.decodeIfPresent(ProductID.self, forKey: .product),
            feed: try values.decodeIfPresent(FeedID.self, forKey: .feed),
            group: try values.decodeIfPresent(String.self, forKey: .group),
            text: try values.decodeIfPresent(String.self, forKey: .text),
            wave: try values.decodeIfPresent(Int.self, forKey: .wave),
            quantity: try values.decodeIfPresent(Int.self, forKey: .quantity),
            room: try values.decodeIfPresent(String.self, forKey: .room),
            assignee: try values.decodeIfPresent(String.self, forKey: .assignee),
            byHand: try values.decode(Bool.self, forKey: .byHand)
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch start {
        case .at(let milliseconds): try values.encode(milliseconds, forKey: .atMilliseconds)
        case .clock(let moment): try values.encode(moment, forKey: .clock)
        case .after(let gap): try values.encode(gap, forKey: .gapMilliseconds)
        }
        try values.encode(id, forKey: .id)
        try values.encode(kind, forKey: .kind)
        try values.encodeIfPresent(lengthMilliseconds, forKey: .lengthMilliseconds)
        try values.encodeIfPresent(untilMilliseconds, forKey: .untilMilliseconds)
        try values.encode(late, forKey: .late)
        try values.encode(title, forKey: .title)
        try values.encodeIfPresent(person, forKey: .person)
        try values.encodeIfPresent(product, forKey: .product)
        try values.encodeIfPresent(feed, forKey: .feed)
        try values.encodeIfPresent(group, forKey: .group)
        try values.encodeIfPresent(text, forKey: .text)
        try values.encodeIfPresent(wave, forKey: .wave)
        try values.encodeIfPresent(quantity, forKey: .quantity)
        try values.encodeIfPresent(room, forKey: .room)
        try values.encodeIfPresent(assignee, forKey: .assignee)
        try values.encode(byHand, forKey: .byHand)
    }
}
