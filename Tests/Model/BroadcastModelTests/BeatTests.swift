import BroadcastModel
import Testing

@Suite struct `A beat` {
    @Test func `stands at whole multiples, and later by its offset`() throws {
        let beat = try #require(Beat(.milliseconds(33)))
        func next(_ milliseconds: Double, _ offset: Duration = .zero) -> Double {
            Double(beat.next(after: MonotonicTime(nanoseconds: UInt64(milliseconds * 1e6)), offset: offset).nanoseconds)
                / 1e6
        }
        #expect(next(0) == 33)
        #expect(next(32.9) == 33)
        #expect(next(33) == 66)
        #expect(next(33, .milliseconds(2)) == 35)
        #expect(next(35, .milliseconds(2)) == 68)
        #expect(next(1, .milliseconds(2)) == 2)
        #expect(Beat(.zero) == nil)
    }
}
