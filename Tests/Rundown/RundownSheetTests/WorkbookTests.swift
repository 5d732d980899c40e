import CXLSXWriter
import RundownSheet
import Testing

struct WorkbookTests {
    private func read(_ workbook: MadeWorkbook, sheet: String? = nil) throws -> SheetTable {
        try SheetReader.read(try workbook.packed(), fileName: "rundown.xlsx", sheet: sheet)
    }

    @Test func `texts, numbers and truth values come as a person reads them`() throws {
        var workbook = MadeWorkbook(
            """
            <row r="2"><c r="B2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><r><t>行</t></r><r><t xml:space="preserve"> 内</t></r></is></c></row>
            <row r="5"><c r="A5"><v>12</v></c><c r="B5"><v>0.10000000000000001</v></c><c r="C5" t="b"><v>1</v></c>
            <c r="D5" t="e"><v>#REF!</v></c><c r="E5" t="str"><f>A1&amp;"x"</f><v>a&lt;b</v></c><c r="F5"/></row>
            <row><c><v>3.5E-3</v></c><c t="s"><v>0</v></c><c r="C6" t="inlineStr"><is><t>_x000B__x005F_x0041_</t></is></c></row>
            """)
        workbook.sharedStrings =
            "<si><t>甲</t><rPh sb=\"0\" eb=\"1\"><t>jia</t></rPh></si><si><r><t>时</t></r><r><t>间</t></r></si>"
        #expect(
            try cells(of: read(workbook)) == [
                "B2=时间", "D2=行 内", "A5=12 number", "B5=0.1 number", "C5=true boolean", "D5=#REF! error", "E5=a<b",
                "A6=0.0035 number", "B6=甲", "C6=\u{0B}_x0041_",
            ])
    }

    @Test(arguments: [
        (14, "47586.0", "2030-04-13 date"), (20, "0.8368055555555556", "20:05:00 time"),
        (21, "1.25", "6:00:00 time"), (22, "47586.836805555555", "2030-04-13 20:05:00 moment"),
        (22, "0.5", "12:00:00 time"), (14, "47586.5", "2030-04-13 12:00:00 moment"),
        (45, "0.0034722222222222", "0:05:00 elapsed"),
        (46, "1.0868055555555556", "26:05:00 elapsed"), (47, "0.00000578703703703704", "0:00:00.500 elapsed"),
        (32, "0.5", "12:00:00 time"), (31, "1", "1900-01-01 date"), (14, "60", "1900-02-29 date"),
        (14, "61", "1900-03-01 date"),
        (9, "0.5", "0.5 number"), (0, "47586", "47586 number"), (14, "-3", "-3 number"), (14, "1e300", "1e+300 number"),
    ])
    func `numbers under a format that every workbook knows are times`(format: Int, value: String, shown: String) throws
    {
        var workbook = MadeWorkbook("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>\(value)</v></c></row>")
        workbook.styles =
            "<cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf/><xf numFmtId=\"\(format)\"/></cellXfs>"
        #expect(try cells(of: read(workbook)) == ["A1=\(shown)"])
    }

    @Test(arguments: [
        ("[h]:mm:ss", "0:30:00 elapsed"), ("[hh]:mm", "0:30:00 elapsed"), ("[m]", "0:30:00 elapsed"),
        ("mm:ss", "0:30:00 elapsed"),
        ("[s]", "0:30:00 elapsed"), ("h:mm", "0:30:00 time"), ("[$-804]h:mm:ss AM/PM;@", "0:30:00 time"),
        ("h\"时\"mm\"分\"", "0:30:00 time"), ("[Red]0.00", "0.020833333333333332 number"),
        ("0.0\"s\"", "0.020833333333333332 number"),
        ("0.00\\h", "0.020833333333333332 number"), ("General", "0.020833333333333332 number"),
        ("@", "0.020833333333333332 number"),
        ("#,##0_d", "0.020833333333333332 number"), ("yyyy-mm-dd hh:mm", "0:30:00 time"),
        ("0;[h]", "0.020833333333333332 number"),
    ])
    func `a format in the workbook's own words tells times from numbers`(code: String, shown: String) throws {
        var workbook = MadeWorkbook("<row r=\"1\"><c r=\"A1\" s=\"0\"><v>0.020833333333333332</v></c></row>")
        let escaped = code.replacing("\"", with: "&quot;")
        workbook.styles =
            "<numFmts><numFmt numFmtId=\"176\" formatCode=\"\(escaped)\"/></numFmts><cellXfs><xf numFmtId=\"176\"/></cellXfs>"
        #expect(try cells(of: read(workbook)) == ["A1=\(shown)"])
    }

    @Test func `dates that begin in 1904 are the same dates`() throws {
        var workbook = MadeWorkbook("<row r=\"1\"><c r=\"A1\" s=\"0\"><v>46124</v></c></row>")
        workbook.properties = "<workbookPr date1904=\"1\"/>"
        workbook.styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>"
        #expect(try cells(of: read(workbook)) == ["A1=2030-04-13 date"])
    }

    @Test func `the first visible sheet is read, or the one that is named`() throws {
        func row(_ text: String) -> String {
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\(text)</t></is></c></row>"
        }
        var workbook = MadeWorkbook(row("hidden"), row("first"), row("second"))
        workbook.sheets = [("旧", "veryHidden"), ("流程", "visible"), ("商品", "visible")]
        let first = try read(workbook)
        #expect(cells(of: first) == ["A1=first"])
        #expect(first.sheetName == "流程")
        #expect(first.sheetNames == ["流程", "商品"])
        #expect(try cells(of: read(workbook, sheet: "商品")) == ["A1=second"])
        #expect(try cells(of: read(workbook, sheet: "旧")) == ["A1=hidden"])
        let unknown = try #require(refusal(of: try workbook.packed(), sheet: "新"))
        #expect(
            unknown
                == SheetFault(
                    .noSuchSheet, "The workbook has no sheet called “新”. It has “流程”, “商品”; name one of them."))
        workbook.sheets = [("a", "hidden"), ("b", "hidden"), ("c", "hidden")]
        #expect(refusal(of: try workbook.packed())?.code == .noSuchSheet)
        #expect(refusal(of: Array("a,b".utf8), "a.csv", sheet: "流程")?.code == .noSuchSheet)
    }

    @Test func `formulas that were never worked out are empty, and said to be`() throws {
        let table = try read(
            MadeWorkbook(
                "<row r=\"3\"><c r=\"B3\"><f>A1</f></c><c r=\"C3\"><f>A1</f><v/></c><c r=\"D3\"><v>1</v></c></row>"))
        #expect(cells(of: table) == ["D3=1 number"])
        #expect(
            table.remarks.first?.hasPrefix("2 cells, the first B3, hold a formula that was never worked out") == true)
    }

    @Test func `a workbook by libxlsxwriter is read whole`() throws {
        let bytes = try writtenByLibrary { workbook, sheet in
            let time = workbook_add_format(workbook)
            format_set_num_format(time, "hh:mm")
            worksheet_merge_range(sheet, 0, 0, 0, 2, "谢谢你为湖北拼单", nil)
            worksheet_write_string(sheet, 1, 0, "时间", nil)
            worksheet_write_string(sheet, 1, 1, "内容", nil)
            var moment = lxw_datetime(year: 0, month: 0, day: 0, hour: 20, min: 5, sec: 0)
            worksheet_write_datetime(sheet, 2, 0, &moment, time)
            worksheet_write_string(sheet, 2, 1, "热干面 & \"第一轮\" 🍜\n换行", nil)
            worksheet_write_boolean(sheet, 2, 2, 1, nil)
        }
        let table = try SheetReader.read(bytes, fileName: "rundown.xlsx")
        #expect(table.sheetName == "流程")
        #expect(
            cells(of: table) == [
                "A1=谢谢你为湖北拼单", "A2=时间", "B2=内容", "A3=20:05:00 time", "B3=热干面 & \"第一轮\" 🍜\n换行", "C3=true boolean",
            ])
    }
}
