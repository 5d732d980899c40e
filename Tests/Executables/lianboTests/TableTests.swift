import ControlWire
import Testing

@testable import lianbo

@Suite struct TableTests {
    @Test func `tables stay aligned under wide characters`() throws {
        let console = CommandBench().console
        let paint = Paint(isOn: false)
        try Golden.expect(DestinationListCommand.table(Samples.destinations, of: "tonight").text(paint), "destinations")
        try Golden.expect(CueListCommand.table(Samples.board().rundown, of: "tonight").text(paint), "cues")
        try Golden.expect(BroadcastShowCommand.text(Samples.board(), console, paint), "show")
        try Golden.expect(ReportCommand.text(Samples.report, console, paint), "report")
        for table in [
            DestinationListCommand.table(Samples.destinations, of: "x"),
            CueListCommand.table(Samples.board().rundown, of: "x"),
        ] {
            // The column after a name of wide characters begins at the same place in every row.
            let name = table.columns.firstIndex { $0.title == "STATE" } ?? 0
            let places = table.lines(paint).dropFirst().enumerated().map { row, line in
                line.indices.first { line[$0...].hasPrefix("  \(table.rows[row][name])") }.map {
                    DisplayWidth.of(line[..<$0])
                }
            }
            #expect(places.allSatisfy { $0 != nil })
        }
    }

    @Test func `width counts columns, not characters`() {
        #expect(DisplayWidth.of("abc") == 3)
        #expect(DisplayWidth.of("武汉日报") == 8)
        #expect(DisplayWidth.of("ｱ") == 1 && DisplayWidth.of("Ａ") == 2)
        #expect(DisplayWidth.of("e\u{301}") == 1)
        #expect(DisplayWidth.of("🎉") == 2)
        #expect(DisplayWidth.cut("武汉日报", to: 5) == "武汉…")
        #expect(DisplayWidth.cut("武汉日报", to: 4) == "武…")
        #expect(DisplayWidth.cut("武汉日报", to: 8) == "武汉日报")
        #expect(DisplayWidth.pad("武", to: 4) == "武  " && DisplayWidth.pad("7", to: 3, right: true) == "  7")
    }

    @Test func `an empty table says what to do`() {
        #expect(
            CueListCommand.table(
                RundownDTO(held: false, current: nil, next: nil, nextInMilliseconds: nil, cues: []), of: "x"
            ).text(Paint(isOn: false)).contains("no cues"))
        #expect(
            DestinationListCommand.table([], of: "tonight").text(Paint(isOn: false)).contains(
                "lianbo destination add tonight"))
    }

    @Test func `states are coloured on a terminal only, and not where colour is not wanted`() async {
        let terminal = CommandBench(environment: ["LIANBO_TOKEN": "t", "TERM": "xterm"], isTerminal: true)
        #expect(await terminal.run("destination", "list", "tonight") == .done)
        #expect(terminal.out.contains("\u{1B}[31mrefused"))
        for bench in [
            CommandBench(),
            CommandBench(environment: ["LIANBO_TOKEN": "t", "TERM": "xterm", "NO_COLOR": "1"], isTerminal: true),
        ] {
            #expect(await bench.run("destination", "list", "tonight") == .done)
            #expect(!bench.out.contains("\u{1B}"))
        }
    }

    @Test func `quantities read well`() {
        #expect(
            Readable.bytes(0) == "0 B" && Readable.bytes(999) == "999 B" && Readable.bytes(12_345) == "12.3 kB"
                && Readable.bytes(999_960) == "1.0 MB")
        #expect(Readable.bits(0) == "–" && Readable.bits(4_200_000) == "4.2 Mbit/s")
        #expect(
            Readable.clock(3_723_000) == "1:02:03" && Readable.clock(-65_000) == "-01:05"
                && Readable.clock(-200) == "00:00")
        #expect(
            Readable.number(10_000, quality: "at-least") == "10,000+"
                && Readable.number(-1_234, quality: "approximate") == "≈-1,234")
        #expect(Readable.number(6_100_000_005, quality: "exact", kind: "gmv-fen") == "¥61,000,000.05")
        #expect(Readable.lag(999) == "999 ms" && Readable.lag(1_530) == "1.5 s")
    }

    /// Nobody takes a rehearsal for the real thing, nor its zero accounts for a catastrophe.
    @Test func everyViewOfARehearsalSaysSo() {
        var board = Samples.board()
        var report = Samples.report
        board.broadcast.rehearses = "tonight"
        report.broadcast.rehearses = "tonight"
        let paint = Paint(isOn: false)
        let console = CommandBench().console
        for text in [
            BroadcastShowCommand.text(board, console, paint), ReportCommand.text(report, console, paint),
            BroadcastListCommand.table([board.broadcast], console).text(paint), WatchFrame.summary(board),
        ] {
            #expect(text.lowercased().contains("rehearsal"), "\(text)")
        }
        #expect(!BroadcastShowCommand.text(Samples.board(), console, paint).lowercased().contains("rehearsal"))
    }
}
