package import BroadcastModel

/// One broadcast: its plan and where it stands.
package struct BroadcastRecord: Hashable, Sendable, Codable {
    package var plan: BroadcastPlan
    package var phase: BroadcastPhase
    /// Grows by one with each change; a command carries the one its author saw.
    package var revision: Int64
    /// The feed that the switcher should have on air; the first planned one at first.
    package var programFeed: FeedID
    /// When it went on air.
    package var airedAt: WallTime?
    /// The same on the monotonic clock: while it is on air, programme time counts on from it, whatever is done to the wall clock.
    package var airedBoot: BootTime?
    package var endedAt: WallTime?
    /// The whole rundown is held: the clock fires nothing.
    package var rundownHeld: Bool
    /// Every account is blacked out until a hand lifts it.
    package var isCut: Bool
    /// Safety delays that a hand has set, in milliseconds by delay group; the others are as planned.
    package var delays: [String: Int64]
    /// The cue of the line that was fired last.
    package var currentCue: CueID?
    /// The feed that was on before a clip, while the clip is on.
    package var returnFeed: FeedID?
    /// What was checked of each person, by id.
    package var guests: [String: GuestCheck]
    /// Terms of people's own push addresses, by person's id. Keys are sealed under ``SecretReference/guestLink(_:in:)``.
    package var links: [String: GuestLink]

    package init(
        plan: BroadcastPlan, phase: BroadcastPhase = .draft, revision: Int64 = 1, programFeed: FeedID,
        airedAt: WallTime? = nil, endedAt: WallTime? = nil, rundownHeld: Bool = false, isCut: Bool = false,
        delays: [String: Int64] = [:], currentCue: CueID? = nil, returnFeed: FeedID? = nil,
        guests: [String: GuestCheck] = [:], links: [String: GuestLink] = [:], airedBoot: BootTime? = nil
    ) {
        self.airedBoot = airedBoot
        self.links = links
        self.guests = guests
        self.returnFeed = returnFeed
        self.currentCue = currentCue
        self.isCut = isCut
        self.delays = delays
        self.plan = plan
        self.phase = phase
        self.revision = revision
        self.programFeed = programFeed
        self.airedAt = airedAt
        self.endedAt = endedAt
        self.rundownHeld = rundownHeld
    }
}

/// One account as it is known across broadcasts.
package struct AccountRecord: Hashable, Sendable, Codable {
    package var account: PlannedAccount
    /// A delay belongs to one broadcast's plan and is not kept here.
    package init(account: PlannedAccount) {
        self.account = account
        self.account.delayMilliseconds = nil
    }
}

/// What is wanted of an account in a broadcast, and what it has achieved. What is seen of it now lives in memory, in the relay.
package struct DestinationRecord: Hashable, Sendable, Codable {
    package enum Desire: String, Codable, Sendable, CaseIterable {
        /// Goes out while the broadcast is on air.
        case on
        /// Stopped by hand; can be wanted again.
        case off
        /// Taken out of the broadcast.
        case removed
    }
    package var id: DestinationID
    package var desire: Desire
    package var tally: DestinationTally
    package init(id: DestinationID, desire: Desire = .on, tally: DestinationTally = .init()) {
        self.id = id
        self.desire = desire
        self.tally = tally
    }
}

/// One input. Its stream key is sealed under ``SecretReference/streamKey(_:)``.
package struct FeedRecord: Hashable, Sendable, Codable {
    package var id: FeedID
    package var name: String
    package init(id: FeedID, name: String) {
        self.id = id
        self.name = name
    }
}

/// Where one cue stands. No row: pending.
package struct CueRecord: Hashable, Sendable, Codable {
    package var broadcast: BroadcastID
    package var cue: CueID
    package var run: CueRun
    package init(broadcast: BroadcastID, cue: CueID, run: CueRun) {
        self.broadcast = broadcast
        self.cue = cue
        self.run = run
    }
}

/// One line of the as-run log (播出记录).
package struct AsRunEntry: Hashable, Sendable, Codable {
    package enum Action: String, Codable, Sendable, CaseIterable {
        case fired, held, released, skipped, onAir = "on-air", ended, aborted, switched
        case dumped, cut, lifted, delayed
        /// The clock did not fire a cue whose moment had come: a hand decides.
        case asked
        /// A hand went back to the cue before.
        case takenBack = "taken-back"
        /// A person has done a step of the checklist, or takes back having said so.
        case ticked, unticked
    }
    package var broadcast: BroadcastID
    /// Set by the store, from 1 up.
    package var sequence: Int64
    package var at: WallTime
    package var action: Action
    package var cue: CueID?
    package var title: String
    /// `clock`, or the user's id.
    package var by: String
    /// How late after its planned moment, in milliseconds; negative when early; nil where no planned moment applies.
    ///
    /// A cue's moment is its place in the running order. A broadcast's is its planned start, and its air plus its planned
    /// length; a hand that starts a broadcast which was never armed, or is more than 24 h off, is not measured by them.
    package var lateMilliseconds: Int64?
    package init(
        broadcast: BroadcastID, sequence: Int64 = 0, at: WallTime, action: Action, cue: CueID? = nil, title: String,
        by: String, lateMilliseconds: Int64? = nil
    ) {
        self.broadcast = broadcast
        self.sequence = sequence
        self.at = at
        self.action = action
        self.cue = cue
        self.title = title
        self.by = by
        self.lateMilliseconds = lateMilliseconds
    }
}

/// A person or a program that may command. The token itself is known to them alone.
package struct UserRecord: Hashable, Sendable, Codable {
    package var id: UserID
    package var role: Role
    /// SHA-256 of the token (tokens are 256 random bits, so a slow hash would add nothing).
    package var tokenHash: [UInt8]
    package var createdAt: WallTime
    package init(id: UserID, role: Role, tokenHash: [UInt8], createdAt: WallTime) {
        self.id = id
        self.role = role
        self.tokenHash = tokenHash
        self.createdAt = createdAt
    }
}

/// Who changed what, written in the same transaction as the change.
package struct AuditEntry: Hashable, Sendable, Codable {
    /// Set by the store, from 1 up.
    package var sequence: Int64
    package var at: WallTime
    /// The user's id, or `clock`, or `daemon`.
    package var by: String
    /// `broadcast.start`, `destination.retry`, `cue.fire`, …
    package var action: String
    /// `broadcast/<id>`, `feed/<id>`, `user/<id>`, …
    package var subject: String
    /// The subject's revision after the change, where it has one.
    package var revision: Int64?
    /// What changed, for a person; never a secret.
    package var detail: String
    package init(
        sequence: Int64 = 0, at: WallTime, by: String, action: String, subject: String, revision: Int64? = nil,
        detail: String
    ) {
        self.sequence = sequence
        self.at = at
        self.by = by
        self.action = action
        self.subject = subject
        self.revision = revision
        self.detail = detail
    }
}
