import AdapterKit
import BroadcastModel
import Persistence
import Testing

@testable import ControlRoom

@Suite struct FiguresTests {
    @Test func `numbers are read at each account's pace, merged, and kept`() async throws {
        let bench = RoomBench(adapter: ScriptedAdapter(ScriptedAdapter.full))
        try await bench.goOnAir()
        await bench.pass(.seconds(31), step: .milliseconds(500))
        let reads = bench.adapter.count("numbers")
        #expect((15...21).contains(reads), "3 accounts, 5 s apart, 31 s: \(reads)")
        let board = try await bench.room.board(of: RoomBench.id)
        #expect(board.figures.totals.map(\.value) == [30])
        #expect(board.figures.totals.first?.counted == 3)
        await bench.room.writeSamples()
        #expect(
            try await bench.store.read { try $0.samples(of: RoomBench.id, since: WallTime(milliseconds: 0)) }.count
                == reads)
    }

    @Test func `a platform that denies what it takes is trouble after fifteen seconds`() async throws {
        let bench = RoomBench(adapter: ScriptedAdapter(ScriptedAdapter.full))
        try await bench.goOnAir(accounts: 1)
        await bench.pass(.seconds(10))
        #expect(try await bench.destination(0).platformWord == .live(bitsPerSecond: nil))
        bench.adapter.say(.offline)
        await bench.pass(.seconds(12))
        #expect(try await bench.destination(0).platformWord == .offline)
        #expect(try await !bench.destination(0).isTrouble)
        await bench.pass(.seconds(12))
        let view = try await bench.destination(0)
        #expect(view.isTrouble)
        #expect(view.status.state == .live, "our own truth stays what it is")
        #expect(view.status.lastFault?.blame == .platform)
        bench.adapter.say(.live(bitsPerSecond: 1))
        await bench.pass(.seconds(6))
        #expect(try await !bench.destination(0).isTrouble)
    }

    @Test func `a typed number counts with who typed it, and its text is checked`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let view = try await bench.room.typeNumber(
            .concurrent, text: "10万+", for: RoomBench.destination(1), by: RoomBench.hand)
        #expect(view.sample.source == "typed by li.na")
        let total = try #require(try await bench.room.board(of: RoomBench.id).figures.totals.first)
        #expect((total.value, total.quality, total.counted, total.without) == (100_000, .atLeast, 1, 2))
        await bench.pass(.seconds(61))
        #expect(try await bench.destination(1).numbers.map(\.isStale) == [true])
        await #expect(throws: Fault.self) {
            try await bench.room.typeNumber(
                .concurrent, text: "many", for: RoomBench.destination(1), by: RoomBench.hand)
        }
        await #expect(throws: Fault.self) {
            try await bench.room.typeNumber(.concurrent, text: "1", for: RoomBench.destination(8), by: RoomBench.hand)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `boards come at once, within 100 ms of a change, each second, and end with the daemon`() async throws {
        let bench = RoomBench()
        try await bench.goOnAir()
        let running = Task { try await bench.room.run() }
        let boards = try await bench.room.boards(of: RoomBench.id)
        let reader = Task {
            var seen: [Board] = []
            for await board in boards { seen.append(board) }
            return seen
        }
        let start = bench.clock.wallTime()
        await bench.clock.sleepers(atLeast: 4)
        let held = try await bench.room.holdRundown(true, in: RoomBench.id, seen: nil, by: RoomBench.hand)
        #expect(held.held)
        for _ in 0..<80 {
            await bench.clock.sleepers(atLeast: 4)
            bench.clock.advanceToNext()
            for _ in 0..<10 { await Task.yield() }
        }
        await bench.clock.sleepers(atLeast: 4)
        let passed = bench.clock.wallTime() - start
        running.cancel()
        try await running.value
        let seen = await reader.value
        #expect(seen.first?.at == start)
        #expect(seen.first?.destinations.count == 3)
        #expect(seen.contains { $0.rundown.held && $0.at - start <= .milliseconds(100) })
        #expect(seen.count >= Int(passed.components.seconds), "\(seen.count) boards in \(passed)")
        #expect(seen.count <= Int(passed.components.seconds) * 2 + 4)
    }
}
