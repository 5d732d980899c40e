import BroadcastModel
import Testing

@Suite struct BroadcastLifecycleTests {
    private let start = WallTime(milliseconds: 1_000_000)

    private func tick(
        _ lifecycle: inout BroadcastLifecycle, at seconds: Int64, airedAt: WallTime? = nil, endsByClock: Bool = true
    ) -> Bool {
        lifecycle.tick(
            now: start + .seconds(seconds), start: start, lead: .seconds(60), airedAt: airedAt, length: .seconds(600),
            endsByClock: endsByClock
        )
    }

    private func answer(_ lifecycle: inout BroadcastLifecycle) -> Bool { lifecycle.everyAccountAnswered() }
    private func close(_ lifecycle: inout BroadcastLifecycle) -> Bool { lifecycle.everySessionClosed() }

    @Test func `the clock takes an armed broadcast from its lead to its end`() throws {
        var lifecycle = BroadcastLifecycle()
        #expect(!tick(&lifecycle, at: 10_000), "the clock leaves a draft alone")
        try lifecycle.apply(.arm)
        #expect(!tick(&lifecycle, at: -61))
        #expect(tick(&lifecycle, at: -60))
        #expect(lifecycle.phase == .preparing)
        #expect(answer(&lifecycle))
        #expect(lifecycle.phase == .ready)
        #expect(!tick(&lifecycle, at: -1))
        #expect(tick(&lifecycle, at: 0))
        #expect(lifecycle.phase == .onAir)
        #expect(!tick(&lifecycle, at: 599, airedAt: start))
        #expect(tick(&lifecycle, at: 600, airedAt: start))
        #expect(lifecycle.phase == .ending)
        #expect(!tick(&lifecycle, at: 700, airedAt: start))
        #expect(close(&lifecycle))
        #expect(lifecycle.phase == .ended)
    }

    @Test func `accounts that never answer do not hold up the start`() throws {
        var lifecycle = BroadcastLifecycle(.preparing)
        #expect(tick(&lifecycle, at: 0))
        #expect(lifecycle.phase == .onAir)
        #expect(!answer(&lifecycle))
    }

    @Test func `a late clock catches up one step at a time`() throws {
        var lifecycle = BroadcastLifecycle(.scheduled)
        #expect(tick(&lifecycle, at: 30))
        #expect(tick(&lifecycle, at: 30))
        #expect(lifecycle.phase == .onAir)
        #expect(!tick(&lifecycle, at: 30, airedAt: start + .seconds(30)))
    }

    @Test func `without a clock end a person ends it`() throws {
        var lifecycle = BroadcastLifecycle(.onAir)
        #expect(!tick(&lifecycle, at: 100_000, airedAt: start, endsByClock: false))
        try lifecycle.apply(.end)
        #expect(lifecycle.phase == .ending)
    }

    @Test func `every command in every phase does what the table says or is refused with advice`() throws {
        let table: [BroadcastPhase: [BroadcastLifecycle.Command: BroadcastPhase]] = [
            .draft: [.arm: .scheduled, .prepare: .preparing, .start: .onAir, .abort: .aborted],
            .scheduled: [.disarm: .draft, .prepare: .preparing, .start: .onAir, .abort: .aborted],
            .preparing: [.start: .onAir, .abort: .aborted],
            .ready: [.start: .onAir, .abort: .aborted],
            .onAir: [.end: .ending, .abort: .aborted],
            .ending: [.abort: .aborted],
            .ended: [:],
            .aborted: [:],
        ]
        for phase in BroadcastPhase.allCases {
            for command in BroadcastLifecycle.Command.allCases {
                var lifecycle = BroadcastLifecycle(phase)
                if let next = table[phase]?[command] {
                    try lifecycle.apply(command)
                    #expect(lifecycle.phase == next)
                } else {
                    let fault = #expect(throws: Fault.self) { try lifecycle.apply(command) }
                    #expect(fault?.code == .conflict)
                    #expect(fault?.message.contains(phase.rawValue) == true)
                    #expect(lifecycle.phase == phase)
                }
            }
        }
    }

    @Test func `no history brings an over broadcast back`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            var lifecycle = BroadcastLifecycle()
            var wasOver = false
            for _ in 0..<40 {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: _ = tick(&lifecycle, at: .random(in: -100...1_000, using: &random), airedAt: start)
                case 1: _ = lifecycle.everyAccountAnswered()
                case 2: _ = lifecycle.everySessionClosed()
                default:
                    BroadcastLifecycle.Command.allCases.randomElement(using: &random).map { try? lifecycle.apply($0) }
                }
                #expect(!wasOver || lifecycle.phase.isOver)
                wasOver = lifecycle.phase.isOver
            }
        }
    }
}
