package import BroadcastModel
package import Persistence
package import Rundown

/// Who commands: an authenticated user with a role, or the clock or the daemon itself.
package struct Caller: Hashable, Sendable {
    package var name: String
    package var role: Role
    package init(name: String, role: Role) {
        self.name = name
        self.role = role
    }
    package static let clock = Caller(name: "clock", role: .admin)
    package static let daemon = Caller(name: "daemon", role: .admin)
}

/// What a hand may do to one cue.
package enum CueCommand: String, Sendable, CaseIterable {
    case fire, hold, release, skip
    /// Says that a step of the checklist was done, or takes that back.
    case tick, untick
    /// Tries again what the cue was fired for and is not so.
    case retry
}

/// What a hand may do to the line of cues. Edits touch what has not begun; a cue is given as a YAML mapping with the keys of
/// a plan's rundown, which JSON is as well.
package enum RundownHand: Hashable, Sendable {
    /// Fires the next cue of the line.
    case go
    /// Does the cue before the one on air again.
    case back
    /// Everything that has not begun comes so much later; earlier when negative.
    case shift(Duration)
    /// Nil: in front of everything that has not begun.
    case insert(String, after: CueID?)
    case replace(CueID, String)
    case move(CueID, after: CueID?)
    case remove(CueID)
    /// A whole rundown, as the key `rundown` of a plan, takes the place of everything that has not begun. `dryRun`: only looked at.
    case fill(String, fileName: String, dryRun: Bool)
}

/// What a hand may note of a guest. `reset` takes all of it back.
package enum GuestCommand: String, Sendable, CaseIterable { case consent, age, arrive, leave, reset }

/// What a hand may do to one destination.
package enum DestinationCommand: String, Sendable, CaseIterable { case stop, resume, retry, remove }

/// The use cases, as the API sees them. ``ControlRoom`` is the one implementer in the daemon.
///
/// Every call throws a ``Fault`` (`notFound`, `conflict`, `forbidden`, `storageFull`, …), a ``PlanFaults`` from
/// ``plan(fileName:yaml:dryRun:by:)`` or ``planAll(fileName:yaml:dryRun:by:)``, or a ``StaleCommand``. A command that returned is on the disk with its audit row. `seen` is the revision of the
/// broadcast that the author saw; nil means "whatever it is now". Roles are checked here, not only at the door:
/// commands and push addresses need `operator`; users, stream keys, credentials, audit and log level need `admin`.
package protocol ControlDesk: Sendable {
    func authenticate(token: Secret) async throws -> Caller?

    func plan(fileName: String, yaml: String, dryRun: Bool, by caller: Caller) async throws -> BroadcastRecord
    /// Every broadcast of the file, one or all of a series, in order of time: all are kept or none.
    func planAll(fileName: String, yaml: String, dryRun: Bool, by caller: Caller) async throws -> [BroadcastRecord]
    /// Those that it changed.
    func series(_ command: SeriesCommand, _ id: SeriesID, by caller: Caller) async throws -> [BroadcastRecord]
    /// What each of `plans` wants at the same time as another one or another broadcast.
    func doubleBookings(of plans: [BroadcastPlan]) async -> [[DoubleBooking]]
    /// Makes a broadcast that runs with real pictures and reaches no account.
    func rehearse(_ broadcast: BroadcastID, by caller: Caller) async throws -> BroadcastRecord
    func broadcasts() async throws -> [BroadcastRecord]
    /// `anyway`: a start does not wait for a stable input.
    func command(
        _ command: BroadcastLifecycle.Command, broadcast: BroadcastID, seen: Int64?, anyway: Bool, by caller: Caller
    ) async throws -> BroadcastRecord
    func switchProgram(
        of broadcast: BroadcastID, to feed: FeedID, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord

    /// Takes away all that has not gone out yet, on every account, and covers it.
    func dump(_ broadcast: BroadcastID, by caller: Caller) async throws -> DumpReport
    /// Blacks out every account until it is lifted; both act even when they cannot be written, and then throw.
    func cut(_ broadcast: BroadcastID, by caller: Caller) async throws -> BroadcastRecord
    func lift(_ broadcast: BroadcastID, by caller: Caller) async throws -> BroadcastRecord
    /// `group` nil: all of them. `delay` is 0 to 300 s.
    func setDelay(
        of broadcast: BroadcastID, group: String?, to delay: Duration, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord

    func cue(
        _ command: CueCommand, cue: CueID, in broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView
    func holdRundown(
        _ held: Bool, in broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView
    /// Throws a ``PlanFaults`` for a cue that cannot be read.
    func hand(
        _ hand: RundownHand, on broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView
    func guest(
        _ command: GuestCommand, person: PersonID, in broadcast: BroadcastID, by caller: Caller
    ) async throws -> RundownView
    func guestLink(
        _ command: GuestLinkCommand, person: PersonID, in broadcast: BroadcastID, by caller: Caller
    ) async throws -> RundownView
    func asRun(of broadcast: BroadcastID) async throws -> [AsRunEntry]

    func addDestination(
        _ account: PlannedAccount, to broadcast: BroadcastID, by caller: Caller
    ) async throws -> DestinationView
    func destination(
        _ command: DestinationCommand, _ id: DestinationID, by caller: Caller
    ) async throws -> DestinationView
    /// `text` as a person reads it from a screen: `12345`, `1.2万`, `10万+`, `1.2w`.
    func typeNumber(
        _ kind: SampleKind, text: String, for id: DestinationID, by caller: Caller
    ) async throws -> NumberView

    func board(of broadcast: BroadcastID) async throws -> Board
    /// The present board at once, then about one a second and one soon after each change; ends when the consumer stops or the daemon does.
    func boards(of broadcast: BroadcastID) async throws -> AsyncStream<Board>
    func report(of broadcast: BroadcastID) async throws -> Report

    func stageLinks(of broadcast: BroadcastID, by caller: Caller) async throws -> [StageLinkRecord]
    func makeStageLink(_ wish: StageLinkWish, by caller: Caller) async throws -> StageLinkRecord
    func revokeStageLink(_ id: StageLinkID, of broadcast: BroadcastID, by caller: Caller) async throws
    /// The link that this token opens now; nil for one that was never made, was revoked, or has expired.
    func stageLink(token: Secret) async throws -> StageLinkRecord?
    /// Puts a message on the stage's screen; nil takes it away.
    func say(_ text: String?, onStageOf broadcast: BroadcastID, by caller: Caller) async throws -> StageMessage?

    func feeds() async throws -> [FeedView]
    /// A small picture of what a feed brings now. Throws `notFound` when it brings none.
    func preview(of feed: FeedID) async throws -> FeedPreview
    func setPullAddress(of feed: FeedID, to address: Secret, by caller: Caller) async throws
    func setStreamKey(of feed: FeedID, to key: Secret, by caller: Caller) async throws
    func accounts() async throws -> [AccountView]
    func setPushAddress(of account: AccountID, to address: Secret, by caller: Caller) async throws
    func setCredential(of account: AccountID, to credential: Secret, by caller: Caller) async throws
    /// The token that `play` on the ingest port asks for.
    func setMonitorToken(to token: Secret, by caller: Caller) async throws

    func users(by caller: Caller) async throws -> [UserRecord]
    /// Makes a user (a token is then required) or changes role and, if given, token.
    func setUser(_ id: UserID, role: Role, token: Secret?, by caller: Caller) async throws -> UserRecord
    func removeUser(_ id: UserID, by caller: Caller) async throws
    func audit(limit: Int, before: Int64?, by caller: Caller) async throws -> [AuditEntry]
    /// Writes an audit row for a change that is not stored (log level).
    func note(action: String, subject: String, detail: String, by caller: Caller) async throws
}

extension ControlDesk {
    package func command(
        _ command: BroadcastLifecycle.Command, broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord {
        try await self.command(command, broadcast: broadcast, seen: seen, anyway: false, by: caller)
    }
}

/// A command whose author had not seen the newest revision: refused, and told what changed since.
package struct StaleCommand: Error, Sendable {
    package var seen: Int64
    package var now: Int64
    package var changes: [AuditEntry]
    package init(seen: Int64, now: Int64, changes: [AuditEntry]) {
        self.seen = seen
        self.now = now
        self.changes = changes
    }
}
