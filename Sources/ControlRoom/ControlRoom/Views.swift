package import AdapterKit
package import AudienceMetrics
package import BroadcastModel
package import Persistence
package import Rundown

/// Everything about one broadcast at one moment.
package struct Board: Hashable, Sendable {
    package var at: WallTime
    package var broadcast: BroadcastRecord
    /// Time since air; nil before air. Stops when the broadcast ends.
    package var programClock: Duration?
    package var rundown: RundownView
    package var feeds: [FeedView]
    /// Trouble first, then by id.
    package var destinations: [DestinationView]
    package var figures: Figures
    /// nil once the broadcast is over.
    package var output: OutputView?
    /// What accounts' platforms reject of the input.
    package var warnings: [InputWarning] = []
    /// What another broadcast wants at the same time; empty from air on.
    package var doubleBookings: [DoubleBooking] = []
    /// What the stage's screen says.
    package var stageMessage: StageMessage?
    package init(
        at: WallTime, broadcast: BroadcastRecord, programClock: Duration?, rundown: RundownView, feeds: [FeedView],
        destinations: [DestinationView], figures: Figures, output: OutputView? = nil
    ) {
        self.output = output
        self.at = at
        self.broadcast = broadcast
        self.programClock = programClock
        self.rundown = rundown
        self.feeds = feeds
        self.destinations = destinations
        self.figures = figures
    }
}

package struct RundownView: Hashable, Sendable {
    package var held: Bool
    package var outlook: RundownOutlook
    package var cues: [CueView]
    package var guests: [GuestView]
    /// How far the clock of the programme's place is ahead of UTC.
    package var utcOffset: Duration
    package init(
        held: Bool, outlook: RundownOutlook, cues: [CueView], guests: [GuestView] = [], utcOffset: Duration = .zero
    ) {
        self.utcOffset = utcOffset
        self.guests = guests
        self.held = held
        self.outlook = outlook
        self.cues = cues
    }
}

package struct GuestView: Hashable, Sendable {
    package var person: Person
    package var check: GuestCheck
    package var stage: GuestStage
    /// What their cue waits for, in words for people.
    package var missing: String?
    /// Programme time at which they are expected on air; nil without a cue.
    package var expected: Duration?
    /// Why their own feed should not be seen yet; empty where it is as it should be, and for who has none.
    package var input: [InputGate.Reason] = []
    /// Their own push address; nil: none was made.
    package var link: GuestLinkView?
    package init(person: Person, check: GuestCheck, stage: GuestStage, missing: String?, expected: Duration?) {
        self.person = person
        self.check = check
        self.stage = stage
        self.missing = missing
        self.expected = expected
    }
}

package struct CueView: Hashable, Sendable {
    package var cue: Cue
    package var run: CueRun
    package var planned: RundownOutlook.Span
    package var expected: RundownOutlook.Span
    /// Name of the person or product concerned.
    package var subject: String?
    /// Why what it was fired for is not so.
    package var trouble: CueTrouble?
    package init(
        cue: Cue, run: CueRun, planned: RundownOutlook.Span, expected: RundownOutlook.Span, subject: String?,
        trouble: CueTrouble? = nil
    ) {
        self.trouble = trouble
        self.cue = cue
        self.run = run
        self.planned = planned
        self.expected = expected
        self.subject = subject
    }
}

package struct FeedView: Hashable, Sendable {
    package var id: FeedID
    package var name: String
    /// Its key, passphrase or address is there; a file needs none.
    package var hasKey: Bool
    package var isProgram: Bool
    package var status: FeedStatus
    package var source = FeedSource.publish
    /// Of a feed that is brought in.
    package var sourceState: FeedSourceState?
    /// Of a composite that is being made, in the order of its plan; nil for any other feed.
    package var seats: [CompositeSeatState]?
    /// Why it should not go on air; empty when it is stable, and where there is no gate.
    package var gate: [InputGate.Reason] = []
    package init(id: FeedID, name: String, hasKey: Bool, isProgram: Bool, status: FeedStatus) {
        self.id = id
        self.name = name
        self.hasKey = hasKey
        self.isProgram = isProgram
        self.status = status
    }
}

package struct DestinationView: Hashable, Sendable {
    package var account: PlannedAccount
    package var desire: DestinationRecord.Desire
    /// As it is now; what is counted, and attempts, are those of all runs of the daemon together.
    package var status: DestinationStatus
    package var isTrouble: Bool
    /// Scheme, host and port; never more of the push address.
    package var server: String?
    package var personRequest: PersonRequest?
    package var platformWord: PlatformWord?
    package var numbers: [NumberView]
    /// What is counted (bytes, messages dropped, reconnects, attempts) is at least this: a daemon was killed before it had
    /// saved the last seconds, or a session was cut off in favour of another.
    package var isLowerBound: Bool
    package init(
        account: PlannedAccount, desire: DestinationRecord.Desire, status: DestinationStatus, isTrouble: Bool,
        server: String?, personRequest: PersonRequest?, platformWord: PlatformWord?, numbers: [NumberView],
        isLowerBound: Bool = false
    ) {
        self.isLowerBound = isLowerBound
        self.account = account
        self.desire = desire
        self.status = status
        self.isTrouble = isTrouble
        self.server = server
        self.personRequest = personRequest
        self.platformWord = platformWord
        self.numbers = numbers
    }
}

package struct NumberView: Hashable, Sendable {
    package var sample: Sample
    package var isStale: Bool
    package init(sample: Sample, isStale: Bool) {
        self.sample = sample
        self.isStale = isStale
    }
}

package struct AccountView: Hashable, Sendable {
    package var account: PlannedAccount
    package var hasPushAddress: Bool
    package var hasCredential: Bool
    package init(account: PlannedAccount, hasPushAddress: Bool, hasCredential: Bool) {
        self.account = account
        self.hasPushAddress = hasPushAddress
        self.hasCredential = hasCredential
    }
}

/// What came of a broadcast.
package struct Report: Hashable, Sendable {
    package var board: Board
    /// Accounts that accepted media at least once, whichever daemon saw it, removed ones included.
    package var accountsReached: Int
    package var asRun: [AsRunEntry]
    /// Accounts that were taken out after they had accepted media; the board does not have them.
    package var removed: [DestinationView]
    package init(board: Board, accountsReached: Int, asRun: [AsRunEntry], removed: [DestinationView] = []) {
        self.board = board
        self.accountsReached = accountsReached
        self.asRun = asRun
        self.removed = removed
    }
}
