import RundownSheet
import Testing

struct SheetTimeTests {
    /// The time in a column `at`, and its form.
    private func read(_ text: String, _ kind: SheetCell.Kind = .text, heading: String = "at") throws -> String? {
        let headings = [heading, "kind"].enumerated().map { SheetCell(column: SheetColumn($0 + 1), text: $1) }
        let table = SheetTable(
            fileName: "a.csv",
            rows: [
                SheetRow(number: 1, cells: headings),
                SheetRow(number: 2, cells: [SheetCell(column: SheetColumn(1), text: text, kind: kind)]),
            ])
        let cue = try SheetMapping(guessing: table).apply(to: table).first
        guard let (field, form) = cue?.times.first, let time = cue?.fields[field] else { return nil }
        return "\(form.rawValue) \(time)"
    }

    @Test(arguments: [
        ("15m", "0:15:00"), ("1h30m", "1:30:00"), ("90s", "0:01:30"), ("500ms", "0:00:00.500"), ("1d", "24:00:00"),
        ("-30s", "-0:00:30"),
        ("15 min", "0:15:00"), ("1 hour 5 minutes", "1:05:00"), ("1.5小时", "1:30:00"), ("1小时30分", "1:30:00"),
        ("5分钟", "0:05:00"),
        ("90秒", "0:01:30"), ("５分３０秒", "0:05:30"), ("5'30\"", "0:05:30"), ("5′30″", "0:05:30"), ("5’30”", "0:05:30"),
        ("30''", "0:00:30"),
        ("+2m", "0:02:00"), ("26:05:00", "26:05:00"), ("-0:00:30", "-0:00:30"),
    ])
    func `a time with units is counted`(text: String, shown: String) throws {
        #expect(try read(text) == "elapsed \(shown)")
    }

    @Test(arguments: [
        ("1:23:45", "clock 1:23:45"), ("01：23：45", "clock 1:23:45"), ("20:05:00", "clock 20:05:00"),
        ("0:00:01.5", "clock 0:00:01.500"),
        ("20:05", "wall 20:05"), ("08:05", "wall 8:05"), ("8:05 PM", "wall 20:05"), ("12:05am", "wall 0:05"),
        ("下午8:05", "wall 20:05"),
        ("晚上8点05分", "wall 20:05"), ("20点", "wall 20:00"), ("20时05分", "wall 20:05"),
        ("2030-04-12 20:05", "moment 2030-04-12 20:05:00"),
        ("2030/4/2 8:05:30", "moment 2030-04-02 08:05:30"), ("2030年4月2日20:05", "moment 2030-04-02 20:05:00"),
        ("15", "number 15"),
        ("2.5", "number 2.5"),
    ])
    func `other times keep their form, for who makes cues of them`(text: String, shown: String) throws {
        #expect(try read(text) == shown)
    }

    @Test(arguments: [
        "soon", "1:2:3", "1:60:00", "90:00", "20:5", "5m5m", "5s5m", "m", "5x", "1:2:3:4", "99999999999999h",
        "13:05 pm", "2030-13-01 20:05", "点", ":",
        "1e5", "--", "'", "skip", "1:00:00.1234",
    ])
    func `what is no time stays as it is`(text: String) throws {
        #expect(try read(text) == "other \(text)")
    }

    @Test func `cells that are times keep what the sheet knows of them`() throws {
        #expect(try read("0:15:00", .elapsed) == "elapsed 0:15:00")
        #expect(try read("20:05:00", .time) == "clock 20:05:00")
        #expect(try read("2030-04-12 20:05:00", .moment) == "moment 2030-04-12 20:05:00")
        #expect(try read("2030-04-12", .date) == "other 2030-04-12")
    }

    @Test func `a heading can give bare numbers their unit`() throws {
        #expect(try read("15", .number, heading: "时长（分钟）") == "elapsed 0:15:00")
        #expect(try read("1.5", .number, heading: "length (h)") == "elapsed 1:30:00")
        #expect(try read("90", heading: "时长(秒)") == "elapsed 0:01:30")
        #expect(try read("1m", heading: "时长(秒)") == "elapsed 0:01:00")
        #expect(try read("9999999999", heading: "时长(小时)") == "other 9999999999")
    }

    @Test func `a length is counted, even where the sheet takes it for a time of day`() throws {
        #expect(try read("0:15:00", .time, heading: "length") == "elapsed 0:15:00")
        #expect(try read("0:15:00", heading: "gap") == "elapsed 0:15:00")
        #expect(try read("05:30", heading: "length") == "wall 5:30")
    }
}
