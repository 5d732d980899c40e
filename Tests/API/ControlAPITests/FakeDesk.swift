import BroadcastModel
import ControlRoom
import Persistence
import PlanFile
import Rundown
import Synchronization

/// A desk that remembers what it was asked and answers with samples. It checks no role: that is what the door is tested for.
final class FakeDesk: ControlDesk {
    struct State {
        var users: [String: Caller] = [
            "token-viewer": Caller(name: "vera", role: .viewer),
            "token-operator": Caller(name: "otto", role: .operator),
            "token-admin": Caller(name: "ada", role: .admin),
        ]
        /// Tokens of stage links that work.
        var stageTokens: Set<String> = ["stage-token"]
        var asked: [String] = []
        var failure: (any Error)?
        var broadcasts = [Samples.record]
        /// What the next listeners get; nil: streams that never end.
        var boards: [Board]? = [Samples.board]
    }

    private let state = Mutex(State())

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    var asked: [String] { state.withLock { $0.asked } }

    private func ask(_ what: String) throws {
        try state.withLock { state in
            state.asked.append(what)
            if let failure = state.failure { throw failure }
        }
    }

    func authenticate(token: Secret) async throws -> Caller? { state.withLock { $0.users[token.reveal()] } }

    func plan(fileName: String, yaml: String, dryRun: Bool, by caller: Caller) async throws -> BroadcastRecord {
        try ask("plan \(fileName) \(dryRun) \(caller.name)")
        return Samples.record
    }
    func planAll(fileName: String, yaml: String, dryRun: Bool, by caller: Caller) async throws -> [BroadcastRecord] {
        try ask("plan all \(fileName) \(dryRun) \(caller.name)")
        return [Samples.record, Samples.record]
    }
    func series(_ command: SeriesCommand, _ id: SeriesID, by caller: Caller) async throws -> [BroadcastRecord] {
        try ask("\(command.rawValue) series \(id) \(caller.name)")
        return [Samples.record]
    }
    func doubleBookings(of plans: [BroadcastPlan]) async -> [[DoubleBooking]] {
        plans.map { plan in
            [
                DoubleBooking(
                    subject: .account(AccountID("a1"), name: "A 1"), first: plan.id, second: BroadcastID("other"),
                    from: plan.start, until: plan.start + .seconds(60))
            ]
        }
    }
    func rehearse(_ broadcast: BroadcastID, by caller: Caller) async throws -> BroadcastRecord {
        try ask("rehearse \(broadcast) \(caller.name)")
        var record = Samples.record
        record.plan = record.plan.rehearsal(BroadcastID("\(broadcast)-rehearsal-1"), at: record.plan.start)
        return record
    }
    func broadcasts() async throws -> [BroadcastRecord] {
        try ask("broadcasts")
        return state.withLock { $0.broadcasts }
    }
    func command(
        _ command: BroadcastLifecycle.Command, broadcast: BroadcastID, seen: Int64?, anyway: Bool, by caller: Caller
    ) async throws -> BroadcastRecord {
        let manner = anyway ? " anyway" : ""
        try ask("\(command.rawValue) \(broadcast) \(seen.map(String.init) ?? "any") \(caller.name)\(manner)")
        return Samples.record
    }
    func switchProgram(
        of broadcast: BroadcastID, to feed: FeedID, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord {
        try ask("switch \(broadcast) \(feed)")
        return Samples.record
    }
    func dump(_ broadcast: BroadcastID, by caller: Caller) async throws -> DumpReport {
        try ask("dump \(broadcast) \(caller.name)")
        return DumpReport(
            broadcast: broadcast, at: WallTime(milliseconds: 1_000),
            groups: [DumpReport.Group(name: "main", messages: 7, length: .seconds(20))])
    }
    func cut(_ broadcast: BroadcastID, by caller: Caller) async throws -> BroadcastRecord {
        try ask("cut \(broadcast) \(caller.name)")
        return Samples.record
    }
    func lift(_ broadcast: BroadcastID, by caller: Caller) async throws -> BroadcastRecord {
        try ask("lift \(broadcast) \(caller.name)")
        return Samples.record
    }
    func setDelay(
        of broadcast: BroadcastID, group: String?, to delay: Duration, seen: Int64?, by caller: Caller
    ) async throws -> BroadcastRecord {
        try ask("delay \(broadcast) \(group ?? "all") \(delay.milliseconds) \(seen.map(String.init) ?? "any")")
        return Samples.record
    }
    func cue(
        _ command: CueCommand, cue: CueID, in broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView {
        try ask("cue \(command.rawValue) \(cue)")
        return Samples.rundown
    }
    func holdRundown(
        _ held: Bool, in broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView {
        try ask("rundown \(held)")
        return Samples.rundown
    }
    func hand(
        _ hand: RundownHand, on broadcast: BroadcastID, seen: Int64?, by caller: Caller
    ) async throws -> RundownView {
        try ask("hand \(hand) \(seen.map(String.init) ?? "-")")
        return Samples.rundown
    }
    func guest(
        _ command: GuestCommand, person: PersonID, in broadcast: BroadcastID, by caller: Caller
    ) async throws -> RundownView {
        try ask("guest \(command.rawValue) \(person)")
        return Samples.rundown
    }
    func guestLink(
        _ command: GuestLinkCommand, person: PersonID, in broadcast: BroadcastID, by caller: Caller
    ) async throws -> RundownView {
        try ask("link \(person) \(command)")
        return Samples.rundown
    }
    func asRun(of broadcast: BroadcastID) async throws -> [AsRunEntry] {
        try ask("as-run")
        return [Samples.asRun]
    }
    func addDestination(
        _ account: PlannedAccount, to broadcast: BroadcastID, by caller: Caller
    ) async throws -> DestinationView {
        try ask("add \(account.id) \(account.tier.rawValue)")
        return Samples.destination
    }
    func destination(
        _ command: DestinationCommand, _ id: DestinationID, by caller: Caller
    ) async throws -> DestinationView {
        try ask("destination \(command.rawValue) \(id)")
        return Samples.destination
    }
    func typeNumber(
        _ kind: SampleKind, text: String, for id: DestinationID, by caller: Caller
    ) async throws -> NumberView {
        try ask("type \(kind.rawValue) \(text)")
        return Samples.number
    }
    func board(of broadcast: BroadcastID) async throws -> Board {
        try ask("board \(broadcast)")
        guard broadcast == Samples.record.plan.id else {
            throw Fault(.notFound, "There is no broadcast \(broadcast).", blame: .operatorSide)
        }
        return Samples.board
    }
    func boards(of broadcast: BroadcastID) async throws -> AsyncStream<Board> {
        try ask("boards \(broadcast)")
        guard let boards = state.withLock({ $0.boards }) else {
            return AsyncStream { continuation in continuation.yield(Samples.board) }
        }
        return AsyncStream { continuation in
            for board in boards { continuation.yield(board) }
            continuation.finish()
        }
    }
    func report(of broadcast: BroadcastID) async throws -> Report {
        try ask("report")
        return Report(board: Samples.board, accountsReached: 1, asRun: [Samples.asRun])
    }
    func stageLinks(of broadcast: BroadcastID, by caller: Caller) async throws -> [StageLinkRecord] {
        try ask("stage links \(broadcast)")
        return [Samples.stageLink]
    }
    func makeStageLink(_ wish: StageLinkWish, by caller: Caller) async throws -> StageLinkRecord {
        try ask("make stage link \(wish.broadcast) \(wish.name) \(wish.lifetime?.milliseconds ?? -1) \(caller.name)")
        return Samples.stageLink
    }
    func revokeStageLink(_ id: StageLinkID, of broadcast: BroadcastID, by caller: Caller) async throws {
        try ask("revoke stage link \(broadcast) \(id) \(caller.name)")
    }
    func stageLink(token: Secret) async throws -> StageLinkRecord? {
        state.withLock { $0.stageTokens.contains(token.reveal()) } ? Samples.stageLink : nil
    }
    func say(_ text: String?, onStageOf broadcast: BroadcastID, by caller: Caller) async throws -> StageMessage? {
        try ask("say \(broadcast) \(text ?? "nothing") \(caller.name)")
        return text.map { StageMessage(text: $0, at: Samples.now, by: caller.name) }
    }
    func feeds() async throws -> [FeedView] {
        try ask("feeds")
        return [Samples.feed]
    }
    func preview(of feed: FeedID) async throws -> FeedPreview {
        try ask("preview \(feed)")
        guard feed == "tonight" else {
            throw Fault(.notFound, "The feed \(feed) brings nothing; there is no picture of it.", blame: .operatorSide)
        }
        return FeedPreview(jpeg: [0xFF, 0xD8, 0xFF, 0xD9], ageMilliseconds: 1_234)
    }
    func setPullAddress(of feed: FeedID, to address: Secret, by caller: Caller) async throws {
        try ask("pull \(feed) \(address)")
    }
    func setStreamKey(of feed: FeedID, to key: Secret, by caller: Caller) async throws { try ask("key \(feed) \(key)") }
    func accounts() async throws -> [AccountView] {
        try ask("accounts")
        return [AccountView(account: Samples.account, hasPushAddress: true, hasCredential: false)]
    }
    func setPushAddress(of account: AccountID, to address: Secret, by caller: Caller) async throws {
        try ask("address \(account)")
        _ = try PushAddress(address)
    }
    func setCredential(of account: AccountID, to credential: Secret, by caller: Caller) async throws {
        try ask("credential \(account)")
    }
    func setMonitorToken(to token: Secret, by caller: Caller) async throws { try ask("monitor token") }
    func users(by caller: Caller) async throws -> [UserRecord] {
        try ask("users")
        return [Samples.user]
    }
    func setUser(_ id: UserID, role: Role, token: Secret?, by caller: Caller) async throws -> UserRecord {
        try ask("user \(id) \(role.rawValue)")
        return Samples.user
    }
    func removeUser(_ id: UserID, by caller: Caller) async throws { try ask("remove user \(id)") }
    func audit(limit: Int, before: Int64?, by caller: Caller) async throws -> [AuditEntry] {
        try ask("audit \(limit) \(before.map(String.init) ?? "newest")")
        return [Samples.audit]
    }
    func note(action: String, subject: String, detail: String, by caller: Caller) async throws {
        try ask("note \(action) \(detail) \(caller.name)")
    }
}
