import BroadcastModel
import ControlWire
import RundownSheet
import Testing

@testable import lianbo

@Suite struct SheetPlanTests {
    private static let sheet = """
        时间,时长,类型,内容,商品,嘉宾,手动,轮次,数量
        0:00:00,3:00,备注,开场,,,,,
        ,8:00,商品,热干面第一轮,热干面,,,,
        ,,补货,,热干面,,是,1,15000
        20:30,,嘉宾上场,,,王晓,,,
        """

    private static func cues(_ text: String) throws -> [SheetCue] {
        let table = try SheetReader.read(Array(text.utf8), fileName: "plan.csv")
        return try SheetMapping(guessing: table).apply(to: table)
    }

    @Test func `each row becomes a cue on the line of its number`() throws {
        let yaml = SheetPlan.yaml(try Self.cues(Self.sheet), length: 7_200_000)
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0] == "rundown:")
        #expect(lines[1].contains("at: \"0:00:00\"") && lines[1].contains("kind: \"note\""))
        #expect(lines[2].contains("product: \"热干面\"") && !lines[2].contains("at:"))
        #expect(lines[3].contains("kind: \"restock\"") && lines[3].contains("by-hand: \"true\""))
        #expect(lines[3].contains("wave: \"1\"") && lines[3].contains("quantity: \"15000\""))
        #expect(lines[4].contains("clock: \"20:30\"") && lines[4].contains("guest: \"王晓\""))
    }

    @Test func `a cell is text, whatever stands in it`() throws {
        let hostile = "类型,内容\n备注,\"a\"\" }, x: \\\\ { [ #\"\n"
        let yaml = SheetPlan.yaml(try Self.cues(hostile), length: 1)
        #expect(yaml.hasSuffix("title: \"a\\\" }, x: \\\\\\\\ { [ #\" }\n"), "\(yaml)")
    }

    /// At a time of day, and with what a checklist says.
    private static let summary: CueDTO = {
        var cue = CueDTO(
            id: "c3", kind: "co-stream-start", title: "PK", subject: nil, atMilliseconds: 3_450_000, start: "clock",
            byHand: false, state: "pending", firedAt: nil, room: "6688", assignee: "陈晨", needsTick: true)
        cue.clock = "2020-04-12T20:57:30+08:00"
        return cue
    }()

    @Test(arguments: SheetLanguage.allCases)
    func `what is exported is imported again as it was`(language: SheetLanguage) throws {
        let cues: [CueDTO] = [
            CueDTO(
                id: "c1", kind: "product", title: "热干面", subject: "热干面", atMilliseconds: 360_000, start: "at",
                lengthMilliseconds: 480_000, byHand: false, late: "skip", state: "pending", firedAt: nil),
            CueDTO(
                id: "c2", kind: "restock", title: "again", subject: "热干面", atMilliseconds: 0, start: "follows",
                isAside: true, byHand: true, state: "pending", firedAt: nil, wave: 2, quantity: 15_000,
                gapMilliseconds: 90_000, untilMilliseconds: 900_000),
            Self.summary,
        ]
        let rows = cues.enumerated().map { SheetPlan.cue($0.element, row: $0.offset + 2) }
        for (name, bytes) in [
            ("a.csv", SheetWriter.csv(rows, language: language)),
            ("a.xlsx", try SheetWriter.xlsx(rows, language: language)),
        ] {
            let table = try SheetReader.read(bytes, fileName: name)
            let back = try SheetMapping(guessing: table).apply(to: table)
            let yaml = SheetPlan.yaml(back, length: 7_200_000)
            for word in [
                "id: \"c1\"", "late: \"skip\"", "product: \"热干面\"", "by-hand: \"true\"", "wave: \"2\"",
                "quantity: \"15000\"", "title: \"again\"", "clock: \"20:57:30\"",
                "room: \"6688\"", "assignee: \"陈晨\"",
            ] { #expect(yaml.contains(word), "\(name): \(yaml)") }
        }
    }
}
