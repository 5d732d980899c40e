import AudienceMetrics
import BroadcastModel
import Testing

@Suite struct FiguresMergerTests {
    private let accounts: [AccountID] = ["a", "b", "c"].map { AccountID($0) }

    private func sample(
        _ account: String, _ value: Int64, at seconds: Int64, kind: SampleKind = .concurrent,
        quality: SampleQuality = .exact
    ) -> Sample {
        Sample(
            account: AccountID(account), kind: kind, value: value, quality: quality, at: time(seconds), source: "test")
    }
    private func time(_ seconds: Int64) -> WallTime { WallTime(milliseconds: seconds * 1000) }
    private func total(_ merger: FiguresMerger, _ kind: SampleKind, at seconds: Int64) -> Total? {
        merger.totals(at: time(seconds), accounts: accounts).first { $0.kind == kind }
    }

    private func add(_ sample: Sample, to merger: inout FiguresMerger) -> Bool { merger.add(sample) }

    @Test func `samples in any order come to the same`() {
        let samples = (0..<40).map {
            sample(["a", "b", "c"][$0 % 3], Int64($0), at: Int64($0), kind: $0 % 2 == 0 ? .concurrent : .likes)
        }
        var forward = FiguresMerger(staleAfter: .seconds(60))
        for sample in samples { forward.add(sample) }
        var shuffled = FiguresMerger(staleAfter: .seconds(60))
        for sample in samples.shuffled() { shuffled.add(sample) }
        #expect(forward.totals(at: time(40), accounts: accounts) == shuffled.totals(at: time(40), accounts: accounts))
        #expect(total(forward, .concurrent, at: 40)?.value == 108)
    }

    @Test func `an older sample does not replace a newer one, and a negative one is none`() {
        var merger = FiguresMerger(staleAfter: .seconds(60))
        #expect(add(sample("a", 5, at: 10), to: &merger))
        #expect(!add(sample("a", 9, at: 9), to: &merger))
        #expect(!add(sample("b", -1, at: 9), to: &merger))
        #expect(total(merger, .concurrent, at: 10)?.value == 5)
        #expect(total(merger, .concurrent, at: 10)?.without == 2)
    }

    @Test func `kinds are never added to one another`() {
        var merger = FiguresMerger(staleAfter: .seconds(60))
        merger.add(sample("a", 100, at: 1))
        merger.add(sample("b", 1_000, at: 1, kind: .views))
        merger.add(sample("c", 10_000, at: 1, kind: .heat))
        let totals = merger.totals(at: time(2), accounts: accounts)
        #expect(totals.map(\.kind) == [.concurrent, .views, .heat])
        #expect(totals.map(\.value) == [100, 1_000, 10_000])
        #expect(totals.allSatisfy { $0.counted == 1 && $0.without == 2 })
    }

    @Test func `a stale level is left out and a stale counter is not, but tells its age`() {
        var merger = FiguresMerger(staleAfter: .seconds(60))
        merger.add(sample("a", 100, at: 0))
        merger.add(sample("b", 10, at: 50))
        merger.add(sample("a", 7, at: 0, kind: .likes))
        merger.add(sample("b", 8, at: 50, kind: .likes))
        let atLimit = total(merger, .concurrent, at: 60)
        #expect(atLimit?.counted == 2)
        let later = total(merger, .concurrent, at: 61)
        #expect(
            later
                == Total(
                    kind: .concurrent, value: 10, quality: .exact, counted: 1, stale: 1, without: 1,
                    oldestPart: .seconds(11)))
        let likes = total(merger, .likes, at: 1_000)
        #expect(
            likes
                == Total(
                    kind: .likes, value: 15, quality: .exact, counted: 2, stale: 0, without: 1,
                    oldestPart: .seconds(1_000)))
    }

    @Test func `a total is as good as its weakest part`() {
        var merger = FiguresMerger(staleAfter: .seconds(60))
        merger.add(sample("a", 1, at: 0))
        merger.add(sample("b", 1, at: 0, quality: .approximate))
        #expect(total(merger, .concurrent, at: 1)?.quality == .approximate)
        merger.add(sample("c", 1, at: 0, quality: .atLeast))
        #expect(total(merger, .concurrent, at: 1)?.quality == .atLeast)
        #expect(merger.totals(at: time(100), accounts: accounts).first?.quality == .exact)
    }

    @Test func `the peak is of the merged curve, never a sum of peaks`() {
        var merger = FiguresMerger(staleAfter: .seconds(600))
        merger.add(sample("a", 100, at: 0))
        merger.add(sample("b", 10, at: 0))
        merger.mark(at: time(0), accounts: accounts)
        merger.add(sample("a", 20, at: 1))
        merger.add(sample("b", 60, at: 1))
        merger.mark(at: time(1), accounts: accounts)
        let figures = merger.figures(at: time(1), accounts: accounts)
        #expect(figures.curve.map(\.value) == [110, 80])
        #expect(figures.peak == CurvePoint(at: time(0), value: 110))
    }

    @Test func `absent is not zero on the curve`() {
        var merger = FiguresMerger(staleAfter: .seconds(10))
        merger.mark(at: time(0), accounts: accounts)
        #expect(merger.figures(at: time(0), accounts: accounts).curve.isEmpty)
        merger.add(sample("a", 0, at: 1))
        merger.mark(at: time(1), accounts: accounts)
        merger.mark(at: time(100), accounts: accounts)
        #expect(merger.figures(at: time(100), accounts: accounts).curve == [CurvePoint(at: time(1), value: 0)])
    }

    @Test func `ten hours of points stay within the limit and keep the exact peak`() {
        var merger = FiguresMerger(staleAfter: .seconds(60))
        var random = SystemRandomNumberGenerator()
        var highest: CurvePoint?
        for second in 0..<36_000 {
            let value = Int64.random(in: 0...1_000_000, using: &random)
            merger.add(sample("a", value, at: Int64(second)))
            merger.mark(at: time(Int64(second)), accounts: accounts)
            if value > highest?.value ?? -1 { highest = CurvePoint(at: time(Int64(second)), value: value) }
        }
        let figures = merger.figures(at: time(36_000), accounts: accounts)
        #expect(figures.curve.count <= FiguresMerger.curveLimit)
        #expect(figures.curve.count >= FiguresMerger.curveLimit / 2)
        #expect(figures.peak == highest)
        #expect(figures.curve.contains { $0 == highest })
        #expect(zip(figures.curve, figures.curve.dropFirst()).allSatisfy { $0.at < $1.at })
    }

    @Test func `a sum does not overflow`() {
        var merger = FiguresMerger(staleAfter: .seconds(60))
        merger.add(sample("a", .max, at: 0))
        merger.add(sample("b", .max, at: 0))
        #expect(total(merger, .concurrent, at: 0)?.value == .max)
    }

    @Test func `only the accounts that are asked about count`() {
        var merger = FiguresMerger(staleAfter: .seconds(60))
        merger.add(sample("a", 5, at: 0))
        merger.add(sample("removed", 500, at: 0))
        #expect(total(merger, .concurrent, at: 0)?.value == 5)
    }
}
