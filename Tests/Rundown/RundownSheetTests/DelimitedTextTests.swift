import RundownSheet
import Testing

struct DelimitedTextTests {
    @Test func `rows and columns have the numbers that a spreadsheet shows`() throws {
        #expect(try cells(inCSV: "at,kind\r\n\r\n0:05:00,,商品\r\n") == ["A1=at", "B1=kind", "A3=0:05:00", "C3=商品"])
        #expect(try cells(inCSV: "a,b\n1,2") == ["A1=a", "B1=b", "A2=1", "B2=2"])
        #expect(try cells(inCSV: "a\r\rb\r") == ["A1=a", "A3=b"])
    }

    @Test func `quotes hold delimiters, quotes and line ends`() throws {
        #expect(
            try cells(inCSV: "\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\nc") == [
                "A1=a,b", "B1=say \"hi\"", "C1=two\r\nlines", "A2=c",
            ])
        #expect(try cells(inCSV: "\"\",x,\"\"\"\"") == ["B1=x", "C1=\""])
        #expect(try cells(inCSV: "5\" disk, b ") == ["A1=5\" disk", "B1= b "])
    }

    /// Each of these is a line end, a quote or a comma to a reader that goes by characters rather than by bytes.
    @Test func `what only looks like a mark of CSV is text`() throws {
        #expect(try cells(inCSV: "a\u{2028}b,c\u{85}d,e\u{0B}f") == ["A1=a\u{2028}b", "B1=c\u{85}d", "C1=e\u{0B}f"])
        #expect(try cells(inCSV: "a,\u{301}b,\u{FE0F}c") == ["A1=a", "B1=\u{301}b", "C1=\u{FE0F}c"])
        #expect(try cells(inCSV: "\"a\"\"\u{301}\",b") == ["A1=a\"\u{301}", "B1=b"])
    }

    @Test func `the delimiter is the one that stands equally often in most lines`() throws {
        #expect(
            try cells(inCSV: "at;title\n1m;a, b\n2m;c") == [
                "A1=at", "B1=title", "A2=1m", "B2=a, b", "A3=2m", "B3=c",
            ])
        #expect(
            try cells(inCSV: "at\ttitle\n1m\ta;b,c\n2m\t,") == [
                "A1=at", "B1=title", "A2=1m", "B2=a;b,c", "A3=2m", "B3=,",
            ])
        #expect(try cells(inCSV: "sep=|\r\na|b\n") == ["A1=a", "B1=b"])
        #expect(try cells(inCSV: "a") == ["A1=a"])
    }

    @Test func `an apostrophe before a formula was put there for safety`() throws {
        #expect(try cells(inCSV: "'=1+1,''=x,'quoted',=2,'") == ["A1==1+1", "B1='=x", "C1='quoted'", "D1==2", "E1='"])
    }

    @Test func `a quote that does not close or goes on is refused with its cell`() throws {
        let open = try #require(refusal(of: Array("a,b\n1,\"2\n3,4\n".utf8), "rundown.csv"))
        #expect(open.code == .damaged)
        #expect(open.message.hasPrefix("Cell B2 opens a quote that never closes."))
        let more = try #require(refusal(of: Array("a,\"b\"c\n".utf8), "rundown.csv"))
        #expect(more.message.hasPrefix("Cell B1 goes on after its closing quote."))
    }

    @Test func `UTF-8 with and without a mark, UTF-16 and GB18030 are told apart`() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let table = try SheetReader.read(mark + Array("时间,类型".utf8), fileName: "a.csv")
        #expect(cells(of: table) == ["A1=时间", "B1=类型"])
        #expect(table.remarks.isEmpty)

        // 时间,类型,㐀 in GB18030; the last takes four bytes.
        let chinese: [UInt8] = [0xCA, 0xB1, 0xBC, 0xE4, 0x2C, 0xC0, 0xE0, 0xD0, 0xCD, 0x2C, 0x81, 0x39, 0xEE, 0x39]
        let old = try SheetReader.read(chinese, fileName: "a.csv")
        #expect(cells(of: old) == ["A1=时间", "B1=类型", "C1=㐀"])
        #expect(old.remarks.count == 1 && old.remarks[0].contains("GB18030"))

        let wide = "时间\t类型🎬\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(cells(of: try SheetReader.read([0xFF, 0xFE] + wide, fileName: "a.txt")) == ["A1=时间", "B1=类型🎬"])

        for broken: [UInt8] in [
            [0x61, 0x2C, 0xFF, 0xFF], [0xCA, 0xB1, 0xBC], mark + [0xCA, 0xCA], [0xFF, 0xFE, 0x00, 0xD8],
        ] {
            #expect(refusal(of: broken, "a.csv")?.message.contains("neither UTF-8 nor GB18030") == true)
        }
        #expect(refusal(of: [0x61, 0, 0x62], "a.csv")?.code == .wrongFormat)
        #expect(refusal(of: [], "a.csv")?.code == .damaged)
    }

    @Test func `a text may have 10,000 rows, 64 columns and 4,000 characters in a cell, and no more`() throws {
        let rows = String(repeating: "1m,note\n", count: 10_000)
        #expect(try SheetReader.read(Array(rows.utf8), fileName: "a.csv").rows.count == 10_000)
        #expect(try SheetReader.read(Array((rows + "\n,\n\n").utf8), fileName: "a.csv").rows.count == 10_000)
        let long = try #require(refusal(of: Array((rows + "x").utf8), "a.csv"))
        #expect(long.code == .tooLarge)
        #expect(
            long.message
                == "Row 10001 is in use; 10000 rows are the most. Split the sheet, or clear what stands below its end.")

        let columns = String(repeating: ",", count: 63)
        #expect(try cells(inCSV: columns + "x") == ["BL1=x"])
        #expect(
            refusal(of: Array((columns + ",x").utf8), "a.csv")?.message.hasPrefix("Cell BM1 is in use; 64 columns")
                == true)

        #expect(try cells(inCSV: String(repeating: "字", count: 4000)).count == 1)
        let text = try #require(refusal(of: Array((String(repeating: "字", count: 4001)).utf8), "a.csv"))
        #expect(text.message.hasPrefix("Cell A1 holds more than 4000 characters."))
        #expect(refusal(of: [UInt8](repeating: 0x2C, count: (8 << 20) + 1), "a.csv")?.code == .tooLarge)
    }

    @Test func `no bytes bring the reader down`() {
        var random = TestRandom(seed: 7)
        let letters: [UInt8] = Array("\"\",;\t\r\n'=sep时😀".utf8) + [0x81, 0x30, 0xFF]
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 1..<40, using: &random)).map { _ in letters.randomElement(using: &random)! }
            _ = try? SheetReader.read(bytes, fileName: "a.csv")
        }
    }
}
