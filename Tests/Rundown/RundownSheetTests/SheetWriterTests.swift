import Foundation
import RundownSheet
import Testing

struct SheetWriterTests {
    private let cues = [
        SheetCue(
            row: 2,
            fields: [
                .at: "0:15:00", .kind: "guest-enter", .title: "王晓, \"十堰\"", .byHand: "true", .length: "26:00:00.500",
            ],
            times: [.at: .elapsed, .length: .elapsed]),
        SheetCue(
            row: 3, fields: [.at: "20:05:00", .kind: "fireworks", .quantity: "12", .note: "=HYPERLINK(\"x\")"],
            times: [.at: .clock]),
    ]

    private func readBack(_ bytes: [UInt8], _ name: String) throws -> [SheetCue] {
        let table = try SheetReader.read(bytes, fileName: name)
        let mapping = try SheetMapping(guessing: table)
        #expect(mapping.columns.allSatisfy { $0.field != nil })
        #expect(mapping.warnings == [])
        return mapping.apply(to: table)
    }

    @Test func `a CSV text has headings and words in its language`() {
        #expect(
            String(decoding: SheetWriter.csv(cues, language: .chinese), as: UTF8.self) == """
                \u{FEFF}时间,类型,标题,时长,手动,数量,备注\r
                15m,嘉宾上场,"王晓, ""十堰""\",1d2h500ms,是,,\r
                20:05:00,fireworks,,,,12,"'=HYPERLINK(""x"")"\r

                """)
        let english = String(decoding: SheetWriter.csv(cues, language: .english), as: UTF8.self)
        #expect(english.hasPrefix("\u{FEFF}at,kind,title,length,by-hand,quantity,note\r\n15m,guest-enter,"))
        #expect(english.contains(",yes,"))
    }

    @Test func `a workbook has times and numbers that calculate, and formulas as text`() throws {
        let table = try SheetReader.read(SheetWriter.xlsx(cues, language: .chinese), fileName: "a.xlsx")
        #expect(table.sheetName == "流程")
        #expect(
            cells(of: table).suffix(9) == [
                "A2=0:15:00 elapsed", "B2=嘉宾上场", "C2=王晓, \"十堰\"", "D2=26:00:00.500 elapsed", "E2=是", "A3=20:05:00 time",
                "B3=fireworks",
                "F3=12 number", "G3==HYPERLINK(\"x\")",
            ])
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1", "''-1", "-"])
    func `what a spreadsheet would run stands behind an apostrophe`(text: String) throws {
        let cue = SheetCue(row: 2, fields: [.title: text], times: [:])
        let csv = SheetWriter.csv([cue], language: .english)
        #expect(String(decoding: csv, as: UTF8.self).contains(",'\(text)\r\n"))
        #expect(try readBack(csv, "a.csv") == [cue])
    }

    @Test func `nothing is left behind, and a folder that is not there is refused`() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
        let fault = #expect(throws: SheetFault.self) {
            try SheetWriter.xlsx(cues, language: .english, temporaryFolder: folder)
        }
        #expect(fault?.code == .unwritable)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try SheetWriter.xlsx(cues, language: .english, temporaryFolder: folder).count > 1000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test(arguments: 0..<60) func `what is written reads back to the same cues`(seed: UInt64) throws {
        var random = TestRandom(seed: seed)
        let cues = (0..<Int.random(in: 0...20, using: &random)).map { RandomCue.cue(row: $0 + 2, using: &random) }
        for language in SheetLanguage.allCases {
            #expect(try readBack(SheetWriter.csv(cues, language: language), "a.csv") == cues)
            #expect(try readBack(SheetWriter.xlsx(cues, language: language), "a.xlsx") == cues)
        }
    }
}

/// Cues as reading could have made them.
private enum RandomCue {
    static func cue(row: Int, using random: inout TestRandom) -> SheetCue {
        var cue = SheetCue(row: row, fields: [:], times: [:])
        for field in SheetField.allCases where Int.random(in: 0..<3, using: &random) == 0 {
            switch field {
            case .kind:
                cue.fields[field] = ["product", "sold-out", "note", "wait", "fireworks"].randomElement(using: &random)!
            case .byHand: cue.fields[field] = ["true", "false", "perhaps"].randomElement(using: &random)!
            case _ where field.mayBeTime:
                let (text, form) = time(using: &random)
                cue.fields[field] = text
                cue.times[field] = form == .clock && [.length, .gap].contains(field) ? .elapsed : form
            case .quantity where Bool.random(using: &random):
                cue.fields[field] = "\(Int.random(in: -5...5000, using: &random))"
            default: cue.fields[field] = text(using: &random)
            }
        }
        if cue.fields.isEmpty { cue.fields[.title] = text(using: &random) }
        return cue
    }

    private static func time(using random: inout TestRandom) -> (String, SheetTimeForm) {
        let minutes = String(String(100 + Int.random(in: 0..<60, using: &random)).dropFirst())
        let seconds = minutes + ["", ".001", ".500", ".999"].randomElement(using: &random)!
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return ("\(Int.random(in: 0..<24, using: &random)):\(minutes):\(seconds)", .clock)
        case 1: return ("\(Int.random(in: 0..<24, using: &random)):\(minutes)", .wall)
        case 2: return ("2030-04-\(minutes == "00" ? "01" : "12") 20:\(minutes):\(seconds)", .moment)
        case 3: return ("\(Int.random(in: 0..<900, using: &random))", .number)
        case 4: return (["skip", "at once", "90:00", "=1:00"].randomElement(using: &random)!, .other)
        case 5: return ("-\(Int.random(in: 1..<200, using: &random)):\(minutes):\(seconds)", .elapsed)
        default: return ("\(Int.random(in: 0..<2000, using: &random)):\(minutes):\(seconds)", .elapsed)
        }
    }

    private static func text(using random: inout TestRandom) -> String {
        let pieces = [
            "\"", "\"\"", "'", "=", "+", "-", "@", ",", ";", "\t", "\n", " ", "\u{3000}", "热干面", "谢谢", "🍜", "👩‍👩‍👧", "é",
            "e\u{301}", "\u{301}", "\u{FE0F}", "𠮷",
            "a", "B", "1", "0", "&", "<", ">", "]]>", "_x0041_", "_x", "_", "\u{1}", "\u{1B}", "\u{2028}", "\u{85}",
            "://", "true", "sep=,",
        ]
        while true {
            let text = (0..<Int.random(in: 1...8, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
            if trimmed(text) == text, !text.isEmpty { return text }
        }
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0 }
        guard let first = scalars.first, let last = scalars.last else { return "" }
        return first.properties.isWhitespace || last.properties.isWhitespace ? "" : text
    }
}
