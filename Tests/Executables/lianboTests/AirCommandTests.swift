import ControlWire
import Testing

@testable import lianbo

@Suite struct AirCommandTests {
    private let dumped = DumpDTO(
        broadcast: "tonight", at: Samples.now,
        groups: [
            DumpedGroupDTO(name: "d60000", messages: 4_000, milliseconds: 60_000),
            DumpedGroupDTO(name: "main", messages: 1_400, milliseconds: 20_000),
        ])

    private var delayed: BoardDTO {
        var board = Samples.board()
        board.output = OutputDTO(
            condition: "on-backup", feed: "phone",
            groups: [
                OutputGroupDTO(name: "main", delayMilliseconds: 20_000, cover: "until-hand", accounts: 5),
                OutputGroupDTO(name: "d60000", delayMilliseconds: 60_000, cover: "until-hand", accounts: 1),
            ], isCut: true)
        return board
    }

    @Test func `a dump asks nobody`() async {
        let bench = CommandBench()
        bench.answer("POST /v1/broadcasts/tonight/dump", dumped)
        #expect(await bench.run("dump", "ton") == .done)
        #expect(bench.out == "Removed before it went out: d60000 60.0 s, main 20.0 s.\n")
        #expect(bench.changes.map(\.line) == ["POST /v1/broadcasts/tonight/dump"])
    }

    @Test func `a cut asks, unless told not to, and a lift does not`() async {
        let bench = CommandBench()
        bench.answer("POST /v1/broadcasts/tonight/cut", Samples.broadcast())
        bench.answer("POST /v1/broadcasts/tonight/lift", Samples.broadcast())
        #expect(await bench.run("cut", "tonight") == .misuse)
        #expect(bench.changes.isEmpty)
        #expect(await bench.run("cut", "tonight", "--yes") == .done)
        #expect(bench.out.contains("lianbo lift tonight"))
        #expect(await bench.run("lift", "tonight") == .done)
        #expect(bench.changes.map(\.line) == ["/cut", "/lift"].map { "POST /v1/broadcasts/tonight\($0)" })
        let asked = CommandBench(isTerminal: true, input: ["n"])
        #expect(await asked.run("cut", "tonight") == .failed)
        #expect(asked.changes.isEmpty)
    }

    @Test func `a delay is set for all or for one group, and shown`() async throws {
        let bench = CommandBench()
        bench.answer("PUT /v1/broadcasts/tonight/delay", Samples.broadcast())
        #expect(await bench.run("delay", "set", "tonight", "20s") == .done)
        #expect(await bench.run("delay", "set", "tonight", "1m30s", "--group", "main") == .done)
        #expect(bench.changes.allSatisfy { $0.body.contains(#""revision":7"#) })
        #expect(bench.changes.first?.body.contains(#""milliseconds":20000"#) == true)
        #expect(bench.changes.last?.body.contains(#""milliseconds":90000"#) == true)
        #expect(bench.changes.map { $0.body.contains(#""group":"main""#) } == [false, true])
        let shown = CommandBench()
        shown.answer("GET /v1/broadcasts/tonight/board", delayed)
        #expect(await shown.run("delay", "show", "tonight") == .done)
        try Golden.expect(String(shown.out.dropLast()), "delays")
    }

    @Test(arguments: [
        ("20s", 20_000), ("0", 0), ("0s", 0), ("5m", 300_000), ("1m30s", 90_000), ("500ms", 500), ("1s500ms", 1_500),
    ])
    func `a delay is read as people type it`(text: String, milliseconds: Int64) {
        #expect(DelayText(argument: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "20", "5m1s", "301s", "-1s", "s", "1s1m", "20 s", "1h", "9999999s"])
    func `what is no delay is misuse`(text: String) async {
        #expect(DelayText(argument: text) == nil)
    }

    @Test func `the watch says when what goes out is not as usual`() throws {
        func frame(_ board: BoardDTO) -> String {
            WatchFrame(
                board: board, columns: 100, rows: 14, now: Samples.now, notice: nil, paint: Paint(isOn: false)
            ).lines().joined(separator: "\n")
        }
        try Golden.expect(frame(delayed), "watch-cut")
        #expect(WatchFrame.summary(delayed).contains("CUT"))
        var board = Samples.board()
        board.output = OutputDTO(
            condition: "on-feed", feed: "host",
            groups: [OutputGroupDTO(name: "main", delayMilliseconds: 0, cover: "none", accounts: 6)], isCut: false)
        #expect(frame(board) == frame(Samples.board()), "as usual: nothing is said")
        board.output?.condition = "covered"
        #expect(frame(board).contains("COVERED"))
    }
}
