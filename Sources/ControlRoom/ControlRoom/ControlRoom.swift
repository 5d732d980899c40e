package import AdapterKit
import AudienceMetrics
package import BroadcastModel
package import Logging
package import Persistence
package import Program

/// The control room (总控): every use case, the clock that runs broadcasts, and the reconciler that makes things so.
///
/// What is wanted stands in the store and changes only there, one transaction a change with its audit row; after it,
/// ``reconcile(_:)`` brings relay and adapters to it, again and again, until seen and wanted agree. Memory holds a
/// projection of the store that each transaction renews, so that boards cost no reading.
///
/// The daemon makes one, calls ``recover()`` once, then ``run()`` for as long as it lives; commands may come at any
/// time after ``recover()``.
package actor ControlRoom: ControlDesk {
    let store: any Store
    let vault: any Vault
    let relay: any RelayPort
    let switchboard: Switchboard
    let bringer: (any FeedBringer)?
    /// Makes a small picture of what a feed brings; nil: none are made.
    let previewer: (@Sendable (FeedID) async throws -> FeedPreview)?
    /// Throws `addressForbidden` where an address that is pulled from leads somewhere that it must not.
    let checkPull: @Sendable (Secret) async throws -> Void
    let adapters: [PlatformID: any PlatformAdapter]
    let clock: any ClockPort
    let configuration: ControlRoomConfiguration
    let hash: @Sendable (Secret) -> [UInt8]
    let logger: Logger

    var random: AnyRandomSource
    var rooms: [BroadcastID: BroadcastRoom] = [:]
    var feedRecords: [FeedID: FeedRecord] = [:]
    var accountRecords: [AccountID: AccountRecord] = [:]
    /// Ciphertext of every secret but handles; opened for one use at a time.
    var sealed: [SecretReference: SealedBytes] = [:]
    var users: [[UInt8]: UserRecord]?
    var usersVersion = 0
    /// Counts dumps, cuts and lifts.
    var nextAct: UInt64 = 0
    /// Whoever writes them now, by broadcast.
    var actWriters: [BroadcastID: Task<Void, any Error>] = [:]
    /// The broadcast that has an account on air.
    var carriedBy: [AccountID: BroadcastID] = [:]
    /// Accounts with an adapter call in flight, whatever the call and the broadcast.
    var calling: Set<AccountID> = []
    /// Broadcasts with accounts that had to wait: for a call to end, or for another broadcast to let them go.
    var waiting: Set<BroadcastID> = []
    /// What was read and not yet written; bounded by ``unwrittenLimit``.
    var unwritten: [BroadcastID: [Sample]] = [:]
    /// Broadcasts with tallies that may have changed since they were saved.
    var uncounted: Set<BroadcastID> = []
    /// When tallies are saved next, urgent ones aside; nil: as soon as something changed.
    var nextTallies: MonotonicTime?
    /// Saving them failed the last time.
    var talliesFail = false
    var watchers: [BroadcastID: [UInt64: AsyncStream<Board>.Continuation]] = [:]
    var nextWatcher: UInt64 = 0
    var changed: Set<BroadcastID> = []
    var isOver = false
    /// What the bringer was told last.
    var broughtIn: [FeedID: PullSource] = [:]
    var compositesWanted: [FeedID: CompositePlan] = [:]
    /// Guests' links as the switchboard was told last, those whose SRT ports are open, and what was written of refusals, and when.
    var linksApplied: [FeedID: [AppliedLink]] = [:]
    var srtLinks: [FeedID: SecretReference] = [:]
    var refusalsNoted: [String: (count: Int, at: MonotonicTime)] = [:]
    /// The relay's when it was last looked at, and when it is looked at again though nothing changed.
    var seenRelayRevision: UInt64 = 0
    var nextLook: MonotonicTime?

    /// When the clock looks at which broadcast.
    var agenda = Agenda()
    /// What the clock writes now: it looks at these again by itself.
    var underClock: Set<BroadcastID> = []
    /// Raised when moments of any broadcast may have changed: the clock looks at all of them.
    let clockSignal = Signal()
    /// Raised when a board should go out soon.
    let boardSignal = Signal()
    let jobs: AsyncStream<AdapterJob>
    let jobEntry: AsyncStream<AdapterJob>.Continuation

    /// `adapters` by platform; `hash` makes of a token what the store keeps (SHA-256); `random` spreads calls and retries.
    package init(
        store: any Store,
        vault: any Vault,
        relay: any RelayPort,
        switchboard: Switchboard,
        bringer: (any FeedBringer)? = nil,
        previewer: (@Sendable (FeedID) async throws -> FeedPreview)? = nil,
        checkPull: @escaping @Sendable (Secret) async throws -> Void = { _ in },
        adapters: [PlatformID: any PlatformAdapter],
        clock: any ClockPort,
        configuration: ControlRoomConfiguration = .init(),
        hash: @escaping @Sendable (Secret) -> [UInt8],
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        logger: Logger
    ) {
        self.store = store
        self.vault = vault
        self.relay = relay
        self.switchboard = switchboard
        self.bringer = bringer
        self.previewer = previewer
        self.checkPull = checkPull
        self.adapters = adapters
        self.clock = clock
        self.configuration = configuration
        self.hash = hash
        self.random = AnyRandomSource(random)
        self.logger = logger
        // Bounded by `calling`: an account has at most one job.
        (jobs, jobEntry) = AsyncStream.makeStream()
    }

    /// Runs broadcasts until the task is cancelled or the daemon shuts down gracefully; then ends the relay's sessions,
    /// writes what is left and ends every stream of boards. Platforms are not told: what is on air goes on with the next daemon.
    func runUntilCancelled() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.runClock() }
            group.addTask { await self.runObserver() }
            group.addTask { await self.runBoards() }
            group.addTask { await self.runKeeper() }
            for await job in jobs { group.addTask { await self.perform(job) } }
            group.cancelAll()
        }
        isOver = true
        // In a task of its own: this one is cancelled, and what it writes last is to be waited for.
        await Task {
            await writeSamples()
            await windUp()
        }.value
        endBoards()
    }

    // MARK: Common ground of the use cases

    func require(_ role: Role, of caller: Caller) throws {
        guard caller.role < role else { return }
        throw Fault(
            .forbidden, "This needs the role \(role.rawValue); \(caller.name) is \(caller.role.rawValue).",
            blame: .operatorSide)
    }

    func room(_ id: BroadcastID) throws -> BroadcastRoom {
        guard let room = rooms[id] else { throw BroadcastSnapshot.unknown(id) }
        return room
    }

    /// Writes, untouched by a caller that stops waiting: a change must not be on the disk while memory does not know.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
    {
        let store = store
        return try await Task { try await store.write(body) }.value
    }

    /// One change of one broadcast in one transaction; takes the result into memory, acts on it, and returns it.
    ///
    /// Throws what `body` throws, ``StaleCommand``, or the store's ``Fault``; nothing has changed then.
    @discardableResult
    func change(
        _ id: BroadcastID, by caller: Caller, seen: Int64? = nil, touching: Touch? = nil,
        _ body: @escaping @Sendable (inout BroadcastChange) throws -> Void
    ) async throws -> BroadcastSnapshot {
        let now = clock.wallTime()
        let bootTime = BootTime(clock)
        let name = caller.name
        let known = rooms[id]?.snapshot
        do {
            let snapshot = try await write { writer in
                var change = try BroadcastChange(
                    id, in: writer, by: name, now: now, bootTime: bootTime, known: known, seen: seen, touching: touching
                )
                try body(&change)
                return try change.save()
            }
            take(snapshot)
            return snapshot
        } catch let fault as Fault where fault.code == .storageFailed || fault.code == .storageFull {
            // A commit that failed late may have happened; the truth is what can be read.
            if let snapshot = try? await store.read({ try BroadcastSnapshot(id, from: $0) }) { take(snapshot) }
            throw fault
        }
    }

    /// Takes a newer snapshot into memory and sets everything moving that depends on it.
    func take(_ snapshot: BroadcastSnapshot) {
        let id = snapshot.record.plan.id
        let wall = clock.wallTime()
        let bootTime = BootTime(clock)
        // Looked at first: who has no link changes nobody's, and a cue is not kept waiting by a look at all broadcasts.
        let concernsLinks = !snapshot.record.links.isEmpty || rooms[id]?.snapshot.record.links.isEmpty == false
        if rooms[id] == nil {
            rooms[id] = BroadcastRoom(
                snapshot,
                merger: FiguresMerger(staleAfter: configuration.staleAfter, resolution: configuration.boardInterval),
                hasFigures: true, wall: wall, bootTime: bootTime
            )
        } else {
            rooms[id]?.take(snapshot, wall: wall, bootTime: bootTime)
        }
        if concernsLinks { applyLinks() }
        bringInSources()
        reconcile(id)
        wakeClock(for: id)
        markChanged(id)
    }

    func markChanged(_ id: BroadcastID) {
        changed.insert(id)
        boardSignal.raise()
    }
}
