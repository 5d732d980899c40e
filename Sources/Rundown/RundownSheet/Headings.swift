/// What people write above the columns of a rundown.
enum Headings {
    /// The heading that a sheet of ours has.
    static func written(_ field: SheetField, in language: SheetLanguage) -> String {
        switch language {
        case .english: field.rawValue
        case .chinese: chinese[field]?.first ?? field.rawValue
        }
    }

    /// The field that a heading means, and how surely: 0 is best. Nil for a heading that says nothing.
    static func meaning(of heading: String) -> (field: SheetField, rank: Int)? {
        guard isShort(heading) else { return nil }
        let heading = folded(heading)
        guard !heading.isEmpty, !others.contains(heading) else { return nil }
        for field in SheetField.allCases {
            let names = [field.rawValue.filter { $0 != "-" }] + (chinese[field] ?? []) + (english[field] ?? [])
            if let rank = names.firstIndex(of: heading) { return (field, rank) }
        }
        // A longer Chinese heading, if only one field's word is in it.
        let contained = SheetField.allCases.filter { field in
            (chinese[field] ?? []).contains { $0.unicodeScalars.count >= 2 && heading.contains($0) }
        }
        guard contained.count == 1, let field = contained.first else { return nil }
        return (field, 100)
    }

    /// Longer texts are no headings, and not worth the time of looking for one in them.
    static func isShort(_ text: String) -> Bool { text.utf8.count <= 200 }

    /// The unit that a heading gives for bare numbers under it, as in `时长（分钟）` or `length (s)`.
    static func unit(in heading: String) -> Int64? {
        let narrow = isShort(heading) ? heading.narrowed.lowercased() : ""
        guard let open = narrow.lastIndex(of: "("), let close = narrow.lastIndex(of: ")"), open < close else {
            return nil
        }
        switch narrow[narrow.index(after: open)..<close].trimmingSpaces {
        case "秒", "秒钟", "s", "sec", "secs", "second", "seconds": return 1000
        case "分", "分钟", "m", "min", "mins", "minute", "minutes": return 60_000
        case "小时", "h", "hour", "hours": return 3_600_000
        default: return nil
        }
    }

    /// Without case, width, spaces, dashes, marks and what stands in brackets.
    static func folded(_ heading: String) -> String {
        var folded = ""
        var depth = 0
        for character in heading.narrowed.lowercased() {
            switch character {
            case "(", "[", "【": depth += 1
            case ")", "]", "】": depth = max(0, depth - 1)
            case "*", ":", "#", "-", "_", "/", ".", "'", "\"", "、": continue
            case _ where depth > 0 || character.isWhitespace: continue
            default: folded.append(character)
            }
        }
        return folded
    }

    /// Headings that look like a field and are none.
    private static let others: Set<String> = [
        "序号", "序", "no", "number", "结束", "结束时间", "预计结束时间", "完成时间", "end", "endtime", "ends", "总时长", "累计时长", "累计时间",
        "实际时间", "实际时长", "更新时间", "彩排时间", "日期", "date",
    ]

    private static let chinese: [SheetField: [String]] = [
        .id: ["编号", "环节编号", "流程编号", "代号"],
        .at: ["时间", "开始时间", "开始", "起始时间", "时间点", "起点", "播出时间", "预计时间", "时刻"],
        .kind: ["类型", "类别", "环节类型", "种类"],
        .title: ["标题", "环节", "环节名称", "内容", "环节内容", "流程", "名称", "事项", "主题"],
        .guest: ["嘉宾", "人员", "嘉宾编号", "出场嘉宾", "出镜人员", "上场嘉宾", "人物", "出场人"],
        .product: ["商品", "产品", "商品编号", "产品编号", "商品名称", "产品名称", "货品", "品名", "单品"],
        .length: ["时长", "用时", "持续时间", "环节时长", "预计时长"],
        .byHand: ["手动", "手动触发", "是否手动", "人工", "人工触发"],
        .late: ["迟到处理", "迟到", "误点处理", "过时处理", "超时处理"],
        .gap: ["间隔", "间隔时间", "发送间隔"],
        .wave: ["轮次", "波次", "批次", "轮"],
        .quantity: ["数量", "库存", "补货数量", "件数"],
        .feed: ["信号", "信号源", "机位", "画面"],
        .group: ["分组", "账号组", "组别", "平台组", "组"],
        .text: ["文案", "公告内容", "消息内容", "正文", "文字", "文本"],
        .until: ["直到", "等待至", "等到", "持续到"],
        .room: ["对方直播间", "连麦房间", "对方房间", "连麦直播间"],
        .assignee: ["负责人", "执行人", "责任人", "经办人"],
        .note: ["备注", "说明", "注意事项", "提示"],
    ]

    private static let english: [SheetField: [String]] = [
        .id: ["cueid", "cue", "code", "key"],
        .at: ["start", "starttime", "starts", "startsat", "time", "when", "offset", "begin"],
        .kind: ["type", "cuekind", "cuetype", "category"],
        .title: ["name", "segment", "item", "content", "subject", "what"],
        .guest: ["guests", "person", "people", "talent", "who"],
        .product: ["products", "goods", "sku"],
        .length: ["duration", "dur", "runtime", "runningtime"],
        .byHand: ["manual", "hand", "manually"],
        .late: ["iflate", "whenlate", "latepolicy"],
        .gap: ["interval", "spacing"],
        .wave: ["round", "batch"],
        .quantity: ["qty", "amount", "stock", "count"],
        .feed: ["source", "camera", "signal", "input"],
        .group: ["accountgroup", "accounts"],
        .text: ["message", "copy", "wording", "body"],
        .until: ["waituntil", "waitfor"],
        .room: ["partnerroom", "otherroom"],
        .assignee: ["responsible", "incharge", "owner"],
        .note: ["notes", "remark", "remarks", "comment", "comments"],
    ]
}
