/// What a screen in the studio shows: the data of each `board` event on `GET /v1/stage/events`, to whoever has a stage link.
///
/// Moments are milliseconds since 1970 (UTC); programme time is milliseconds since air. An absent field means "not known" or
/// "does not apply", never zero.
package struct StageDTO: Codable, Hashable, Sendable {
    package var at: Int64
    package var title: String
    /// draft, scheduled, preparing, ready, on-air, ending, ended, aborted
    package var phase: String
    /// Time since air; absent before air. Ahead of air: `startsInMilliseconds`.
    package var programClockMilliseconds: Int64?
    package var startsInMilliseconds: Int64?
    /// Planned end minus now; negative when over.
    package var remainingMilliseconds: Int64?
    /// How much longer than planned the programme will be; negative: shorter.
    package var overMilliseconds: Int64
    /// When the last cue of the line is expected to end; absent before air.
    package var expectedEndAt: Int64?
    /// The clock fires nothing.
    package var held: Bool
    package var current: StageCueDTO?
    /// Until the cue on air is expected to end; negative when it runs over; absent where it lasts until a hand goes on.
    package var leftMilliseconds: Int64?
    /// At most three, the next first.
    package var next: [StageCueDTO]
    /// Until the first of `next` is due; negative when it is overdue.
    package var nextInMilliseconds: Int64?
    package var people: [StagePersonDTO]
    package var product: StageProductDTO?
    package var message: StageMessageDTO?

    package init(
        at: Int64, title: String, phase: String, programClockMilliseconds: Int64? = nil,
        startsInMilliseconds: Int64? = nil, remainingMilliseconds: Int64? = nil, overMilliseconds: Int64 = 0,
        expectedEndAt: Int64? = nil, held: Bool = false, current: StageCueDTO? = nil, leftMilliseconds: Int64? = nil,
        next: [StageCueDTO] = [], nextInMilliseconds: Int64? = nil, people: [StagePersonDTO] = [],
        product: StageProductDTO? = nil, message: StageMessageDTO? = nil
    ) {
        self.at = at
        self.title = title
        self.phase = phase
        self.programClockMilliseconds = programClockMilliseconds
        self.startsInMilliseconds = startsInMilliseconds
        self.remainingMilliseconds = remainingMilliseconds
        self.overMilliseconds = overMilliseconds
        self.expectedEndAt = expectedEndAt
        self.held = held
        self.current = current
        self.leftMilliseconds = leftMilliseconds
        self.next = next
        self.nextInMilliseconds = nextInMilliseconds
        self.people = people
        self.product = product
        self.message = message
    }
}

/// One step of the rundown, as the people in the studio need it.
package struct StageCueDTO: Codable, Hashable, Sendable {
    /// The plan file's word: guest-enter, product, …
    package var kind: String
    package var title: String
    /// Name of the person or the product concerned.
    package var subject: String?
    /// As it went, or as it will go if everything goes on as planned from now on.
    package var expectedStartMilliseconds: Int64
    package var expectedEndMilliseconds: Int64
    /// Absent: until the next one begins.
    package var lengthMilliseconds: Int64?
    package var byHand: Bool
    package init(
        kind: String, title: String, subject: String?, expectedStartMilliseconds: Int64,
        expectedEndMilliseconds: Int64, lengthMilliseconds: Int64?, byHand: Bool
    ) {
        self.kind = kind
        self.title = title
        self.subject = subject
        self.expectedStartMilliseconds = expectedStartMilliseconds
        self.expectedEndMilliseconds = expectedEndMilliseconds
        self.lengthMilliseconds = lengthMilliseconds
        self.byHand = byHand
    }
}

/// Somebody on air.
package struct StagePersonDTO: Codable, Hashable, Sendable {
    package var name: String
    package var role: String?
    /// host, guest, co-host
    package var part: String
    package init(name: String, role: String?, part: String) {
        self.name = name
        self.role = role
        self.part = part
    }
}

/// The product on show.
package struct StageProductDTO: Codable, Hashable, Sendable {
    package var name: String
    package var priceFen: Int64?
    /// sold-out, restocked; absent where nothing was said of it
    package var stock: String?
    package var wave: Int?
    package init(name: String, priceFen: Int64?, stock: String?, wave: Int?) {
        self.name = name
        self.priceFen = priceFen
        self.stock = stock
        self.wave = wave
    }
}

/// What the control room says to the people in the studio.
package struct StageMessageDTO: Codable, Hashable, Sendable {
    package var text: String
    package var at: Int64
    /// Who said it; absent on the stage's screen.
    package var by: String?
    /// The message cue that said it; absent: a hand.
    package var cue: String?
    package init(text: String, at: Int64, by: String? = nil, cue: String? = nil) {
        self.text = text
        self.at = at
        self.by = by
        self.cue = cue
    }
}

/// `PUT /v1/broadcasts/{id}/stage-message`: takes the place of what the stage's screen says. Reply: StageMessageDTO.
package struct StageMessageRequest: Codable, Hashable, Sendable {
    /// One line, 1 to 200 characters.
    package var text: String
    package init(text: String) { self.text = text }
}

/// `POST /v1/broadcasts/{id}/stage-links`: the client makes the token; it is kept hashed. Reply: StageLinkDTO, 201. The link is
/// the daemon's address with `/stage#` and the token behind it.
package struct StageLinkRequest: Codable, Sendable {
    /// Where the screen hangs, 1 to 60 characters; no two links of a broadcast share it.
    package var name: String
    /// 32 to 128 letters, digits, `-` and `_` at random.
    package var token: String
    /// 1 min to 366 days from now; absent: until it is revoked.
    package var lifetimeMilliseconds: Int64?
    package init(name: String, token: String, lifetimeMilliseconds: Int64? = nil) {
        self.name = name
        self.token = token
        self.lifetimeMilliseconds = lifetimeMilliseconds
    }
}

/// A way to one broadcast's stage screen. There is no field for its token, on purpose: it goes in, never out.
package struct StageLinkDTO: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var createdAt: Int64
    package var createdBy: String
    package var expiresAt: Int64?
    /// It opens nothing any more.
    package var expired: Bool
    package init(id: String, name: String, createdAt: Int64, createdBy: String, expiresAt: Int64?, expired: Bool) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.expired = expired
    }
}
