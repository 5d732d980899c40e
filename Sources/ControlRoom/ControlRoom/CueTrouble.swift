package import BroadcastModel
import Persistence

/// A cue was fired, and what it was fired for is not so.
package struct CueTrouble: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// What is on is not its feed.
        case offAir = "off-air"
        case accountsNotLive = "accounts-not-live"
        case accountsNotStopped = "accounts-not-stopped"
        /// A step of the checklist that nobody has ticked off in its time.
        case notTicked = "not-ticked"
    }

    package var kind: Kind
    /// In words for people, with the remedy.
    package var text: String
    package var accounts: [AccountID]
    package var feed: FeedID?
    /// The feed's source does not bring anything, so beginning it anew takes nothing from anybody.
    package var restarts: Bool
    /// ``CueCommand/retry`` does something about it; false where only somebody else can, or it is tried again anyway.
    package var canRetry: Bool

    package init(
        kind: Kind, text: String, accounts: [AccountID] = [], feed: FeedID? = nil, restarts: Bool = false,
        canRetry: Bool = false
    ) {
        self.restarts = restarts
        self.kind = kind
        self.text = text
        self.accounts = accounts
        self.feed = feed
        self.canRetry = canRetry
    }
}

/// What is seen of a broadcast on air, and what follows from it for its cues: a value, without clock or I/O.
///
/// A cue answers for what it did until another cue or a hand wants something else: a program that was switched since, an account that
/// was stopped since, is no trouble of the cue that called it before.
struct CueSight {
    struct Account {
        var desire: DestinationRecord.Desire
        var status: DestinationStatus
        /// Programme time at which it was seen to take media last.
        var liveAt: Duration?
    }

    /// Starting a source, decoding its headers and waiting for a keyframe takes as long.
    static let feedGrace = Duration.seconds(5)
    /// Asking a platform, dialling and shaking hands.
    static let accountGrace = Duration.seconds(30)
    /// The last bytes of a slow account.
    static let stopGrace = Duration.seconds(10)

    var plan: BroadcastPlan
    /// The feed that hands and cues want on.
    var programFeed: FeedID
    /// The one that is on, if one is, and whether it is the backup.
    var output: OutputView?
    /// Of ``programFeed``.
    var feed: FeedView?
    var accounts: [AccountID: Account]
    /// Ages and order are those of the programme: nothing here follows a wall clock that is set.
    var programTime: Duration

    func troubles(of cues: [(cue: Cue, run: CueRun)]) -> [CueID: CueTrouble] {
        // By programme time, because going back and firing by hand do not follow the line.
        let fired = cues.enumerated().filter { $0.element.run.state == .fired && $0.element.cue.canFail }
            .sorted { ($0.element.run.since ?? .zero, $0.offset) < ($1.element.run.since ?? .zero, $1.offset) }
            .map(\.element)
        var program: CueID?
        var callers: [AccountID: CueID] = [:]
        for (cue, _) in fired {
            switch cue.kind {
            // A clip that is over has given the program back to what was on before it.
            case .clip: if cue.shownFeed(in: plan) == programFeed { program = cue.id }
            case .coStreamStart, .coStreamEnd: if cue.room == nil { program = cue.id }
            case .accountsStart, .accountsStop: for account in members(of: cue) { callers[account] = cue.id }
            default: break
            }
        }
        var troubles: [CueID: CueTrouble] = [:]
        for (cue, run) in fired {
            let age = programTime - (run.since ?? .zero)
            if cue.needsTick {
                troubles[cue.id] = run.tick == nil ? untickedTrouble(of: cue, age) : nil
                continue
            }
            switch cue.kind {
            case .clip, .coStreamStart, .coStreamEnd:
                guard cue.id == program, cue.shownFeed(in: plan) == programFeed else { continue }
                troubles[cue.id] = feedTrouble(age)
            case .accountsStart:
                troubles[cue.id] = startTrouble(
                    of: members(of: cue).filter { callers[$0] == cue.id }, age)
            case .accountsStop:
                troubles[cue.id] = stopTrouble(of: members(of: cue).filter { callers[$0] == cue.id }, age)
            default: continue
            }
        }
        return troubles
    }

    private func members(of cue: Cue) -> [AccountID] {
        plan.accounts.filter { (cue.group == nil || $0.group == cue.group) && accounts[$0.id] != nil }.map(\.id)
    }

    private func untickedTrouble(of cue: Cue, _ age: Duration) -> CueTrouble? {
        guard age > cue.tickWithin else { return nil }
        let who = cue.assignee ?? "Whoever does it"
        return CueTrouble(kind: .notTicked, text: "\(who) has not ticked it off. Ask, then: lianbo cue tick")
    }

    private func feedTrouble(_ age: Duration) -> CueTrouble? {
        guard age > Self.feedGrace, let output, output.feed != programFeed else { return nil }
        // A file that was played to its end has done what it was to do.
        guard feed?.sourceState?.phase != .ended else { return nil }
        let isHere = feed?.status.connected == true
        let isBrought = feed.map { $0.source != .publish } ?? false
        let instead =
            switch output.condition {
            case .onBackup: "the backup is on"
            case .onFeed: "\(output.feed?.rawValue ?? "another feed") is on"
            case .covered: "slate is on"
            case .waiting: "nothing is on"
            }
        let hasNoAddress = feed?.source == .pull && feed?.hasKey == false
        let why: String
        if isHere, output.condition == .onBackup {
            why = "The program stays on the backup until a hand brings it back."
        } else if isHere {
            why = "It is here, but no picture comes with which it could go on."
        } else if hasNoAddress {
            why = "It has no address yet: lianbo feed set-pull-address \(programFeed)"
        } else if let fault = feed?.sourceState?.fault {
            why = fault.message
        } else if isBrought {
            why = "Nothing comes from its source."
        } else {
            why = "Its encoder does not send."
        }
        return CueTrouble(
            kind: .offAir, text: "\(programFeed) is not on air, \(instead). \(why)", feed: programFeed,
            restarts: isBrought && !isHere, canRetry: isHere || (isBrought && !hasNoAddress))
    }

    private func startTrouble(of members: [AccountID], _ age: Duration) -> CueTrouble? {
        let dark = members.filter { id in
            guard let account = accounts[id], account.desire == .on else { return false }
            // What breaks after it was live is the account's own story.
            if let liveAt = account.liveAt, liveAt > programTime - age { return false }
            switch account.status.state {
            case .live, .lagging: return false
            case .refused, .needsPerson: return true
            case .idle, .preparing, .connecting, .waiting, .ended: return age > Self.accountGrace
            }
        }
        guard !dark.isEmpty else { return nil }
        let named = Self.list(dark) { id in
            guard let status = accounts[id]?.status else { return id.rawValue }
            return "\(id) (\(status.state.rawValue)\(status.lastFault.map { ": \($0.code.rawValue)" } ?? ""))"
        }
        return CueTrouble(
            kind: .accountsNotLive, text: "\(dark.count) of \(members.count) accounts are not live: \(named)",
            accounts: dark, canRetry: true)
    }

    private func stopTrouble(of members: [AccountID], _ age: Duration) -> CueTrouble? {
        guard age > Self.stopGrace else { return nil }
        let open = members.filter { id in
            accounts[id].map { $0.desire == .off && !$0.status.isClosed } ?? false
        }
        guard !open.isEmpty else { return nil }
        return CueTrouble(
            kind: .accountsNotStopped,
            text: "\(open.count) of \(members.count) accounts are not closed yet, which is tried again: "
                + Self.list(open) { $0.rawValue },
            accounts: open)
    }

    private static func list(_ accounts: [AccountID], _ word: (AccountID) -> String) -> String {
        let shown = accounts.prefix(3).map(word).joined(separator: ", ")
        return accounts.count > 3 ? "\(shown) and \(accounts.count - 3) more" : shown
    }
}

extension Cue {
    /// It does something that can be other than it was meant.
    fileprivate var canFail: Bool {
        switch kind {
        case .clip, .coStreamStart, .coStreamEnd, .accountsStart, .accountsStop: true
        default: needsTick
        }
    }

    fileprivate func shownFeed(in plan: BroadcastPlan) -> FeedID? {
        feed ?? (kind == .coStreamEnd ? plan.feeds.first?.id : nil)
    }
}
