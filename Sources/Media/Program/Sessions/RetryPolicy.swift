/// How soon a destination tries again, and when it stops and asks.
package struct RetryPolicy: Equatable, Sendable {
    /// First full-jitter bound; doubles with each failure up to `cap`.
    package var base: Duration = .seconds(1)
    package var cap: Duration = .seconds(15)
    /// A session that had delivered media for this long is tried again at once.
    package var provenAfter: Duration = .seconds(10)
    /// Refusals in a row before it stops and asks the operator.
    package var refusalsBeforeAsking: Int = 3
    /// How often a refused destination still tries by itself.
    package var refusedInterval: Duration = .seconds(60)
    /// No wait is shorter: what a platform asks of those who come back.
    package var floor: Duration = .zero
    package init() {}

    /// Full jitter: anything between 50 ms and the bound for `failures` in a row (1 or more), and the floor at least. A
    /// floor above the bound is drawn out by up to a quarter, so that accounts of one platform do not come back together.
    package func delay(afterFailures failures: Int, random: UInt64) -> Duration {
        let doublings = min(max(failures - 1, 0), 16)
        let bound = min(base * (1 << doublings), cap).milliseconds
        return atLeastFloor(.milliseconds(50 + Int64(random % UInt64(max(1, bound - 50)))), random: random)
    }

    /// After a session that had carried media for ``provenAfter``: at once, as far as the floor lets it.
    package func delayOfProven(random: UInt64) -> Duration {
        atLeastFloor(.milliseconds(Int64(random % 100)), random: random)
    }

    private func atLeastFloor(_ wait: Duration, random: UInt64) -> Duration {
        guard floor > wait else { return wait }
        return floor + .milliseconds(Int64((random >> 20) % UInt64(max(1, floor.milliseconds / 4))))
    }
}
