import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

@Suite struct StaleCommandTests {
    @Test func `a command on what changed since it was seen is refused and told what changed`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let seen = try await bench.record.revision
        _ = try await bench.room.cue(
            .hold, cue: CueID("tea"), in: RoomBench.id, seen: seen, by: Caller(name: "wang", role: .operator))
        let stale = await #expect(throws: StaleCommand.self) {
            try await bench.room.cue(.skip, cue: CueID("tea"), in: RoomBench.id, seen: seen, by: RoomBench.hand)
        }
        #expect(stale?.seen == seen)
        #expect(stale?.now == seen + 1)
        #expect(stale?.changes.map(\.action) == ["cue.hold"])
        #expect(stale?.changes.map(\.by) == ["wang"])
        #expect(try await bench.record.revision == seen + 1)
    }

    @Test func `cues fired by the clock meanwhile make no other cue's command stale`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let seen = try await bench.record.revision
        await bench.pass(.seconds(25))
        #expect(try await bench.record.revision > seen)
        _ = try await bench.room.cue(.fire, cue: CueID("hand"), in: RoomBench.id, seen: seen, by: RoomBench.hand)
        await #expect(throws: StaleCommand.self) {
            try await bench.room.cue(.skip, cue: CueID("tea"), in: RoomBench.id, seen: seen, by: RoomBench.hand)
        }
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: FeedID("backup"), seen: seen, by: RoomBench.hand)
        await #expect(throws: StaleCommand.self) {
            try await bench.room.cue(.hold, cue: CueID("leave"), in: RoomBench.id, seen: seen, by: RoomBench.hand)
        }
    }

    @Test func `a second start is a conflict, seen or not`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let seen = try await bench.record.revision
        for revision in [nil, seen] {
            let fault = await #expect(throws: Fault.self) {
                try await bench.room.command(.start, broadcast: RoomBench.id, seen: revision, by: RoomBench.hand)
            }
            #expect(fault?.code == .conflict)
        }
        #expect(bench.relay.attached.count == 3)
        #expect(bench.relay.broken.isEmpty)
    }

    @Test func `two starts at once are one start`() async throws {
        let bench = RoomBench()
        try await bench.insert(RoomBench.plan(now: bench.clock.wallTime()))
        try await bench.room.recover()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    (try? await bench.room.command(.start, broadcast: RoomBench.id, seen: 1, by: RoomBench.hand)) != nil
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        await bench.settle()
        #expect(outcomes.count { $0 } == 1)
        #expect(try await bench.asRun().count { $0.action == .onAir } == 1)
        #expect(bench.relay.attached.count == 3)
    }

    @Test func `an end by somebody who missed a switch is stale, an abort never is`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let seen = try await bench.record.revision
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: FeedID("backup"), seen: nil, by: RoomBench.hand)
        await #expect(throws: StaleCommand.self) {
            try await bench.room.command(.end, broadcast: RoomBench.id, seen: seen, by: RoomBench.hand)
        }
        #expect(bench.relay.open.count == 3, "a stale end takes nobody off air")
        #expect(
            try await bench.room.command(.abort, broadcast: RoomBench.id, seen: seen, by: RoomBench.hand).phase
                == .aborted)
        await bench.settle()
        #expect(bench.relay.open.isEmpty)
    }

    @Test func `a revision that does not exist yet is malformed`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.holdRundown(true, in: RoomBench.id, seen: 99, by: RoomBench.hand)
        }
        #expect(fault?.code == .malformed)
    }
}
