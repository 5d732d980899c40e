import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

@Suite struct RundownCommandTests {
    @Test func `hands fire, hold, release and skip, and the as-run log says who and how late`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        await bench.pass(.seconds(5))
        _ = try await bench.room.cue(.hold, cue: CueID("enter"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        _ = try await bench.room.cue(.skip, cue: CueID("tea"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(20))
        let view = try await bench.room.cue(.fire, cue: CueID("hand"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(view.outlook.current == CueID("hand"))
        #expect(view.outlook.next == CueID("leave"), "what is held above was passed by")
        #expect(view.outlook.nextIn == .seconds(65))
        _ = try await bench.room.cue(.release, cue: CueID("enter"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        let entries = try await bench.asRun().dropFirst()
        #expect(entries.map(\.action) == [.held, .skipped, .fired, .fired, .released, .fired])
        #expect(entries.map(\.by) == ["li.na", "li.na", "clock", "li.na", "li.na", "clock"])
        #expect(entries.map(\.lateMilliseconds) == [nil, nil, 0, -15_000, nil, 15_000])
        let fault = await #expect(throws: Fault.self) {
            try await bench.room.cue(.hold, cue: CueID("enter"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        }
        #expect(fault?.code == .conflict)
    }

    @Test func `a held rundown waits for its release`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        #expect(try await bench.room.holdRundown(true, in: RoomBench.id, seen: nil, by: RoomBench.hand).held)
        await bench.pass(.seconds(30))
        #expect(try await bench.asRun().count { $0.action == .fired } == 0)
        _ = try await bench.room.holdRundown(false, in: RoomBench.id, seen: nil, by: RoomBench.hand)
        await bench.settle()
        #expect(
            try await bench.asRun().filter { $0.action == .fired }.map(\.cue?.rawValue) == ["enter", "tea", "note"])
    }

    @Test func `a cue cannot be fired before air, and a viewer fires none`() async throws {
        let bench = RoomBench()
        try await bench.insert(RoomBench.plan(now: bench.clock.wallTime()))
        try await bench.room.recover()
        let early = await #expect(throws: Fault.self) {
            try await bench.room.cue(.fire, cue: CueID("tea"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        }
        #expect(early?.code == .conflict)
        let viewer = await #expect(throws: Fault.self) {
            try await bench.room.cue(
                .hold, cue: CueID("tea"), in: RoomBench.id, seen: nil, by: Caller(name: "wu", role: .viewer))
        }
        #expect(viewer?.code == .forbidden)
        #expect(try await bench.record.revision == 1)
    }

    @Test func `every change raises the revision by one and leaves its audit row`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        _ = try await bench.room.cue(.fire, cue: CueID("hand"), in: RoomBench.id, seen: nil, by: RoomBench.hand)
        _ = try await bench.room.destination(.stop, RoomBench.destination(0), by: RoomBench.hand)
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: FeedID("backup"), seen: nil, by: RoomBench.hand)
        _ = try await bench.room.switchProgram(of: RoomBench.id, to: FeedID("backup"), seen: nil, by: RoomBench.hand)
        await bench.pass(.seconds(20))
        let rows = try await bench.store.read { try $0.audit(subject: "broadcast/night", afterRevision: 1) }
        #expect(
            rows.map(\.action) == [
                "broadcast.start", "cue.fire", "destination.stop", "program.switch", "cue.fire", "cue.fire", "cue.fire",
            ])
        #expect(rows.map(\.revision) == [2, 3, 4, 5, 6, 7, 7])
        #expect(try await bench.record.revision == 7)
    }
}
