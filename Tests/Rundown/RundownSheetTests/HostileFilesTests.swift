import RundownSheet
import Testing

struct HostileFilesTests {
    private let row = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"

    @Test func `a bomb is refused by what it says, and by what it does`() throws {
        var workbook = MadeWorkbook(row)
        workbook.others = [("xl/media/a.bin", [UInt8](repeating: 0, count: (64 << 20) + 1))]
        let large = try #require(refusal(of: try workbook.packed()))
        #expect(large.code == .tooLarge)
        #expect(large.message.contains("64 MiB"))

        // Nothing but spaces, a thousand to one; and the same with a size in its headers that is a lie.
        let spaces = Array(("<worksheet>" + String(repeating: " ", count: 20 << 20) + "</worksheet>").utf8)
        workbook.others = [("xl/worksheets/sheet1.xml", spaces)]
        let bomb = try workbook.packed()
        #expect(bomb.count < 1 << 16)
        #expect(refusal(of: bomb)?.code == .forbidden)
        let liar = bomb.replacing(littleEndian(spaces.count), with: littleEndian(100))
        #expect(liar != bomb)
        #expect([.forbidden, .damaged].contains(refusal(of: liar)?.code))
    }

    private func littleEndian(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    @Test func `a file cut off anywhere is refused`() throws {
        let whole = try MadeWorkbook(row).packed()
        _ = try SheetReader.read(whole, fileName: "a.xlsx")
        for length in stride(from: 4, to: whole.count, by: 7) {
            let fault = try #require(refusal(of: Array(whole.prefix(length))))
            #expect(fault.code == .damaged)
        }
    }

    @Test func `a changed byte is noticed or does no harm`() throws {
        let whole = try MadeWorkbook(row).packed()
        for index in whole.indices {
            var changed = whole
            changed[index] ^= 0x55
            _ = try? SheetReader.read(changed, fileName: "a.xlsx")
        }
    }

    @Test(arguments: [
        "<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData/></worksheet>",
        "<!DOCTYPE worksheet SYSTEM \"file:///etc/passwd\"><worksheet/>",
        "<?xml version=\"1.0\" encoding=\"UTF-7\"?><worksheet/>",
        "<?xml version=\"1.0\" encoding = 'GB18030' standalone=\"utf-8\"?><worksheet/>",
        "<?xml version=\"1.0\" encoding=\"UTF-7\" encoding=\"UTF-8\"?><worksheet/>",
        "<worksheet><!-- > ' --><![CDATA[ <!DOCTYPE ]]><?a <!DOCTYPE ?><a b='>' c=\"/>'\"/><!ELEMENT a ANY></worksheet>",
    ])
    func `document types, entities and odd encodings are refused`(xml: String) throws {
        var workbook = MadeWorkbook(row)
        workbook.others = [("xl/worksheets/sheet1.xml", Array(xml.utf8))]
        #expect(refusal(of: try workbook.packed())?.code == .forbidden)
    }

    @Test func `a document type in UTF-16 does not get past the search for it`() throws {
        var workbook = MadeWorkbook(row)
        let xml = "<!DOCTYPE worksheet [<!ENTITY a \"a\">]><worksheet>&a;</worksheet>"
        for mark: [UInt8] in [[0xFF, 0xFE], []] {
            workbook.others = [
                ("xl/worksheets/sheet1.xml", mark + xml.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
            ]
            #expect(refusal(of: try workbook.packed())?.code == .damaged)
        }
    }

    @Test(arguments: [
        "<worksheet><sheetData><row r=\"1\"></worksheet>", "<worksheet>&undefined;</worksheet>", "<worksheet", "",
        "worksheet", "<worksheet>\u{1}</worksheet>",
        "<worksheet><sheetData><row r=\"2\"/><row r=\"1\"/></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"0\"/></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A9\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"ABCD1\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>99</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>nan</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"zz\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><c r=\"A0\"><v>1</v></c></sheetData></worksheet>",
    ])
    func `a sheet against the rules is damaged`(xml: String) throws {
        var workbook = MadeWorkbook(row)
        workbook.others = [("xl/worksheets/sheet1.xml", Array(xml.utf8))]
        #expect(refusal(of: try workbook.packed())?.code == .damaged)
    }

    @Test func `elements inside elements without end are refused`() throws {
        var workbook = MadeWorkbook(row)
        workbook.others = [("xl/worksheets/sheet1.xml", Array(String(repeating: "<a>", count: 100_000).utf8))]
        #expect(refusal(of: try workbook.packed())?.code == .tooLarge)
    }

    @Test func `attributes without end are refused before a parser compares each with each`() throws {
        for name in ["a", "xmlns:a"] {
            let attributes = (0..<200_000).map { "\(name)\($0)='>'" }.joined(separator: " ")
            var workbook = MadeWorkbook(row)
            workbook.others = [("xl/worksheets/sheet1.xml", Array("<worksheet \(attributes)/>".utf8))]
            #expect(refusal(of: try workbook.packed())?.code == .tooLarge)
        }
    }

    @Test func `prefixes that nobody declared are put up with, a few times`() throws {
        var workbook = MadeWorkbook(row + String(repeating: "<z:row/>", count: 3))
        #expect(try cells(of: SheetReader.read(try workbook.packed(), fileName: "a.xlsx")) == ["A1=1 number"])
        workbook.rows = [row + "<y>" + String(repeating: "<z:x/>", count: 100) + "</y>"]
        #expect(refusal(of: try workbook.packed())?.code == .damaged)
    }

    /// XML parsers give up on more than 10 MB that they are handed in one piece.
    @Test func `a sheet of more than 10 MB is read whole`() throws {
        var random = TestRandom(seed: 5)
        let letters = Array("天地玄黄宇宙洪荒日月盈昃辰宿列张")
        let texts = (0..<20).map { _ in String((0..<4000).map { _ in letters.randomElement(using: &random)! }) }
        let rows = (1...850).map {
            "<row r=\"\($0)\"><c r=\"B\($0)\" t=\"inlineStr\"><is><t>\(texts[$0 % 20])</t></is></c></row>"
        }
        let table = try SheetReader.read(try MadeWorkbook(rows.joined()).packed(), fileName: "a.xlsx")
        #expect(table.rows.map(\.number) == Array(1...850))
        #expect(table.rows.allSatisfy { $0.cells.map(\.text) == [texts[$0.number % 20]] })
    }

    @Test func `one long text in every cell is more than a sheet may hold`() throws {
        let cells = (1...64).map { "<c r=\"\(SheetColumn($0).letters)ROW\" t=\"s\"><v>0</v></c>" }.joined()
        var workbook = MadeWorkbook(
            (1...200).map { "<row r=\"\($0)\">\(cells.replacing("ROW", with: "\($0)"))</row>" }.joined())
        workbook.sharedStrings = "<si><t>\(String(repeating: "字", count: 4000))</t></si>"
        let fault = try #require(refusal(of: try workbook.packed()))
        #expect(fault.message.hasPrefix("The sheet holds more than 16 MiB of text."))
    }

    @Test func `document types are only looked for where they would count`() throws {
        var workbook = MadeWorkbook(row)
        let xml =
            "\u{FEFF}<?xml version='1.0' encoding='utf-8'?><!-- <!DOCTYPE a> --><worksheet><sheetData><row r='1'><c r='A1' t='str'><v><![CDATA[<!DOCTYPE]]>&lt;!</v></c></row></sheetData><x><row r='9'><c><v>9</v></c></row></x></worksheet>"
        workbook.others = [("xl/worksheets/sheet1.xml", Array(xml.utf8))]
        let table = try SheetReader.read(try workbook.packed(), fileName: "a.xlsx")
        #expect(cells(of: table) == ["A1=<!DOCTYPE<!"])
    }

    @Test func `no sheet, however it is altered, brings the reader down`() throws {
        var random = TestRandom(seed: 11)
        let pieces = [
            "<", ">", "/", "\"", "&", "<!", "]]>", "--", "<c", "<row r=\"", "\u{0}", "é", "r=\"ZZZ9\"", "t=\"s\"",
            "1e999", "&#0;",
        ]
        let whole = Array(
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><f>1</f><v>0.5</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>a</t></is></c></row></sheetData></worksheet>"
                .utf8)
        for _ in 0..<400 {
            var xml = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let start = Int.random(in: 0..<xml.count, using: &random)
                let end = min(xml.count, start + Int.random(in: 0...6, using: &random))
                xml.replaceSubrange(start..<end, with: Array(pieces.randomElement(using: &random)!.utf8))
            }
            var workbook = MadeWorkbook(row)
            workbook.others = [("xl/worksheets/sheet1.xml", xml)]
            _ = try? SheetReader.read(try workbook.packed(), fileName: "a.xlsx")
        }
    }

    @Test func `row 10,001, column 65 and character 4,001 are refused, and empty cells beyond are not`() throws {
        func cell(_ place: String, _ row: Int, _ text: String) -> String {
            "<row r=\"\(row)\"><c r=\"\(place)\(row)\" t=\"inlineStr\"><is><t>\(text)</t></is></c></row>"
        }
        let kept = try MadeWorkbook(cell("BL", 10_000, "x") + "<row r=\"1048576\"><c r=\"XFD1048576\" s=\"3\"/></row>")
            .packed()
        #expect(try cells(of: SheetReader.read(kept, fileName: "a.xlsx")) == ["BL10000=x"])
        #expect(
            refusal(of: try MadeWorkbook(cell("A", 10_001, "x")).packed())?.message.hasPrefix("Row 10001 is in use")
                == true)
        #expect(
            refusal(of: try MadeWorkbook(cell("BM", 3, "x")).packed())?.message.hasPrefix("Cell BM3 is in use") == true)
        let text = String(repeating: "字", count: 4001)
        #expect(
            refusal(of: try MadeWorkbook(cell("C", 3, text)).packed())?.message.hasPrefix(
                "Cell C3 holds more than 4000") == true)
    }

    @Test func `what is no workbook says what it is`() throws {
        let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
        #expect(refusal(of: old)?.message.contains("(.xls)") == true)
        #expect(
            refusal(of: Array("时间,类型\n".utf8))?.message.contains("called rundown.xlsx and holds something else") == true
        )
        #expect(refusal(of: Array("%PDF-1.7".utf8), "a.csv")?.code == .wrongFormat)
        #expect(refusal(of: Array("\n<HTML><table>".utf8), "a.csv")?.message.contains("web page") == true)
        let other = try zipped([
            ("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8)), ("content.xml", []),
        ])
        #expect(refusal(of: other)?.message.contains("OpenDocument") == true)
        #expect(refusal(of: try zipped((0..<2001).map { ("f\($0)", []) }))?.code == .tooLarge)
    }

    @Test func `names that point elsewhere lead nowhere`() throws {
        var workbook = MadeWorkbook(row)
        let target = "../../../../etc/passwd"
        let xml = "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"\(target)\"/></Relationships>"
        workbook.others = [("xl/_rels/workbook.xml.rels", Array(xml.utf8))]
        #expect(refusal(of: try workbook.packed())?.code == .damaged)
    }
}
