import AdapterKit
import BroadcastModel
import Testing

@testable import ControlRoom

@Suite struct PieceTests {
    @Test(arguments: ["", "room 7", "line\nbreaks\n\nkept\n", "{\"id\":\"1\"}"], [nil, 1_586_692_800_000] as [Int64?])
    func `a prepared destination comes back whole from what was sealed`(handle: String, validUntil: Int64?) throws {
        var prepared = PreparedDestination(
            address: try PushAddress(Secret("rtmps://host:444/live/room/key?a=b&c=d")),
            handle: PlatformHandle(text: Secret(handle)), validUntil: validUntil.map(WallTime.init(milliseconds:)))
        prepared.isStarted = validUntil != nil
        #expect(try PreparedDestination(sealedText: prepared.sealedText) == prepared)
        #expect(!"\(prepared)".contains("key"))
    }

    @Test(arguments: ["", "1\n2\n3", "-\n0\nno address\n"])
    func `other text is no prepared destination`(text: String) {
        let fault = #expect(throws: Fault.self) { try PreparedDestination(sealedText: Secret(text)) }
        #expect(fault?.code == .storageFailed)
    }

    @Test func `pauses grow to their cap, differ, and begin anew after a success`() {
        var random = TestRandom(seed: 3)
        var pace = RetryPace(cap: .seconds(10))
        var longest = Duration.zero
        var all: Set<Duration> = []
        for attempt in 0..<50 {
            let pause = pace.failed(using: &random)
            #expect(pause >= .milliseconds(250))
            #expect(pause <= min(.seconds(1 << min(attempt, 10)), .seconds(10)))
            longest = max(longest, pause)
            all.insert(pause)
        }
        #expect(longest > .seconds(5))
        #expect(all.count > 40)
        pace.succeeded()
        let first = pace.failed(using: &random)
        #expect(first <= .seconds(1))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a raise before the wait is remembered, and a deadline wakes without one`() async {
        let signal = Signal()
        let clock = HandClock()
        signal.raise()
        signal.raise()
        await signal.wait()
        async let waking: Void = signal.wait(until: clock.monotonicTime() + .seconds(5), on: clock)
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(5))
        await waking
        async let raised: Void = signal.wait(until: clock.monotonicTime() + .seconds(5), on: clock)
        await clock.sleepers(atLeast: 1)
        signal.raise()
        await raised
    }
}
