import BroadcastModel
import Persistence

/// Adds up what one destination achieves: a value without I/O.
///
/// ``total`` is what the store kept from earlier runs of the daemon, plus what earlier links of the relay counted, plus
/// what the present link says. The relay counts from zero in each run. Within a run it goes on counting when the
/// destination is attached again at the same address, and begins at zero at another address or after it was forgotten:
/// its counters go down then, which is how a new link is known. What is read late from a link that is gone is not taken
/// twice. Where something may have been missed, the total says that it is a lower bound.
struct TallyCourse: Sendable {
    /// What the present link of the relay has counted, as last seen.
    private struct Link {
        var bytesSent: UInt64 = 0
        var messagesDropped: UInt64 = 0
        var reconnects = 0
        /// In the present series of attempts, which begins at each attach.
        var attempt = 0
        var hasMedia = false
        var isAtRest = true

        /// Sessions that got as far as media.
        var sessions: Int { reconnects + (hasMedia ? 1 : 0) }

        func isBehind(_ status: DestinationStatus) -> Bool {
            bytesSent < status.bytesSent || messagesDropped < status.messagesDropped || reconnects < status.reconnects
        }

        func isAhead(of status: DestinationStatus) -> Bool {
            bytesSent > status.bytesSent || messagesDropped > status.messagesDropped || reconnects > status.reconnects
        }
    }

    /// As the store has it, as far as is known.
    private(set) var saved: DestinationTally
    /// Everything but the present link; its reconnects are counted by ``pastSessions``.
    private var past: DestinationTally
    private var pastSessions: Int
    private var link = Link()
    /// Of the present link; nil: none, and what the relay still says is of one that it was told to forget.
    private var address: PushAddress?
    /// A link at rest was replaced, and the new one has not been seen yet.
    private var awaitsReplacement = false
    /// The link forgotten last, until the relay has dropped it too.
    private var ghost: Link?
    /// The last number of the series of attempts before this one, while the relay may still tell it.
    private var staleAttempt: Int?
    private var version: Int64

    /// Takes up what the store has; `wasAired`: its broadcast has been on air, so what was left open may have carried media.
    init(_ stored: DestinationTally = .init(), wasAired: Bool = false) {
        saved = stored
        past = stored
        if stored.isOpen, wasAired { past.isLowerBound = true }
        pastSessions = stored.reconnects + (stored.reachedAt == nil ? 0 : 1)
        version = stored.version
    }

    /// All runs of the daemon together, this moment included.
    var total: DestinationTally {
        var total = past
        total.bytesSent += link.bytesSent
        total.messagesDropped += link.messagesDropped
        total.reconnects = max(0, pastSessions + link.sessions - 1)
        total.attempts += link.attempt
        total.version = version
        return total
    }

    // MARK: What happens

    /// Before anything may be sent: what the store has from here on is provisional.
    mutating func open() { past.isOpen = true }

    /// Nothing is sent any more, and nothing will be before ``open()``.
    mutating func close() { past.isOpen = false }

    /// The relay is told to carry it to `address`; called before it is.
    mutating func attach(to new: PushAddress) {
        open()
        if let address, address != new, link.bytesSent > 0 {
            // What an open socket takes before it is closed in favour of the new one is not told by anybody.
            if link.isAtRest { awaitsReplacement = true } else { past.isLowerBound = true }
        }
        address = new
        past.attempts += link.attempt
        staleAttempt = link.attempt > 1 ? link.attempt : nil
        link.attempt = 0
    }

    /// The relay is told to forget it; called before it is, and after the last ``look(at:now:)``.
    mutating func forget() {
        guard address != nil else { return }
        if !link.isAtRest { past.isLowerBound = true }
        ghost = link
        past.attempts += link.attempt
        bank()
        link = Link()
        (address, staleAttempt, awaitsReplacement) = (nil, nil, false)
    }

    /// What the relay says now.
    mutating func look(at status: DestinationStatus, now: WallTime) {
        guard address != nil, !isGhost(status) else { return }
        if link.isAhead(of: status) {
            bank()
            awaitsReplacement = false
        } else if awaitsReplacement, link.isBehind(status) {
            // The new link was overlooked until it had outdone the old one, or it goes on counting: at least this much.
            past.isLowerBound = true
            awaitsReplacement = false
        }
        link.bytesSent = status.bytesSent
        link.messagesDropped = status.messagesDropped
        link.reconnects = status.reconnects
        link.isAtRest = status.isAtRest
        if let stale = staleAttempt, status.attempt < stale { staleAttempt = nil }
        if staleAttempt == nil { link.attempt = max(link.attempt, status.attempt) }
        if status.state == .live || status.state == .lagging || status.liveSince != nil || status.reconnects > 0 {
            link.hasMedia = true
            if past.reachedAt == nil { past.reachedAt = status.liveSince ?? now }
        }
        if let fault = status.lastFault { note(fault, at: status.lastFaultAt) }
    }

    /// A fault of the relay or of an adapter. `moment` may shake by some milliseconds from call to call.
    mutating func note(_ fault: Fault, at moment: WallTime?) {
        if let last = past.lastFaultAt, let moment {
            let later = moment - last
            guard later > .seconds(1) || (fault != past.lastFault && later >= .zero) else { return }
        } else if fault == past.lastFault {
            return
        }
        past.lastFault = fault
        past.lastFaultAt = moment
    }

    // MARK: Saving

    /// The store has something else.
    var isUnsaved: Bool { content(of: total) != content(of: saved) }

    /// Not to be put off: it was reached for the first time, or the store is wrong about whether it may be added to.
    var isUrgent: Bool { (past.reachedAt != nil && saved.reachedAt == nil) || past.isOpen != saved.isOpen }

    /// What to save, with the next version; nil when the store has it already.
    mutating func nextSave() -> DestinationTally? {
        guard isUnsaved else { return nil }
        version += 1
        return total
    }

    /// `tally` was found or put into the store; one that is older than another is nothing new.
    mutating func didSave(_ tally: DestinationTally) {
        if tally.version > saved.version { saved = tally }
    }

    // MARK: Inside

    /// The present link's counters belong to the past; the next one begins at zero. Attempts are banked where series end.
    private mutating func bank() {
        past.bytesSent += link.bytesSent
        past.messagesDropped += link.messagesDropped
        pastSessions += link.sessions
        let attempt = link.attempt
        link = Link()
        link.attempt = attempt
    }

    private mutating func isGhost(_ status: DestinationStatus) -> Bool {
        guard let ghost else { return false }
        if status.state == .ended, !ghost.isAhead(of: status), !ghost.isBehind(status) { return true }
        self.ghost = nil
        return false
    }

    private func content(of tally: DestinationTally) -> DestinationTally {
        var tally = tally
        tally.version = 0
        return tally
    }
}
