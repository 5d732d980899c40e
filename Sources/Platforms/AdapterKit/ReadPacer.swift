package import BroadcastModel

/// Decides when each account is read next: at its adapter's pace, spread out, slower while it fails.
///
/// Pure: time and chance come in. Whoever reads calls ``take(at:)``, reads those accounts, and answers each with
/// ``succeeded(_:at:draw:)`` or ``failed(_:at:draw:)``; until then the account is not due again.
/// A `draw` is a random number from 0 up to 1.
package struct ReadPacer: Sendable {
    private struct Account: Sendable {
        var pace: Duration
        /// Nil while a reading is under way.
        var due: MonotonicTime?
        var failures = 0
    }

    /// An account that fails is read at least this often, if its pace allows.
    package static let longestBackoff: Duration = .seconds(120)

    private var accounts: [AccountID: Account] = [:]

    package init() {}

    /// Adds an account, or changes the pace of one; the first reading falls anywhere within one pace from now.
    package mutating func add(_ account: AccountID, pace: Duration, at now: MonotonicTime, draw: Double) {
        if accounts[account] != nil {
            accounts[account]?.pace = pace
        } else {
            accounts[account] = Account(pace: pace, due: now + pace * draw)
        }
    }

    package mutating func remove(_ account: AccountID) { accounts[account] = nil }

    /// Takes the accounts whose time has come, the longest overdue first.
    package mutating func take(at now: MonotonicTime) -> [AccountID] {
        let due = accounts.compactMap { id, account in account.due.map { (id: id, due: $0) } }.filter { $0.due <= now }
        for entry in due { accounts[entry.id]?.due = nil }
        return due.sorted { ($0.due, $0.id) < ($1.due, $1.id) }.map(\.id)
    }

    /// The pace, up to a tenth longer so that accounts do not march in step.
    package mutating func succeeded(_ account: AccountID, at now: MonotonicTime, draw: Double) {
        guard let entry = accounts[account] else { return }
        accounts[account]?.failures = 0
        accounts[account]?.due = now + entry.pace * (1 + draw / 10)
    }

    /// Twice the pace after the first failure, four times after the second, up to ``longestBackoff``; then chance takes
    /// up to half away. Never sooner than the pace.
    package mutating func failed(_ account: AccountID, at now: MonotonicTime, draw: Double) {
        guard var entry = accounts[account] else { return }
        entry.failures += 1
        let grown = entry.pace * Double(1 << min(entry.failures, 16))
        let limited = min(grown, max(Self.longestBackoff, entry.pace))
        entry.due = now + max(entry.pace, limited * (1 - draw / 2))
        accounts[account] = entry
    }

    /// When ``take(at:)`` is worth calling next; nil when nothing waits.
    package var nextDue: MonotonicTime? { accounts.values.compactMap(\.due).min() }
}
