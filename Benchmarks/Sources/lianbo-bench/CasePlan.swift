/// Which cases one round of the bench holds, in order.
struct CasePlan: Sendable {
    var accounts: [Int]
    var megabits: Double
    /// Measured at ``rateAccounts`` accounts besides ``megabits``.
    var rates: [Double]
    var rateAccounts: Int
    /// The tick that everything is measured with first, and what else the daemon and the floor are measured with at
    /// ``rateAccounts``.
    var ticks: [Int]
    var contenders: Set<ContenderKind>
    var secure: Bool

    var cases: [BenchCase] {
        var result: [BenchCase] = []
        let tick = ticks.first ?? 33
        for count in accounts {
            result += block(count, megabits, tick, [.lianbod, .nginx, .ffmpeg, .srs, .floor])
            guard count == rateAccounts else { continue }
            for other in ticks.dropFirst() { result += block(count, megabits, other, [.lianbod, .floor]) }
            if secure { result += block(count, megabits, tick, [.lianbod, .nginx, .floor], secure: true) }
        }
        for rate in rates where rate != megabits || !accounts.contains(rateAccounts) {
            result += block(rateAccounts, rate, tick, [.lianbod, .nginx, .floor])
        }
        return result
    }

    private func block(
        _ accounts: Int, _ megabits: Double, _ tick: Int, _ kinds: [ContenderKind], secure: Bool = false
    ) -> [BenchCase] {
        kinds.filter { contenders.contains($0) }.map {
            BenchCase(
                contender: $0, accounts: accounts, megabits: megabits, tickMilliseconds: $0.hasTick ? tick : nil,
                secure: secure)
        }
    }
}
