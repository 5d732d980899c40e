import RundownSheet
import Testing

struct SheetMappingTests {
    private func table(_ lines: String...) throws -> SheetTable {
        try SheetReader.read(Array(lines.joined(separator: "\n").utf8), fileName: "rundown.csv")
    }

    private func fields(_ mapping: SheetMapping) -> [String] {
        mapping.columns.map { "\($0.column.letters)=\($0.field?.rawValue ?? "-")" }
    }

    private func fault(_ table: SheetTable, _ overrides: [String] = [], headingRow: Int? = nil) throws -> SheetFault {
        try #require(
            #expect(throws: SheetFault.self) {
                try SheetMapping(guessing: table, overrides: overrides, headingRow: headingRow)
            })
    }

    @Test func `Chinese and English headings find their fields`() throws {
        let chinese = try table(
            "编号,时间,时长（分钟）,类型,环节名称,出场嘉宾,商品,轮次,数量,手动,迟到处理,间隔,信号,分组,文案,等到,备注,序号,结束时间")
        let mapped = try SheetMapping(guessing: chinese)
        #expect(
            mapped.columns.map(\.field) == [
                .id, .at, .length, .kind, .title, .guest, .product, .wave, .quantity, .byHand, .late, .gap, .feed,
                .group, .text, .until,
                .note, nil, nil,
            ])
        #expect(mapped.warnings == [])
        #expect(mapped.columns[2].unit == 60_000)
        let english = try table(
            "Cue ID,Start Time,Duration (s),Type,Segment,Who,SKU,Round,Qty,Manual,If late,Interval,Camera,Group,Copy,Wait until,Notes,#"
        )
        let named = try SheetMapping(guessing: english)
        #expect(
            named.columns.map(\.field) == [
                .id, .at, .length, .kind, .title, .guest, .product, .wave, .quantity, .byHand, .late, .gap, .feed,
                .group, .text, .until,
                .note, nil,
            ])
        #expect(named.columns[2].unit == 1000)
    }

    @Test func `the plan's own names are headings`() throws {
        let table = try table(SheetField.allCases.map(\.rawValue).joined(separator: ","))
        #expect(try SheetMapping(guessing: table).columns.map(\.field) == SheetField.allCases)
    }

    @Test func `headings are found below a title`() throws {
        let mapping = try SheetMapping(
            guessing: table("谢谢你为湖北拼单,,", "", "流程表,,2030年", "序号,时间,类型,内容", "1,20:05,商品,热干面"))
        #expect(mapping.headingRow == 4)
        #expect(
            mapping.description == """
                headings in row 4
                column A “序号” is ignored
                column B “时间” → at, first "20:05"
                column C “类型” → kind, first "商品"
                column D “内容” → title, first "热干面"
                """)
    }

    @Test func `a person sees what is missing, what is doubtful and what is broken`() throws {
        var table = try table("时间,标题,内容,备注", "0:05:00,a,b,rtmp://host/app/key", "1m,x")
        let mapping = try SheetMapping(guessing: table)
        #expect(
            mapping.lines == [
                "headings in row 1", "column A “时间” → at, first \"0:05:00\"", "column B “标题” → title, first \"a\"",
                "column C “内容” is ignored", "column D “备注” → note, first an address",
            ])
        #expect(
            mapping.warnings == [
                "Columns B “标题” and C “内容” could both be `title`; the first named is taken. Say title=C to take the other.",
                "No column holds `kind`, which every cue needs. Say kind=column, by heading or letter.",
            ])
        table.rows[2].cells[1] = SheetCell(column: SheetColumn(2), text: "#REF!", kind: .error)
        #expect(
            try SheetMapping(guessing: table).warnings.last
                == "Cell B3 holds the error #REF!, and there may be more. Correct the formula.")
    }

    @Test func `the surer of two headings wins wherever it stands`() throws {
        let mapping = try SheetMapping(guessing: table("流程,时间,类型,标题"))
        #expect(fields(mapping) == ["A=-", "B=at", "C=kind", "D=title"])
    }

    @Test func `what a person says goes before what is guessed`() throws {
        let sheet = try table("时间,标题,内容,段落", "1m,a,b,note")
        #expect(
            try fields(SheetMapping(guessing: sheet, overrides: ["title=内容", "kind = 段落"])) == [
                "A=at", "B=-", "C=title", "D=kind",
            ])
        #expect(
            try fields(SheetMapping(guessing: sheet, overrides: ["title=d", "at=-"])) == [
                "A=-", "B=-", "C=-", "D=title",
            ])
        #expect(
            try fields(SheetMapping(guessing: sheet, overrides: ["note=A", "by_hand=B"])) == [
                "A=note", "B=by-hand", "C=title", "D=-",
            ])
        let bare = try table("1m,商品,热干面", "2m,备注")
        let mapping = try SheetMapping(guessing: bare, overrides: ["at=A", "kind=B", "title=C"])
        #expect(mapping.headingRow == nil)
        #expect(mapping.apply(to: bare).map(\.row) == [1, 2])
        #expect(mapping.lines[0] == "no headings; every row is a cue")
        #expect(try SheetMapping(guessing: sheet, overrides: ["at=A"], headingRow: 0).apply(to: sheet).count == 2)
    }

    @Test(arguments: [
        ("titel=B", "\"titel\" is no field of a cue; did you mean `title`?"),
        ("title", "\"title\" is not of the form field=column"),
        (
            "title=Z",
            "`title` is to come from column \"Z\", which the sheet does not have. It has A “时间”, B “标题”, C “标题”, D “类型”."
        ),
        ("title=标题", "Columns B and C are both headed \"标题\". Name one by its letter, as in title=B."),
    ])
    func `an override that makes no sense says what would`(override: String, message: String) throws {
        let fault = try fault(table("时间,标题,标题,类型"), [override])
        #expect(fault.code == .mapping)
        #expect(fault.message.hasPrefix(message))
    }

    @Test func `one field has one column, and one column one field`() throws {
        let table = try table("时间,标题,类型")
        #expect(try fault(table, ["title=A", "title=B"]).message.contains("given twice"))
        #expect(try fault(table, ["title=A", "note=时间"]).message.hasPrefix("Column A is given to"))
    }

    @Test func `a sheet without headings, or without anything, is refused`() throws {
        #expect(try fault(table("1m,note,a", "2m,note,b")).message.hasPrefix("No row near the top looks like headings"))
        #expect(try fault(table(",,")).message.hasPrefix("The sheet is empty."))
        #expect(try fault(table("时间,类型"), headingRow: 9).message.hasPrefix("Row 9 is empty"))
    }

    @Test func `a row becomes a cue with the number it has in the sheet`() throws {
        let table = try table(
            "at,kind,title,by-hand,note", " 5分钟 , 嘉宾上场 ,\"　王晓 \r\n 十堰 \",是,", ",,,,", "1:05:00,Sold Out,x,否,y",
            ",,,,only a note",
            "20:05,舞蹈,x,maybe,")
        let cues = try SheetMapping(guessing: table, overrides: ["note=-"]).apply(to: table)
        #expect(
            cues == [
                SheetCue(
                    row: 2, fields: [.at: "0:05:00", .kind: "guest-enter", .title: "王晓 \n 十堰", .byHand: "true"],
                    times: [.at: .elapsed]),
                SheetCue(
                    row: 4, fields: [.at: "1:05:00", .kind: "sold-out", .title: "x", .byHand: "false"],
                    times: [.at: .clock]),
                SheetCue(
                    row: 6, fields: [.at: "20:05", .kind: "舞蹈", .title: "x", .byHand: "maybe"], times: [.at: .wall]),
            ])
    }

    @Test(arguments: [
        ("嘉宾上场", "guest-enter"), ("嘉宾离场", "guest-leave"), ("商品", "product"), ("讲解", "product"), ("补货", "restock"),
        ("售罄", "sold-out"), ("连麦开始", "co-stream-start"), ("连麦结束", "co-stream-end"), ("垫片", "slate"), ("短片", "clip"),
        ("视频", "clip"), ("ＶＣＲ", "clip"), ("公告", "message"), ("消息", "message"), ("标记", "mark"), ("章节", "mark"),
        ("等待", "wait"),
        ("备注", "note"), ("Guest Enter", "guest-enter"), ("guest_leave", "guest-leave"), ("sold-out", "sold-out"),
        ("fireworks", "fireworks"),
    ])
    func `words for kinds become the plan's`(word: String, kind: String) throws {
        let table = try table("at,kind", "1m,\(word)")
        #expect(try SheetMapping(guessing: table).apply(to: table).first?.fields[.kind] == kind)
    }
}
