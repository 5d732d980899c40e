import AdapterKit
import BroadcastModel
import Testing

@Suite struct `Read pacer` {
    let start = MonotonicTime(nanoseconds: 1_000_000_000)
    let one = AccountID("one"), two = AccountID("two")

    @Test func `the first reading falls within one pace, by chance`() {
        var pacer = ReadPacer()
        pacer.add(one, pace: .seconds(10), at: start, draw: 0.25)
        pacer.add(two, pace: .seconds(10), at: start, draw: 0)
        #expect(pacer.nextDue == start)
        #expect(pacer.take(at: start) == [two])
        #expect(pacer.take(at: start + .milliseconds(2499)) == [])
        #expect(pacer.take(at: start + .milliseconds(2500)) == [one])
    }

    @Test func `an account under way is not due until it is answered`() {
        var pacer = ReadPacer()
        pacer.add(one, pace: .seconds(10), at: start, draw: 0)
        #expect(pacer.take(at: start) == [one])
        #expect(pacer.take(at: start + .seconds(100)) == [] && pacer.nextDue == nil)
        pacer.succeeded(one, at: start + .seconds(100), draw: 0.5)
        #expect(pacer.nextDue == start + .milliseconds(110_500))
    }

    @Test func `the longest overdue comes first`() {
        var pacer = ReadPacer()
        pacer.add(one, pace: .seconds(10), at: start, draw: 0.9)
        pacer.add(two, pace: .seconds(10), at: start, draw: 0.5)
        #expect(pacer.take(at: start + .seconds(60)) == [two, one])
    }

    @Test func `failures double the wait up to the limit, and a success forgets them`() {
        var pacer = ReadPacer()
        pacer.add(one, pace: .seconds(10), at: start, draw: 0)
        var waits: [Duration] = []
        for draw in [0.0, 0, 0, 0, 0, 0] {
            #expect(pacer.take(at: .init(nanoseconds: .max / 4)) == [one])
            pacer.failed(one, at: start, draw: draw)
            waits.append((pacer.nextDue ?? start) - start)
        }
        #expect(waits == [20, 40, 80, 120, 120, 120].map { .seconds($0) })
        _ = pacer.take(at: .init(nanoseconds: .max / 4))
        pacer.succeeded(one, at: start, draw: 0)
        #expect(pacer.nextDue == start + .seconds(10))
    }

    @Test(arguments: [0, 0.3, 0.99999])
    func `no wait is ever shorter than the pace`(draw: Double) {
        for pace: Duration in [.milliseconds(1), .seconds(5), .seconds(600)] {
            var pacer = ReadPacer()
            pacer.add(one, pace: pace, at: start, draw: 0)
            for failing in [true, true, false, true] + Array(repeating: true, count: 70) {
                _ = pacer.take(at: .init(nanoseconds: .max / 4))
                if failing {
                    pacer.failed(one, at: start, draw: draw)
                } else {
                    pacer.succeeded(one, at: start, draw: draw)
                }
                #expect((pacer.nextDue ?? start) - start >= pace)
            }
        }
    }

    @Test func `a removed account is gone, also while it is read`() {
        var pacer = ReadPacer()
        pacer.add(one, pace: .seconds(1), at: start, draw: 0)
        _ = pacer.take(at: start)
        pacer.remove(one)
        pacer.succeeded(one, at: start, draw: 0)
        pacer.failed(one, at: start, draw: 0)
        #expect(pacer.nextDue == nil)
    }
}
