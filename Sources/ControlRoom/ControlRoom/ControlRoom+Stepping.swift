package import BroadcastModel
import Persistence

/// Where a broadcast stands, without its accounts and figures.
package struct ShowProgress: Sendable {
    package var phase: BroadcastPhase
    /// Time since air; nil before air.
    package var programClock: Duration?
    package var rundown: RundownView
    /// Destinations that are live, late ones included.
    package var live: Int
}

/// The control room driven step by step instead of by ``run()``: for rehearsals and tests, where time comes from outside.
extension ControlRoom {
    /// Does everything that is possible now (clock, adapter calls, looks at the relay) and returns when the clock acts next.
    @discardableResult
    package func step() async -> MonotonicTime? {
        repeat {
            _ = await turnClock()
            await observe()
            var calls = jobs.makeAsyncIterator()
            while !calling.isEmpty, let job = await calls.next() { await perform(job) }
            await observe()
        } while !calling.isEmpty
        return await turnClock()
    }

    package func progress(of id: BroadcastID) throws -> ShowProgress {
        let room = try room(id)
        let now = room.programTime(at: clock.monotonicTime())
        return ShowProgress(
            phase: room.phase, programClock: now, rundown: Self.rundownView(of: room, at: now),
            live: room.relay.values.count { $0.state == .live || $0.state == .lagging })
    }
}
