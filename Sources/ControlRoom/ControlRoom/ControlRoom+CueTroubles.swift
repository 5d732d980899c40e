import BroadcastModel
import Persistence

/// What has become of what cues were fired for.
extension ControlRoom {
    /// `view` with what is not as its cues want it. Accounts of a rehearsal are never reached, and are none of its cues' trouble.
    func adding(troublesOf room: BroadcastRoom, to view: RundownView) -> RundownView {
        guard room.phase == .onAir, let programTime = room.programTime(at: clock.monotonicTime()),
            view.cues.contains(where: { $0.run.state == .fired })
        else { return view }
        var view = view
        let troubles = sight(of: room, at: programTime).troubles(of: view.cues.map { ($0.cue, $0.run) })
        guard !troubles.isEmpty else { return view }
        for index in view.cues.indices { view.cues[index].trouble = troubles[view.cues[index].cue.id] }
        return view
    }

    private func sight(of room: BroadcastRoom, at programTime: Duration) -> CueSight {
        let plan = room.snapshot.record.plan
        let feed = room.record.programFeed
        var accounts: [AccountID: CueSight.Account] = [:]
        for member in room.isRehearsal ? [] : room.members {
            let account = member.id.account
            accounts[account] = CueSight.Account(
                desire: member.desire, status: shownStatus(of: member, course: room.courses[account], in: room),
                liveAt: room.liveAt[account] ?? liveBefore(account, in: room))
        }
        return CueSight(
            plan: plan, programFeed: feed, output: outputView(of: room),
            feed: feedViews(plan.feeds.filter { $0.id == feed }.map { ($0.id, $0.name) }, onAir: []).first,
            accounts: accounts, programTime: programTime)
    }

    /// What a former life of the daemon knew.
    private func liveBefore(_ account: AccountID, in room: BroadcastRoom) -> Duration? {
        guard let reached = room.tallies[account]?.total.reachedAt, let aired = room.record.airedAt else { return nil }
        return reached - aired
    }

    /// Throws `conflict` where nothing of it is amiss, or nothing can be done about it here.
    func retriable(_ id: CueID, in broadcast: BroadcastID) throws -> CueTrouble {
        let view = try rundownView(of: broadcast)
        guard let cue = view.cues.first(where: { $0.cue.id == id }) else {
            throw Fault(.notFound, "There is no cue \(id) in this rundown.", blame: .operatorSide)
        }
        guard let trouble = cue.trouble else {
            throw Fault(
                .conflict, "Nothing of “\(cue.cue.title)” is amiss, so there is nothing to try again.",
                blame: .operatorSide, place: "cue \(id)")
        }
        guard trouble.canRetry else {
            throw Fault(
                .conflict, "Trying again does not help “\(cue.cue.title)”: \(trouble.text)", blame: .operatorSide,
                place: "cue \(id)")
        }
        return trouble
    }

    /// As a hand on each account would, and on the feed's source. The program may have gone on while the retry was written.
    func tryAgain(_ trouble: CueTrouble, in broadcast: BroadcastID) {
        for account in trouble.accounts { rooms[broadcast]?.courses[account]?.retry() }
        if let feed = trouble.feed, rooms[broadcast]?.phase == .onAir, rooms[broadcast]?.record.programFeed == feed {
            if trouble.restarts { bringer?.restart(feed) }
            // A backup may have taken its place.
            switchboard.select(feed, for: broadcast)
        }
        reconcile(broadcast)
    }
}
