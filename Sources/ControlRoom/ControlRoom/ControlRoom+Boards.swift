import AdapterKit
import AudienceMetrics
package import BroadcastModel
import Persistence

/// What is shown: made from memory, never from the store.
extension ControlRoom {
    package func board(of broadcast: BroadcastID) async throws -> Board {
        try await loadFigures(of: broadcast)
        return makeBoard(try room(broadcast))
    }

    /// Each stream keeps the newest board only: a slow reader misses some and holds nobody up.
    package func boards(of broadcast: BroadcastID) async throws -> AsyncStream<Board> {
        let first = try await board(of: broadcast)
        let (stream, entry) = AsyncStream.makeStream(of: Board.self, bufferingPolicy: .bufferingNewest(1))
        entry.yield(first)
        guard !isOver else {
            entry.finish()
            return stream
        }
        nextWatcher += 1
        watchers[broadcast, default: [:]][nextWatcher] = entry
        return stream
    }

    package func report(of broadcast: BroadcastID) async throws -> Report {
        let board = try await board(of: broadcast)
        let entries = try await asRun(of: broadcast)
        let room = try room(broadcast)
        let reached = Set(room.tallies.filter { $0.value.total.reachedAt != nil }.keys)
        let removed = room.snapshot.destinations.filter { $0.desire == .removed && reached.contains($0.id.account) }
        return Report(
            board: board, accountsReached: reached.count, asRun: entries,
            removed: removed.compactMap { try? destinationView($0.id) })
    }

    /// Sends a board each interval, and soon after each change.
    func runBoards() async {
        var nextRegular = clock.monotonicTime()
        while !Task.isCancelled {
            if clock.monotonicTime() >= nextRegular {
                nextRegular = clock.monotonicTime() + configuration.boardInterval
                for id in rooms.keys { markCurve(id) }
                changed.formUnion(watchers.keys)
            }
            sendBoards()
            try? await clock.sleep(until: min(nextRegular, clock.monotonicTime() + configuration.boardGap))
            if changed.isEmpty { await boardSignal.wait(until: nextRegular, on: clock) }
        }
    }

    private func sendBoards() {
        let due = changed
        changed = []
        for id in due {
            guard let listeners = watchers[id], let room = rooms[id] else { continue }
            let board = makeBoard(room)
            for (number, entry) in listeners {
                if case .terminated = entry.yield(board) { watchers[id]?[number] = nil }
            }
            if watchers[id]?.isEmpty == true { watchers[id] = nil }
        }
    }

    func endBoards() {
        for entry in watchers.values.flatMap(\.values) { entry.finish() }
        watchers = [:]
    }

    // MARK: Views

    private func makeBoard(_ room: BroadcastRoom) -> Board {
        let wall = clock.wallTime()
        let now = clock.monotonicTime()
        let programTime = room.programTime(at: now)
        let members = room.members
        let plannedAccounts = Dictionary(room.snapshot.record.plan.accounts.map { ($0.id, $0) }) { first, _ in first }
        let destinations = members.compactMap { member in
            plannedAccounts[member.id.account].map { view(of: member, account: $0, in: room, wall: wall, now: now) }
        }
        let program = room.hasProgram ? switchboard.programFeed(of: room.id) : nil
        let feeds = feedViews(
            room.snapshot.record.plan.feeds.map { ($0.id, $0.name) }, onAir: Set([program].compactMap { $0 }))
        var board = Board(
            at: wall, broadcast: room.shownRecord, programClock: programTime,
            rundown: shownRundown(of: room, at: programTime), feeds: feeds,
            destinations: destinations.sorted {
                ($0.isTrouble ? 0 : 1, $0.account.id) < ($1.isTrouble ? 0 : 1, $1.account.id)
            },
            figures: room.merger.figures(at: wall, accounts: members.map(\.id.account)),
            output: outputView(of: room)
        )
        board.warnings = warnings(of: room)
        board.doubleBookings = doubleBookings(of: room)
        board.stageMessage = room.snapshot.message
        return board
    }

    func destinationView(_ id: DestinationID) throws -> DestinationView {
        let room = try room(id.broadcast)
        guard let record = room.snapshot.destinations.first(where: { $0.id == id }),
            let account = room.account(id.account)
        else {
            throw Fault(
                .notFound, "The account \(id.account) does not belong to the broadcast \(id.broadcast).",
                blame: .operatorSide)
        }
        return view(of: record, account: account, in: room, wall: clock.wallTime(), now: clock.monotonicTime())
    }

    /// Two truths and a third: what our sockets say, what the platform says, and that they have disagreed for too long.
    private func view(
        of record: DestinationRecord, account: PlannedAccount, in room: BroadcastRoom, wall: WallTime,
        now: MonotonicTime
    ) -> DestinationView {
        let course = room.courses[account.id]
        let poll = room.polls[account.id]
        var status = shownStatus(of: record, course: course, in: room)
        let isDenied = poll?.isDenied(for: configuration.contradictionAfter, at: now) ?? false
        if isDenied, status.lastFault == nil {
            status.lastFault = Fault(
                .platformError, "The platform says that the account is not live, although it takes our picture.",
                blame: .platform)
            status.lastFaultAt = wall
        }
        let isBadState: Bool =
            switch status.state {
            case .needsPerson, .refused, .waiting, .lagging: true
            case .idle, .preparing, .connecting, .live, .ended: false
            }
        return DestinationView(
            account: account, desire: record.desire, status: status,
            isTrouble: isDenied || (isBadState && record.desire == .on),
            server: course?.prepared?.address.displayText, personRequest: course?.personRequest,
            platformWord: poll?.word,
            numbers: room.merger.samples(of: account.id).map {
                NumberView(sample: $0, isStale: room.merger.isStale($0, at: wall))
            },
            isLowerBound: room.tallies[account.id]?.total.isLowerBound ?? false
        )
    }

    /// The relay's word while it carries the destination or is the last to have carried it, else the reconciler's. What is
    /// counted is the tally's in each case: all runs of the daemon together.
    func shownStatus(
        of record: DestinationRecord, course: DestinationCourse?, in room: BroadcastRoom
    ) -> DestinationStatus {
        let want = room.want(of: record)
        let tally = room.tallies[record.id.account]?.total ?? DestinationTally()
        var status: DestinationStatus
        if let seen = room.relay[record.id.account], want == .nothing || course?.isAttached == true {
            status = seen
            status.attempt = tally.attempts
            if status.lastFault == nil, let fault = course?.lastFault {
                status.lastFault = fault
                status.lastFaultAt = course?.lastFaultAt
            }
        } else {
            status = (course ?? DestinationCourse()).status(want, desire: record.desire != .on)
            if want == .air, isCarriedElsewhere(record.id) {
                status.state = .waiting
                status.lastFault = Fault(
                    .streamBusy, "The account is on air in another broadcast.", blame: .operatorSide)
            }
            if want == .nothing {
                status.attempt = tally.attempts
                if room.phase.isOver, room.record.airedAt != nil { status.state = .ended }
            }
        }
        if want == .nothing, status.lastFault == nil {
            status.lastFault = tally.lastFault
            status.lastFaultAt = tally.lastFaultAt
        }
        status.bytesSent = tally.bytesSent
        status.reconnects = tally.reconnects
        status.messagesDropped = tally.messagesDropped
        return status
    }
}
