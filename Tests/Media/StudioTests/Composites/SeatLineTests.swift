import BroadcastModel
import Testing

@testable import Studio

/// The time line of one person: bursts, lateness, other clocks.
struct SeatLineTests {
    private static let picture = RawPicture.dark(width: 4, height: 4)
    private static let rate = 48_000

    private static func moment(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64(10_000 + milliseconds) * 1_000_000)
    }
    private static func nanoseconds(_ milliseconds: Int64) -> Int64 { milliseconds * 1_000_000 }

    /// Samples that say which millisecond they are from.
    private static func sound(_ milliseconds: Int64, _ length: Int64 = 20) -> [Int16] {
        (0..<(length * Int64(rate) / 1000)).flatMap { pair -> [Int16] in
            let value = Int16((milliseconds + pair * 1000 / Int64(rate)) % 30_000)
            return [value, value]
        }
    }

    /// A picture each 40 ms and sound each 20 ms, which come `delay(time)` ms after their time stamps.
    private static func feed(
        _ line: inout SeatLine, _ times: Range<Int64>, pictures: (Int64) -> Int64, sound: (Int64) -> Int64
    ) {
        var events: [(at: Int64, time: Int64, isPicture: Bool)] = []
        for time in stride(from: times.lowerBound, to: times.upperBound, by: 20) {
            if time.isMultiple(of: 40) { events.append((time + pictures(time), time, true)) }
            events.append((time + sound(time), time, false))
        }
        for event in events.sorted(by: { $0.at < $1.at }) {
            let now = moment(event.at)
            if event.isPicture {
                line.take(picture, time: nanoseconds(event.time), loggedAt: moment(event.time), now: now)
            } else {
                line.take(self.sound(event.time), time: nanoseconds(event.time), now: now)
            }
        }
    }

    @Test func `Sound that comes later than pictures holds the pictures back, and both are of one time`() throws {
        var line = SeatLine(sampleRate: Self.rate)
        var skews: [Int64] = []
        // In steps, as a mixer asks: what came, then what is due.
        for step in stride(from: Int64(0), to: 4_000, by: 40) {
            Self.feed(&line, step..<(step + 40), pictures: { _ in 30 }, sound: { _ in 110 })
            let moment = Self.moment(step + 150)
            let shown = line.picture(at: moment)
            let block = line.sound(1920, from: moment + .milliseconds(-40))
            if step > 1_000 {
                let logged = try #require(shown?.loggedAt)
                let heard = Int64(try #require(block).last!)
                skews.append((logged - Self.moment(0)).milliseconds - heard)
            }
        }
        #expect(skews.count > 50)
        #expect(skews.allSatisfy { abs($0) <= 40 })
    }

    @Test func `The burst that a decoder begins with is not shown late for ever`() {
        var clock = PlayoutClock()
        // Four seconds of old pictures within 1.2 s, then one each 40 ms.
        for number in 0..<100 {
            let now = Self.moment(3_900 + Int64(number) * 12)
            #expect(clock.note(Self.nanoseconds(Int64(number) * 40), at: now) == .keep)
        }
        #expect(clock.offset == nil)
        for number in 100..<120 {
            let time = Int64(number) * 40
            #expect(clock.note(Self.nanoseconds(time), at: Self.moment(time + 1_100)) == .keep)
        }
        let delay = clock.offset.map { ($0 - Self.nanoseconds(10_000) - PlayoutClock.margin) / 1_000_000 }
        #expect(delay.map { (1_100...1_160).contains($0) } == true)
    }

    @Test func `Lateness is waited for up to a limit, and given up when it is over`() {
        var clock = PlayoutClock()
        func delay() -> Int64 { ((clock.offset ?? 0) - Self.nanoseconds(10_000)) / 1_000_000 }
        func run(_ times: Range<Int64>, _ late: Int64) -> [PlayoutClock.Verdict] {
            stride(from: times.lowerBound, to: times.upperBound, by: 20).map {
                clock.note(Self.nanoseconds($0), at: Self.moment($0 + late))
            }
        }
        _ = run(0..<2_000, 50)
        #expect(delay() == 70)
        _ = run(2_000..<2_200, 200)
        #expect(delay() == 220)
        // One that is far too late is left out and changes nothing.
        #expect(clock.note(Self.nanoseconds(2_210), at: Self.moment(3_210)) == .drop)
        #expect(delay() == 220)
        _ = run(3_300..<12_000, 50)
        #expect(delay() == 70)
    }

    @Test func `A sender that comes back with another clock is followed`() {
        var clock = PlayoutClock()
        for time in stride(from: Int64(60_000), to: 62_000, by: 20) {
            _ = clock.note(Self.nanoseconds(time), at: Self.moment(time - 60_000))
        }
        let before = clock.offset
        var verdicts: [PlayoutClock.Verdict] = []
        for time in stride(from: Int64(0), to: 2_000, by: 20) {
            verdicts.append(clock.note(Self.nanoseconds(time), at: Self.moment(2_000 + time)))
        }
        #expect(verdicts.filter { $0 == .restart }.count == 1)
        #expect(clock.offset != before)
        #expect(clock.offset == Self.nanoseconds(12_000) + PlayoutClock.margin)
    }

    @Test func `Pictures and sound that nobody asks for do not pile up`() {
        var line = SeatLine(sampleRate: Self.rate)
        Self.feed(&line, 0..<60_000, pictures: { _ in 0 }, sound: { _ in 0 })
        #expect(line.picture(at: Self.moment(60_000)) != nil)
        // Two seconds, and no more: what lies before is gone.
        #expect(line.sound(480, from: Self.moment(57_000)) == nil)
        #expect(line.sound(480, from: Self.moment(59_500)) != nil)
    }

    @Test func `Blocks of sound follow one another without a break, and a hole is silence`() {
        var sound = SoundLine(sampleRate: Self.rate)
        for piece in 0..<10 where piece != 5 {
            sound.append(Array(repeating: 1_000, count: 960), at: Int64(piece) * 480)
        }
        var all: [Int16] = []
        for block in 0..<15 {
            // A rounding, now and then.
            let samples = sound.take(320, from: Int64(block) * 320 + Int64(block % 2))
            #expect((samples == nil) == (block == 8))
            all += samples ?? Array(repeating: 0, count: 640)
        }
        let left = stride(from: 0, to: all.count, by: 2).map { all[$0] }
        #expect(left[200..<2_400].allSatisfy { $0 == 1_000 })
        #expect(left[2_400..<2_880].allSatisfy { $0 == 0 })
        #expect(left[3_000..<4_800].allSatisfy { $0 == 1_000 })
        #expect(sound.take(320, from: 4_800) == nil)
    }
}
