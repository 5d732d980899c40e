package import BroadcastModel

/// Merged numbers of one broadcast at one moment.
package struct Figures: Hashable, Sendable {
    /// One a kind that has at least one number, in the order of `SampleKind.allCases`.
    package var totals: [Total]
    /// Merged concurrent viewers, oldest first, at most ``FiguresMerger/curveLimit`` points.
    package var curve: [CurvePoint]
    /// Highest point of the merged curve since the beginning.
    package var peak: CurvePoint?
    package init(totals: [Total] = [], curve: [CurvePoint] = [], peak: CurvePoint? = nil) {
        self.totals = totals
        self.curve = curve
        self.peak = peak
    }
}

/// A sum over accounts of one kind, with what it contains and what it leaves out.
package struct Total: Hashable, Sendable {
    package var kind: SampleKind
    package var value: Int64
    /// The weakest among the parts: `atLeast` before `approximate` before `exact`.
    package var quality: SampleQuality
    package var counted: Int
    /// Left out because too old.
    package var stale: Int
    /// Left out because never read.
    package var without: Int
    /// Age of the oldest part counted.
    package var oldestPart: Duration
    package init(
        kind: SampleKind, value: Int64, quality: SampleQuality, counted: Int, stale: Int, without: Int,
        oldestPart: Duration
    ) {
        self.kind = kind
        self.value = value
        self.quality = quality
        self.counted = counted
        self.stale = stale
        self.without = without
        self.oldestPart = oldestPart
    }
}

package struct CurvePoint: Hashable, Sendable {
    package var at: WallTime
    package var value: Int64
    package init(at: WallTime, value: Int64) {
        self.at = at
        self.value = value
    }
}
