import BroadcastModel
import Persistence

/// The reconciler: compares what is wanted with what is seen, and acts on the difference.
///
/// It is level-triggered: called after every change, every answer of an adapter, and every look at the relay, it begins
/// whatever is missing and may be called any number of times.
extension ControlRoom {
    func reconcile(_ id: BroadcastID) {
        guard let room = rooms[id], !room.isClosedOut else { return }
        openProgramIfNeeded(room)
        direct(id)
        // Taken out of the room while they are worked on, so that no copy of them all is made for each.
        var courses = room.courses
        rooms[id]?.courses = [:]
        var due: [(DestinationID, DestinationCourse.Action)] = []
        var freeCalls = configuration.parallelCalls - calling.count
        for record in room.snapshot.destinations {
            let actions = step(record, in: room, courses: &courses, mayCall: freeCalls > 0)
            freeCalls -= actions.count { $0.isCall }
            due += actions.map { (record.id, $0) }
        }
        rooms[id]?.courses = courses
        for (destination, action) in due { act(action, on: destination, feed: room.record.programFeed) }
        for record in room.snapshot.destinations where record.desire == .removed { forgetIfClosed(record.id) }
        closeOutIfOver(id)
    }

    func reconcileAll() {
        for id in rooms.keys.sorted() { reconcile(id) }
    }

    /// After a call has ended: broadcasts with accounts that could not be called, or were carried elsewhere, may go on.
    func reconcileWaiting() {
        for id in waiting.sorted() {
            guard calling.count < configuration.parallelCalls else { return }
            waiting.remove(id)
            reconcile(id)
        }
    }

    private func openProgramIfNeeded(_ room: BroadcastRoom) {
        guard room.phase == .preparing || room.phase == .ready || room.phase == .onAir, !room.hasProgram else { return }
        let feed = room.record.programFeed
        _ = switchboard.openProgram(of: room.id, feed: feed)
        // Before anything can go out.
        if room.isCut { switchboard.cut(room.id) }
        switchboard.set(policy: room.record.policy, for: room.id)
        switchboard.set(slateWish: room.record.plan.slate, for: room.id)
        openGroups(of: room)
        rooms[room.id]?.hasProgram = true
    }

    /// What is on the program, as hands and cues want it. Told once a change, because a backup may have been taken since.
    private func direct(_ id: BroadcastID) {
        guard let room = rooms[id], room.hasProgram else { return }
        let feed = room.record.programFeed
        if room.shownFeed != feed {
            switchboard.select(feed, for: id)
            rooms[id]?.shownFeed = feed
        }
        guard room.isSlated != room.wantsSlate else { return }
        rooms[id]?.isSlated = room.wantsSlate
        if room.wantsSlate { switchboard.cut(id) } else if !room.isCut { switchboard.lift(id) }
    }

    private func step(
        _ record: DestinationRecord, in room: BroadcastRoom, courses: inout [AccountID: DestinationCourse],
        mayCall: Bool
    ) -> [DestinationCourse.Action] {
        let account = record.id.account
        var want = room.want(of: record)
        guard var course = courses[account] ?? (want == .nothing ? nil : DestinationCourse()) else { return [] }
        if course.capabilities == nil, let planned = room.account(account) {
            do {
                course.capabilities = try capabilities(of: planned, in: room.id)
            } catch {
                course.wasRefused(Self.fault(from: error), now: clock.wallTime())
            }
        }
        if want == .air, isCarriedElsewhere(record.id) {
            want = .readiness
            waiting.insert(room.id)
        }
        let mayCall = mayCall && !calling.contains(account)
        if !mayCall { waiting.insert(room.id) }
        let actions = course.step(want, relay: room.relay[account], now: clock.wallTime(), mayCall: mayCall)
        courses[account] = course
        return actions
    }

    private func act(_ action: DestinationCourse.Action, on id: DestinationID, feed: FeedID) {
        logger.debug("Reconciling", metadata: ["destination": "\(id)", "action": "\(action.name)"])
        switch action {
        case .attach(let address):
            carriedBy[id.account] = id.broadcast
            rooms[id.broadcast]?.tallies[id.account, default: .init()].attach(to: address)
            let needs = rooms[id.broadcast]?.courses[id.account]?.capabilities?.media ?? MediaNeeds()
            relay.attach(id, to: address, from: airLog(for: id.account, of: id.broadcast, feed: feed), needs: needs)
        case .detach:
            if carriedBy[id.account] == id.broadcast { carriedBy[id.account] = nil }
            relay.detach(id)
            // The next look at the relay tells when the last byte is out.
            rooms[id.broadcast]?.relay[id.account] = relay.statuses(of: id.broadcast)[id.account]
        case .redial: relay.retry(id)
        case .prepare: begin(.prepare, for: id)
        case .keep: begin(.keep, for: id)
        case .start: begin(.start, for: id)
        case .stop: begin(.stop, for: id)
        case .dropHandle: begin(.dropHandle, for: id)
        }
        markChanged(id.broadcast)
    }

    func begin(_ call: AdapterJob.Call, for id: DestinationID) {
        calling.insert(id.account)
        jobEntry.yield(AdapterJob(destination: id, call: call))
    }

    /// One account takes one stream: the broadcast that has it on air keeps it.
    func isCarriedElsewhere(_ id: DestinationID) -> Bool {
        carriedBy[id.account].map { $0 != id.broadcast } ?? false
    }

    /// A removed account leaves nothing behind once its session is closed.
    private func forgetIfClosed(_ id: DestinationID) {
        guard let room = rooms[id.broadcast], let course = room.courses[id.account],
            course.isClosed(relay: room.relay[id.account])
        else { return }
        forget([id.account], of: id.broadcast)
        rooms[id.broadcast]?.courses[id.account] = nil
        rooms[id.broadcast]?.polls[id.account] = nil
        rooms[id.broadcast]?.relay[id.account] = nil
    }

    /// When a broadcast is over and its sessions are closed, its last states stay in memory and everything else is let go.
    private func closeOutIfOver(_ id: BroadcastID) {
        guard let room = rooms[id], room.phase.isOver, room.unsavedEnd == nil, room.everySessionClosed else { return }
        forget(room.snapshot.destinations.map(\.id.account).filter { room.relay[$0] != nil }, of: id)
        if room.hasProgram { switchboard.closeProgram(of: id) }
        rooms[id]?.hasProgram = false
        rooms[id]?.isClosedOut = true
        markChanged(id)
    }

    // MARK: Looking

    /// Looks at the relay every tick, begins what became possible, and asks platforms at their pace.
    func runObserver() async {
        while !Task.isCancelled {
            await observe()
            try? await clock.sleep(until: clock.monotonicTime() + configuration.tick)
        }
    }

    func observe() async {
        let now = clock.monotonicTime()
        let revision = relay.revision
        // Counters, polls that are due and waits that are over can wait for the next regular look.
        let isOnTheWay = rooms.values.contains { $0.phase == .preparing || $0.phase == .ending }
        guard revision != seenRelayRevision || isOnTheWay || nextLook.map({ now >= $0 }) ?? true else { return }
        seenRelayRevision = revision
        nextLook = now + configuration.regularLook
        if compositesNeeded() != compositesWanted || openSRTLinks() != srtLinks { bringInSources() }
        await noteLinkRefusals()
        for (number, id) in rooms.keys.sorted().enumerated() {
            // The clock is not kept waiting by a look at many broadcasts.
            if number % 16 == 15 { await Task.yield() }
            guard let room = rooms[id], !room.isClosedOut, room.phase != .draft, room.phase != .scheduled else {
                continue
            }
            let seen = relay.statuses(of: id)
            for (account, status) in seen {
                let weAreLive = status.state == .live || status.state == .lagging
                rooms[id]?.polls[account]?.compare(weAreLive: weAreLive, now: now)
            }
            see(seen, of: id)
            reconcile(id)
            if rooms[id]?.phase == .ending || rooms[id]?.phase == .preparing { clockSignal.raise() }
            beginPolls(id, now: now)
        }
    }

    static func fault(from error: any Error) -> Fault {
        if let fault = error as? Fault { return fault }
        if error is CancellationError {
            return Fault(.platformUnreachable, "The platform did not answer in time.", blame: .platform)
        }
        return Fault(
            .internalError, "The adapter failed in a way that it does not explain.", blame: .ours,
            cause: "\(type(of: error))")
    }
}

extension DestinationCourse.Action {
    /// Takes one of the calls that may be in flight.
    fileprivate var isCall: Bool {
        switch self {
        case .prepare, .keep, .start, .stop, .dropHandle: true
        case .attach, .detach, .redial: false
        }
    }

    /// For the log: without the address.
    fileprivate var name: String {
        switch self {
        case .prepare: "prepare"
        case .keep: "keep"
        case .attach: "attach"
        case .detach: "detach"
        case .redial: "redial"
        case .start: "start"
        case .stop: "stop"
        case .dropHandle: "drop handle"
        }
    }
}
