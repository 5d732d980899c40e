import AdapterKit
import BroadcastModel

/// When one account is asked for its numbers and for its platform's word, and what that word was.
struct PollCourse: Sendable {
    enum Kind: Hashable, Sendable { case numbers, word }

    private static let pollPace = RetryPace(cap: .seconds(60))

    private(set) var word: PlatformWord?
    /// Since when the platform denies what our bytes say.
    private(set) var deniedSince: MonotonicTime?
    private var due: [Kind: MonotonicTime] = [:]
    private var paces: [Kind: RetryPace] = [:]

    /// What is due now; the first call of each kind is put somewhere inside its pace, so that accounts do not call in step.
    mutating func next(
        _ capabilities: AccountCapabilities, now: MonotonicTime, using random: inout some RandomNumberGenerator
    ) -> Kind? {
        var kinds: [Kind] = []
        if capabilities.hasStatus { kinds.append(.word) }
        if !capabilities.numbers.isEmpty { kinds.append(.numbers) }
        for kind in kinds where due[kind] == nil {
            let pace = max(1, capabilities.pace.milliseconds)
            due[kind] = now + .milliseconds(Int64.random(in: 0...min(pace, 10_000), using: &random))
        }
        return kinds.filter { due[$0].map { $0 <= now } ?? false }.min { (due[$0] ?? now) < (due[$1] ?? now) }
    }

    mutating func succeeded(_ kind: Kind, pace: Duration, now: MonotonicTime) {
        paces[kind, default: Self.pollPace].succeeded()
        due[kind] = now + max(.milliseconds(100), pace)
    }

    mutating func failed(
        _ kind: Kind, pace: Duration, now: MonotonicTime, using random: inout some RandomNumberGenerator
    ) {
        let wait = paces[kind, default: Self.pollPace].failed(using: &random)
        due[kind] = now + max(pace, wait)
    }

    /// Takes the platform's word while our side is live, or not.
    mutating func heard(_ word: PlatformWord, weAreLive: Bool, now: MonotonicTime) {
        self.word = word
        compare(weAreLive: weAreLive, now: now)
    }

    /// Called when our side changes.
    mutating func compare(weAreLive: Bool, now: MonotonicTime) {
        guard weAreLive, word == .offline else { return deniedSince = nil }
        if deniedSince == nil { deniedSince = now }
    }

    func isDenied(for time: Duration, at now: MonotonicTime) -> Bool {
        deniedSince.map { now - $0 > time } ?? false
    }
}
