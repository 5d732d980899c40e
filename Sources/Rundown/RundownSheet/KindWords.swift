/// What people write in the column of kinds, and the plan's words for it.
enum KindWords {
    /// The plan's word; what is unknown stays as it is.
    static func opened(_ text: String) -> String {
        text.utf8.count <= 64 ? meanings[folded(text)] ?? text : text
    }

    /// The word to write for a plan's word; what is unknown stays as it is.
    static func written(_ kind: String, in language: SheetLanguage) -> String {
        guard language == .chinese, let words = words.first(where: { $0.kind == kind }) else { return kind }
        return words.said[0]
    }

    private static let meanings: [String: String] = {
        var meanings: [String: String] = [:]
        for (kind, said) in words {
            for word in [kind] + said { meanings[folded(word)] = kind }
        }
        return meanings
    }()

    private static func folded(_ text: String) -> String {
        text.narrowed.lowercased().filter {
            !$0.isWhitespace && !"-_/・·".contains($0)
        }
    }

    private static let words: [(kind: String, said: [String])] = [
        (
            "guest-enter",
            [
                "嘉宾上场", "嘉宾入场", "嘉宾登场", "嘉宾进场", "上场", "入场", "登场", "嘉宾连线上场", "guest in", "guest on", "enter",
                "guest enters",
            ]
        ),
        ("guest-leave", ["嘉宾离场", "嘉宾下场", "嘉宾退场", "离场", "下场", "退场", "guest out", "guest off", "leave", "guest leaves"]),
        ("product", ["商品", "产品", "讲解", "商品讲解", "产品讲解", "上架", "上链接", "商品介绍", "产品介绍", "带货", "goods", "item", "sell"]),
        ("restock", ["补货", "返场补货", "加库存", "补库存", "re-stock", "refill"]),
        ("sold-out", ["售罄", "卖完", "卖光", "售空", "已售罄", "soldout"]),
        ("co-stream-start", ["连麦开始", "开始连麦", "连麦", "连线开始", "开始连线", "co-stream", "co-stream begin"]),
        ("co-stream-end", ["连麦结束", "结束连麦", "断开连麦", "连线结束", "结束连线", "co-stream stop"]),
        ("slate", ["垫片", "垫播", "静帧", "占位画面", "placeholder"]),
        ("clip", ["短片", "视频", "播放视频", "播放短片", "宣传片", "片花", "vcr", "video", "film"]),
        ("message", ["公告", "消息", "弹幕", "评论", "发公告", "发消息", "announcement", "chat"]),
        ("mark", ["标记", "章节", "打点", "节点", "marker", "chapter"]),
        ("wait", ["等待", "待机", "等候", "hold", "pause"]),
        ("note", ["备注", "提示", "提醒", "说明", "串场", "口播", "notes", "remark", "reminder"]),
    ]
}
