import ControlWire
import Testing

@testable import lianbo

@Suite struct WatchTests {
    private func frame(
        _ columns: Int, _ rows: Int, notice: String? = nil, colour: Bool = false, board: BoardDTO = Samples.board()
    ) -> WatchFrame {
        WatchFrame(
            board: board, columns: columns, rows: rows, now: Samples.now, notice: notice, paint: Paint(isOn: colour))
    }

    @Test func `a frame shows the night at a glance`() throws {
        try Golden.expect(frame(120, 18).lines().joined(separator: "\n"), "watch-wide")
        try Golden.expect(
            frame(60, 12, notice: "The daemon does not answer.").lines().joined(separator: "\n"), "watch-narrow")
        var ahead = Samples.board(Samples.broadcast(phase: "scheduled"), destinations: [])
        ahead.programClockMilliseconds = nil
        ahead.remainingMilliseconds = nil
        ahead.startsInMilliseconds = 600_000
        ahead.rundown.current = nil
        ahead.rundown.nextInMilliseconds = nil
        ahead.feeds[0].connected = false
        ahead.figures = FiguresDTO(totals: [], curve: [], peakConcurrent: nil, peakAt: nil)
        try Golden.expect(frame(80, 12, board: ahead).lines().joined(separator: "\n"), "watch-ahead")
    }

    @Test func `a cue that is not as it should be is told in the frame, in a line of a pipe and in the list`() {
        var board = Samples.board()
        board.rundown.cues[0].trouble = CueTroubleDTO(
            kind: "off-air", text: "clip is not on air, slate is on.", feed: "clip", canRetry: true)
        board.rundown.cues[1].needsTick = true
        board.rundown.cues[1].state = "fired"
        board.rundown.cues[1].assignee = "Chen"
        let lines = frame(100, 30, board: board).lines()
        #expect(lines.contains { $0.hasPrefix("cue   ! opening: clip is not on air, slate is on.") }, "\(lines)")
        #expect(WatchFrame.summary(board).contains("1 cue amiss"))
        let list = CueListCommand.table(board.rundown, of: "tonight").text()
        #expect(list.contains("! clip is not on air, slate is on. (lianbo cue retry)"), "\(list)")
        #expect(list.contains("by Chen, to be ticked off"), "\(list)")
        board.rundown.cues[1].tickedBy = "mei"
        #expect(CueListCommand.table(board.rundown, of: "tonight").text().contains("by Chen, ✓ mei"))
    }

    @Test func `a frame never leaves its screen, however small`() {
        for columns in [1, 7, 20, 39, 80, 200] {
            for rows in [1, 2, 5, 9, 24, 200] {
                let lines = frame(columns, rows, notice: rows == 5 ? "武汉武汉武汉武汉武汉武汉" : nil).lines()
                #expect(lines.count <= rows)
                #expect(lines.allSatisfy { DisplayWidth.of($0) <= columns }, "\(columns) × \(rows)")
            }
        }
    }

    @Test func `colour adds nothing but colour`() {
        let plain = frame(100, 20).lines()
        let coloured = frame(100, 20, colour: true).lines()
        #expect(coloured.contains { $0.contains("\u{1B}[31mrefused\u{1B}[0m") })
        #expect(coloured.map(Self.withoutColour) == plain)
    }

    @Test func `a countdown to a retry never goes below zero`() {
        var late = frame(120, 18)
        late.now = Samples.now + 60_000
        #expect(late.lines().contains { $0.contains("yangtze-tv") && $0.contains(" 0 s ") })
    }

    @Test func `a co-stream's seats and what it adds are told on the board and in the frame`() throws {
        var board = Samples.board()
        board.feeds[1].seats = [
            SeatDTO(feed: "host", phase: "on", addedDelayMilliseconds: 148, fault: nil),
            SeatDTO(feed: "wang", phase: "reserved", addedDelayMilliseconds: 150, fault: nil),
        ]
        #expect(frame(120, 18, board: board).lines().contains("co-stream backup  host +148 ms  wang reserved"))
        let shown = BroadcastShowCommand.text(board, CommandBench().console, Paint(isOn: false))
        let lines = shown.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "Co-streams"))
        let rows = lines[start...].prefix(4).map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(rows[2].prefix(5) == ["backup", "host", "on", "148", "ms"])
        // What was added before the picture stopped says nothing now.
        #expect(rows[3] == ["backup", "wang", "reserved", "–"])
    }

    @Test(.timeLimit(.minutes(1))) func `into a pipe it writes a line a board and stops when told to`() async {
        let bench = CommandBench()
        var first = Samples.board()
        first.at += 1000
        var last = Samples.board(Samples.broadcast(phase: "ended"))
        last.at += 2000
        bench.stream([first, last])
        #expect(await bench.run("broadcast", "watch", "ton", "--until-over") == .done)
        let lines = bench.out.split(separator: "\n")
        #expect(lines.last?.contains("tonight ended") == true)
        #expect(lines.first?.contains("2/6 live") == true)
        #expect(!bench.out.contains("\u{1B}"))
    }

    private static func withoutColour(_ line: String) -> String {
        var text = ""
        var isInside = false
        for character in line {
            if character == "\u{1B}" { isInside = true }
            if !isInside { text.append(character) }
            if isInside, character == "m" { isInside = false }
        }
        return text
    }
}
