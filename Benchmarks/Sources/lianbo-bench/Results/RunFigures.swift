/// What one run measured.
struct RunFigures: Codable, Sendable {
    var command = ""
    var windowSeconds = 0.0
    /// Of the contender's process, all threads.
    var cpuSeconds = 0.0
    /// `cpuSeconds` by what its threads are called: `relay` sends, `NIO` receives, the rest is the control room's.
    var cpuSecondsByThread: [String: Double] = [:]
    /// The same by `/proc/<pid>/stat`, in steps of 10 ms; a check on the other.
    var cpuSecondsByStat = 0.0
    /// Of the relay's core, whoever used it; what goes beyond `cpuSeconds` is not the contender's.
    var coreBusySeconds = 0.0
    /// Of all other cores together: sinks, publisher, and whoever else is on this machine.
    var othersBusySeconds = 0.0
    /// What the host took from that core.
    var coreStolenSeconds = 0.0
    /// Payload that the publisher wrote in the window.
    var megabitsPerAccount = 0.0
    /// The most that a message left the publisher late.
    var publisherLatestMilliseconds = 0.0
    var residentKiB: Int?
    var residentPeakKiB: Int?
    var secondsToFirstMedia: Double?
    var secondsToLastMedia: Double?
    /// Payload bytes that each account had to get between the two counts, and how many accounts got just those.
    var bytesDue: UInt64 = 0
    var accountsExact = 0
    var accountsCounted = 0
    /// The most that one account got too few and too many.
    var worstShortBytes: Int64 = 0
    var worstExtraBytes: Int64 = 0
    /// Absent for a contender none of whose frames could be matched.
    var delay: DelayFigures?
    var loadBefore = 0.0
    var loadAfter = 0.0

    /// Share of one core.
    var cpuShare: Double { windowSeconds > 0 ? cpuSeconds / windowSeconds : 0 }
    var gotEverything: Bool { accountsExact == accountsCounted && accountsCounted > 0 }

    /// `differences`: got minus due, by account.
    mutating func take(counted differences: [Int64]) {
        accountsCounted = differences.count
        accountsExact = differences.count { $0 == 0 }
        worstShortBytes = max(0, -(differences.min() ?? 0))
        worstExtraBytes = max(0, differences.max() ?? 0)
    }
}
