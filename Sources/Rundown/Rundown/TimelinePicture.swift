package import BroadcastModel

/// The rundown as a picture (SVG): planned above, as it went below.
package struct TimelinePicture: Sendable {
    package struct Item: Hashable, Sendable {
        package var title: String
        package var kind: Cue.Kind
        package var planned: RundownOutlook.Span
        /// Nil: it never came.
        package var asRun: RundownOutlook.Span?
        package init(title: String, kind: Cue.Kind, planned: RundownOutlook.Span, asRun: RundownOutlook.Span?) {
            self.title = title
            self.kind = kind
            self.planned = planned
            self.asRun = asRun
        }
    }

    /// What is written beside the drawing.
    package struct Words: Hashable, Sendable {
        package var planned: String
        package var asRun: String
        package var slate: String
        package init(planned: String, asRun: String, slate: String) {
            self.planned = planned
            self.asRun = asRun
            self.slate = slate
        }
        package static let chinese = Words(planned: "计划", asRun: "实播", slate: "垫片")
        package static let english = Words(planned: "planned", asRun: "as run", slate: "slate")
        package static let both = Words(planned: "计划 planned", asRun: "实播 as run", slate: "垫片 slate")
    }

    package var title: String
    package var items: [Item]
    /// When the programme was to end, and when it did.
    package var plannedEnd: Duration
    package var end: Duration
    /// Spans in which every account saw the slate.
    package var covered: [RundownOutlook.Span]
    package var words: Words

    package init(
        title: String, items: [Item], plannedEnd: Duration, end: Duration, covered: [RundownOutlook.Span] = [],
        words: Words = .both
    ) {
        self.title = title
        self.items = items
        self.plannedEnd = plannedEnd
        self.end = end
        self.covered = covered
        self.words = words
    }

    private static let width = 1600.0
    private static let left = 110.0
    private static let rowHeight = 64.0
    private static let rows = (planned: 78.0, asRun: 206.0)

    private var span: Double { max(1, Double(max(plannedEnd, end).milliseconds)) }
    private func x(_ time: Duration) -> Double {
        Self.left + (Self.width - Self.left - 40) * Double(time.milliseconds) / span
    }

    package var svg: String {
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1600 340\" font-family=\"system-ui, 'Noto Sans CJK SC', sans-serif\" font-size=\"13\">",
            "<title>\(Self.escaped(title))</title>",
            "<rect width=\"1600\" height=\"340\" fill=\"#14171c\"/>",
            "<text x=\"20\" y=\"34\" font-size=\"20\" fill=\"#eef0f3\">\(Self.escaped(title))</text>",
        ]
        lines += axis
        lines += row(Self.rows.planned, words.planned) { $0.planned }
        lines += row(Self.rows.asRun, words.asRun) { $0.asRun }
        for item in items where !item.kind.isAside {
            guard let asRun = item.asRun else { continue }
            let late = asRun.start - item.planned.start
            guard late >= .seconds(5) || late <= .seconds(-5) else { continue }
            // From where it was planned to where it came.
            lines.append(
                "<path d=\"M\(Self.text(x(item.planned.start))) \(Self.text(Self.rows.planned + Self.rowHeight)) L\(Self.text(x(asRun.start))) \(Self.text(Self.rows.asRun))\" stroke=\"#e8b04b\" stroke-opacity=\"0.7\" fill=\"none\"/>"
            )
        }
        for span in covered {
            lines.append(
                "<rect x=\"\(Self.text(x(span.start)))\" y=\"\(Self.text(Self.rows.asRun + Self.rowHeight + 4))\" width=\"\(Self.text(max(2, x(span.end) - x(span.start))))\" height=\"8\" fill=\"#d8434c\"><title>\(Self.escaped(words.slate))</title></rect>"
            )
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private var axis: [String] {
        let steps: [Int64] = [10, 30, 60, 300, 600, 900, 1800, 3600]
        let step = steps.first { span / 1000 / Double($0) <= 16 } ?? 3600
        return stride(from: Int64(0), through: Int64(span) / 1000, by: Int(step)).flatMap { seconds in
            let at = Self.text(x(.seconds(seconds)))
            return [
                "<path d=\"M\(at) 70 V290\" stroke=\"#333a44\"/>",
                "<text x=\"\(at)\" y=\"312\" fill=\"#98a1ae\" text-anchor=\"middle\">\(Self.clock(seconds))</text>",
            ]
        }
    }

    private func row(_ y: Double, _ word: String, _ span: (Item) -> RundownOutlook.Span?) -> [String] {
        var lines = [
            "<text x=\"20\" y=\"\(Self.text(y + 28))\" fill=\"#98a1ae\">\(Self.escaped(word.split(separator: " ").first.map(String.init) ?? ""))</text>",
            "<text x=\"20\" y=\"\(Self.text(y + 46))\" fill=\"#98a1ae\">\(Self.escaped(word.split(separator: " ").dropFirst().joined(separator: " ")))</text>",
        ]
        for item in items {
            guard let span = span(item) else { continue }
            let (begin, end) = (x(span.start), x(span.end))
            if item.kind.isAside {
                lines.append(
                    "<path d=\"M\(Self.text(begin)) \(Self.text(y - 6)) l-5 -8 h10 z\" fill=\"#6fb7ff\"><title>\(Self.escaped(item.title))</title></path>"
                )
                continue
            }
            let width = max(1.5, end - begin - 1)
            lines.append(
                "<rect x=\"\(Self.text(begin))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\" height=\"64\" rx=\"2\" fill=\"\(Self.fill(item.kind))\"><title>\(Self.escaped(item.title))</title></rect>"
            )
            let room = Int(width / 13)
            guard room >= 2 else { continue }
            lines.append(
                "<text x=\"\(Self.text(begin + 5))\" y=\"\(Self.text(y + 37))\" fill=\"#fff\">\(Self.escaped(String(item.title.prefix(room))))</text>"
            )
        }
        return lines
    }

    private static func fill(_ kind: Cue.Kind) -> String {
        switch kind {
        case .product, .productExplain: "#2f6f4f"
        case .guestEnter, .guestLeave, .hostOn, .hostOff: "#7a5aa6"
        case .coStreamStart, .coStreamEnd: "#b0532d"
        case .slate, .clip: "#8a3038"
        default: "#3d4f66"
        }
    }

    /// One decimal, written the same on any machine.
    private static func text(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func clock(_ seconds: Int64) -> String {
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
