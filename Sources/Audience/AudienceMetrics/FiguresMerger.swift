package import BroadcastModel

/// Merges the numbers of many accounts without losing what they mean.
///
/// A value: it takes samples in any order and keeps the newest of each account and kind. Kinds are never added to one
/// another, an absent number is never a zero, and the peak is the highest moment of the merged curve, never a sum of
/// peaks. The caller asks ``mark(at:accounts:)`` for a point of the curve at its own pace.
package struct FiguresMerger: Hashable, Sendable {
    /// The curve is thinned to half when it would grow beyond this.
    package static let curveLimit = 600

    /// A level older than this is left out of totals and of the curve.
    package let staleAfter: Duration
    private var newest: [AccountID: [SampleKind: Sample]] = [:]
    private var curve: [CurvePoint] = []
    /// Width of one curve point's bucket, in milliseconds.
    private var resolution: Int64
    private var firstMark: WallTime?
    package private(set) var peak: CurvePoint?

    /// `resolution` is the shortest distance of two curve points at first, at least a millisecond.
    package init(staleAfter: Duration, resolution: Duration = .seconds(1)) {
        self.staleAfter = staleAfter
        self.resolution = max(1, resolution.milliseconds)
    }

    /// Takes one sample; returns false when a newer one of the same account and kind is known, or the value is negative.
    @discardableResult
    package mutating func add(_ sample: Sample) -> Bool {
        guard sample.value >= 0 else { return false }
        if let known = newest[sample.account]?[sample.kind], known.at > sample.at { return false }
        newest[sample.account, default: [:]][sample.kind] = sample
        return true
    }

    /// The newest samples of an account, in the order of `SampleKind.allCases`.
    package func samples(of account: AccountID) -> [Sample] {
        guard let known = newest[account] else { return [] }
        return SampleKind.allCases.compactMap { known[$0] }
    }

    /// True for a level that is too old at `now` to be counted. Counters never go stale; their age is told instead.
    package func isStale(_ sample: Sample, at now: WallTime) -> Bool {
        sample.kind.isLevel && now - sample.at > staleAfter
    }

    /// One total a kind that has at least one number among `accounts`, in the order of `SampleKind.allCases`.
    package func totals(at now: WallTime, accounts: some Collection<AccountID>) -> [Total] {
        SampleKind.allCases.compactMap { total(of: $0, at: now, accounts: accounts) }
    }

    /// Everything at one moment.
    package func figures(at now: WallTime, accounts: some Collection<AccountID>) -> Figures {
        Figures(totals: totals(at: now, accounts: accounts), curve: curve, peak: peak)
    }

    /// Adds the merged concurrent viewers at `now` to the curve, and to the peak if they are more than ever.
    ///
    /// Nothing is added while no account has a fresh number. Moments are given in order; one before the last is ignored.
    package mutating func mark(at now: WallTime, accounts: some Collection<AccountID>) {
        guard let total = total(of: .concurrent, at: now, accounts: accounts), total.counted > 0 else { return }
        let point = CurvePoint(at: now, value: total.value)
        if let last = curve.last, point.at < last.at { return }
        if peak.map({ point.value > $0.value }) ?? true { peak = point }
        let start = firstMark ?? now
        firstMark = start
        if let last = curve.last, bucket(of: last.at, from: start) == bucket(of: now, from: start) {
            if point.value > last.value { curve[curve.count - 1] = point }
            return
        }
        curve.append(point)
        while curve.count > Self.curveLimit { halve(from: start) }
    }

    private func bucket(of moment: WallTime, from start: WallTime) -> Int64 {
        (moment.milliseconds - start.milliseconds) / resolution
    }

    /// Doubles the width of a bucket and keeps the highest point of each.
    private mutating func halve(from start: WallTime) {
        resolution *= 2
        var thinned: [CurvePoint] = []
        for point in curve {
            if let last = thinned.last, bucket(of: last.at, from: start) == bucket(of: point.at, from: start) {
                if point.value > last.value { thinned[thinned.count - 1] = point }
            } else {
                thinned.append(point)
            }
        }
        curve = thinned
    }

    private func total(of kind: SampleKind, at now: WallTime, accounts: some Collection<AccountID>) -> Total? {
        var total = Total(kind: kind, value: 0, quality: .exact, counted: 0, stale: 0, without: 0, oldestPart: .zero)
        for account in accounts {
            guard let sample = newest[account]?[kind] else {
                total.without += 1
                continue
            }
            guard !isStale(sample, at: now) else {
                total.stale += 1
                continue
            }
            total.counted += 1
            let (sum, overflow) = total.value.addingReportingOverflow(sample.value)
            total.value = overflow ? .max : sum
            total.quality = Self.weaker(total.quality, sample.quality)
            total.oldestPart = max(total.oldestPart, now - sample.at)
        }
        return total.counted + total.stale > 0 ? total : nil
    }

    /// `atLeast` before `approximate` before `exact`.
    private static func weaker(_ a: SampleQuality, _ b: SampleQuality) -> SampleQuality {
        if a == .atLeast || b == .atLeast { return .atLeast }
        return a == .approximate || b == .approximate ? .approximate : .exact
    }
}
