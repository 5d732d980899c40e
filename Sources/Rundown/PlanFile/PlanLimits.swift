import BroadcastModel

/// The largest plan that is accepted.
package enum PlanLimits {
    /// Accounts after compact entries are written out.
    package static let accounts = 2000
    /// Accounts of all broadcasts of a series together: they are written in one transaction, and a cue on air waits for it.
    package static let seriesAccounts = 25_000
    package static let products = 500
    package static let people = 200
    package static let feeds = 16
    package static let length: Duration = .seconds(24 * 3600)
    package static let delay: Duration = BroadcastPlan.longestDelay
    /// Characters of one account setting.
    package static let settingLength = 1024
}
