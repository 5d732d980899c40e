/// The rundown with what is on and what comes. Times are programme time: milliseconds since air.
package struct RundownDTO: Codable, Hashable, Sendable {
    package var held: Bool
    /// Id of the cue of the line that was fired last, and of the next one that the clock will fire or that waits for a hand.
    package var current: String?
    package var next: String?
    /// Until `next` is due; negative when it is overdue (held, or waiting for a hand); absent before air.
    package var nextInMilliseconds: Int64?
    /// Until the cue on air ends; negative when it runs over; absent before air and where it has no length.
    package var remainingMilliseconds: Int64?
    /// How much later than planned the running or the next cue is; negative: early.
    package var lateMilliseconds: Int64
    /// How much longer than its planned length the programme will be; negative: shorter.
    package var overMilliseconds: Int64
    /// When the last cue of the line ends.
    package var plannedEndMilliseconds: Int64
    package var expectedEndMilliseconds: Int64
    /// In rundown order.
    package var cues: [CueDTO]
    /// Guests, and hosts of whom something is to be checked.
    package var guests: [GuestDTO]
    package init(
        held: Bool, current: String?, next: String?, nextInMilliseconds: Int64?, remainingMilliseconds: Int64? = nil,
        lateMilliseconds: Int64 = 0, overMilliseconds: Int64 = 0, plannedEndMilliseconds: Int64 = 0,
        expectedEndMilliseconds: Int64 = 0, cues: [CueDTO], guests: [GuestDTO] = []
    ) {
        self.guests = guests
        self.held = held
        self.current = current
        self.next = next
        self.nextInMilliseconds = nextInMilliseconds
        self.remainingMilliseconds = remainingMilliseconds
        self.lateMilliseconds = lateMilliseconds
        self.overMilliseconds = overMilliseconds
        self.plannedEndMilliseconds = plannedEndMilliseconds
        self.expectedEndMilliseconds = expectedEndMilliseconds
        self.cues = cues
    }
}

/// A person in the green room, on air, or gone.
package struct GuestDTO: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var role: String?
    /// waiting, checking, ready, on-air, left
    package var stage: String
    /// What their cue waits for, in words for people; absent: nothing.
    package var missing: String?
    package var needsConsent: Bool
    package var needsAgeCheck: Bool
    /// Who noted it.
    package var consentBy: String?
    package var ageBy: String?
    package var arrivedAt: Int64?
    package var feed: String?
    /// When they are to be here, and when they are expected on air, in programme time.
    package var arrivesMilliseconds: Int64?
    package var expectedMilliseconds: Int64?
    /// Absent: none was made.
    package var link: GuestLinkDTO?
    /// Why their own feed should not be seen yet, in words and as codes; empty where it is as it should be, and for who has none.
    package var notReady: [String] = []
    package var notReadyCodes: [String] = []
    package init(
        id: String, name: String, role: String?, stage: String, missing: String?, needsConsent: Bool,
        needsAgeCheck: Bool, consentBy: String?, ageBy: String?, arrivedAt: Int64?, feed: String?,
        arrivesMilliseconds: Int64?, expectedMilliseconds: Int64?
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.stage = stage
        self.missing = missing
        self.needsConsent = needsConsent
        self.needsAgeCheck = needsAgeCheck
        self.consentBy = consentBy
        self.ageBy = ageBy
        self.arrivedAt = arrivedAt
        self.feed = feed
        self.arrivesMilliseconds = arrivesMilliseconds
        self.expectedMilliseconds = expectedMilliseconds
    }
}

/// A cue was fired, and what it was fired for is not so.
package struct CueTroubleDTO: Codable, Hashable, Sendable {
    /// off-air (its feed is not what is on), accounts-not-live, accounts-not-stopped, not-ticked
    package var kind: String
    /// In words for people, in English.
    package var text: String
    /// The accounts concerned.
    package var accounts: [String]
    /// The feed concerned.
    package var feed: String?
    /// `retry` does something about it.
    package var canRetry: Bool
    package init(kind: String, text: String, accounts: [String] = [], feed: String? = nil, canRetry: Bool) {
        self.kind = kind
        self.text = text
        self.accounts = accounts
        self.feed = feed
        self.canRetry = canRetry
    }
}

package struct CueDTO: Codable, Hashable, Sendable {
    package var id: String
    /// The plan file's word: guest-enter, product, restock, …
    package var kind: String
    package var title: String
    /// Name of the person or the product concerned.
    package var subject: String?
    /// When it is planned to begin and to end, in programme time.
    package var atMilliseconds: Int64
    package var plannedEndMilliseconds: Int64
    /// As it went where it has begun; as it will go if everything goes on as planned from now on.
    package var expectedStartMilliseconds: Int64
    package var expectedEndMilliseconds: Int64
    /// at (a programme time), clock (a time of day), follows (the cue above it)
    package var start: String
    /// Absent: until the next one begins.
    package var lengthMilliseconds: Int64?
    /// Nothing waits for it, and it takes no time of the programme.
    package var isAside: Bool
    package var byHand: Bool
    /// What the clock does when it is late: run, skip, ask.
    package var late: String
    /// pending, held, asked, fired, skipped
    package var state: String
    package var firedAt: Int64?
    /// How often it was fired; more than once after going back.
    package var count: Int
    package var text: String?
    package var wave: Int?
    package var quantity: Int?
    package var feed: String?
    package var group: String?
    /// Of a cue at a time of day: the moment, by the clock of the programme's place, like 2020-04-12T20:30:00+08:00.
    package var clock: String?
    /// Of a cue that follows: how long after the one above it.
    package var gapMilliseconds: Int64?
    /// When it ends however late it began, in programme time.
    package var untilMilliseconds: Int64?
    /// Whose room a co-stream is with, where that room is not ours.
    package var room: String?
    /// Who sees to it.
    package var assignee: String?
    /// Only a person can do it, and ticks it off.
    package var needsTick: Bool
    /// When it was ticked off, and by whom; absent: not yet.
    package var tickedAt: Int64?
    package var tickedBy: String?
    /// Why what it was fired for is not so; absent: it is, or nothing is expected of it any more.
    package var trouble: CueTroubleDTO?
    package init(
        id: String, kind: String, title: String, subject: String?, atMilliseconds: Int64,
        plannedEndMilliseconds: Int64? = nil, expectedStartMilliseconds: Int64? = nil,
        expectedEndMilliseconds: Int64? = nil, start: String = "at", lengthMilliseconds: Int64? = nil,
        isAside: Bool = false, byHand: Bool, late: String = "run", state: String, firedAt: Int64?, count: Int? = nil,
        text: String? = nil, wave: Int? = nil, quantity: Int? = nil, feed: String? = nil, group: String? = nil,
        gapMilliseconds: Int64? = nil, untilMilliseconds: Int64? = nil, room: String? = nil, assignee: String? = nil,
        needsTick: Bool = false, tickedAt: Int64? = nil, tickedBy: String? = nil, trouble: CueTroubleDTO? = nil
    ) {
        self.room = room
        self.assignee = assignee
        self.needsTick = needsTick
        self.tickedAt = tickedAt
        self.tickedBy = tickedBy
        self.trouble = trouble
        self.gapMilliseconds = gapMilliseconds
        self.untilMilliseconds = untilMilliseconds
        self.id = id
        self.kind = kind
        self.title = title
        self.subject = subject
        self.atMilliseconds = atMilliseconds
        self.plannedEndMilliseconds = plannedEndMilliseconds ?? atMilliseconds
        self.expectedStartMilliseconds = expectedStartMilliseconds ?? atMilliseconds
        self.expectedEndMilliseconds = expectedEndMilliseconds ?? plannedEndMilliseconds ?? atMilliseconds
        self.start = start
        self.lengthMilliseconds = lengthMilliseconds
        self.isAside = isAside
        self.byHand = byHand
        self.late = late
        self.state = state
        self.firedAt = firedAt
        self.count = count ?? (state == "fired" ? 1 : 0)
        self.text = text
        self.wave = wave
        self.quantity = quantity
        self.feed = feed
        self.group = group
    }
}
