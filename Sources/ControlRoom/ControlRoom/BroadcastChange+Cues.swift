import BroadcastModel
import Persistence

/// What cues do when they are fired. It is wanted in the transaction that fires them, so that it is wanted once; the
/// reconciler makes it so, as after an operator's hand.
extension BroadcastChange {
    mutating func perform(_ cue: Cue) throws {
        // A clip is over with the next cue of the line.
        if !cue.kind.isAside, let back = record.returnFeed {
            record.returnFeed = nil
            try show(back, for: cue)
        }
        switch cue.kind {
        case .clip:
            let before = record.programFeed
            if let feed = cue.feed, try show(feed, for: cue) { record.returnFeed = before }
        case .coStreamStart:
            if let feed = cue.feed { try show(feed, for: cue) }
        case .coStreamEnd where cue.room == nil:
            if let feed = cue.feed ?? record.plan.feeds.first?.id { try show(feed, for: cue) }
        case .accountsStart: try want(cue, .on)
        case .accountsStop: try want(cue, .off)
        case .message where cue.group == nil:
            try say(StageMessage(text: cue.text ?? cue.title, at: now, by: caller, cue: cue.id))
        case .hostOn, .hostOff, .guestEnter, .guestLeave, .product, .productExplain, .soldOut, .restock, .slate,
            .message,
            .mark, .wait, .note, .coStreamEnd:
            break
        }
    }

    /// Shows what was on before a co-stream cue that was taken back: what `cue` shows, or the first feed.
    mutating func goBack(to cue: Cue?, for taken: Cue) throws {
        if let feed = cue?.feed ?? record.plan.feeds.first?.id { try show(feed, for: taken) }
    }

    /// Returns whether that is a change.
    @discardableResult
    private mutating func show(_ feed: FeedID, for cue: Cue) throws -> Bool {
        guard record.programFeed != feed, record.plan.feeds.contains(where: { $0.id == feed }) else { return false }
        let text = "\(record.programFeed) → \(feed)"
        record.programFeed = feed
        try asRun(.switched, cue: cue, title: text)
        note("program.switch", .broadcast, "\(text), by \(cue.title)")
        return true
    }

    /// The accounts of the cue's group, or all of them, as far as they are neither so nor taken out.
    private mutating func want(_ cue: Cue, _ desire: DestinationRecord.Desire) throws {
        let members = Set(record.plan.accounts.filter { cue.group == nil || $0.group == cue.group }.map(\.id))
        for destination in snapshot.destinations
        where members.contains(destination.id.account) && destination.desire != .removed && destination.desire != desire
        {
            try set(destination.id.account, to: desire)
            note(
                desire == .on ? "destination.resume" : "destination.stop", .destination(destination.id.account),
                "by \(cue.title)")
        }
    }
}
