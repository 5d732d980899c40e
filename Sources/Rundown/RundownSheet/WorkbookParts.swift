/// Which file of a workbook is which: `_rels/….rels`.
final class RelationshipsPart: XMLPartListener {
    struct Relationship {
        var id: String
        /// The last word of its type: `worksheet`, `styles`.
        var type: String
        var target: String
    }
    private(set) var relationships: [Relationship] = []
    private let folder: String

    /// - Parameter folder: of the file whose relationships these are; `xl/` for the workbook.
    init(folder: String) { self.folder = folder }

    func begin(_ element: String, _ attributes: [String: String]) {
        guard element == "Relationship", attributes["TargetMode"] != "External", let id = attributes["Id"],
            let type = attributes["Type"]?.split(separator: "/").last, let target = attributes["Target"]
        else { return }
        relationships.append(Relationship(id: id, type: String(type), target: resolve(target)))
    }
    func text(_ piece: String) {}
    func end(_ element: String) {}

    private func resolve(_ target: String) -> String {
        var path: [Substring] = target.hasPrefix("/") ? [] : folder.split(separator: "/")
        for step in target.split(separator: "/") where step != "." {
            if step == ".." { _ = path.popLast() } else { path.append(step) }
        }
        return path.joined(separator: "/")
    }
}

/// `xl/workbook.xml`: the sheets, and where their dates begin.
final class WorkbookPart: XMLPartListener {
    struct Sheet {
        var name: String
        var relationship: String
        var isVisible: Bool
    }
    private(set) var sheets: [Sheet] = []
    private(set) var startsIn1904 = false

    func begin(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "sheet":
            // `r:id`, whatever its prefix is.
            let id = attributes.first { $0.key.hasSuffix(":id") }?.value
            guard let name = attributes["name"], let id else { return }
            let state = attributes["state"] ?? "visible"
            sheets.append(Sheet(name: name, relationship: id, isVisible: state == "visible"))
        case "workbookPr": startsIn1904 = ["1", "true"].contains(attributes["date1904"])
        default: break
        }
    }
    func text(_ piece: String) {}
    func end(_ element: String) {}
}

/// `xl/styles.xml`: what each style makes of a number.
final class StylesPart: XMLPartListener {
    private(set) var forms: [NumberForm] = []
    private var custom: [Int: NumberForm] = [:]
    private var isInsideCellFormats = false

    func begin(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"] else {
                return
            }
            custom[id] = NumberForm(code: code)
        case "cellXfs": isInsideCellFormats = true
        case "xf" where isInsideCellFormats:
            let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
            forms.append(custom[id] ?? NumberForm(builtIn: id))
        default: break
        }
    }
    func text(_ piece: String) {}
    func end(_ element: String) {
        if element == "cellXfs" { isInsideCellFormats = false }
    }
}

/// `xl/sharedStrings.xml`: texts that cells name by number. Readings in small print above Chinese or Japanese are left out.
final class SharedStringsPart: XMLPartListener {
    private(set) var texts: [String] = []
    private var current = ""
    private var isInsideText = false
    private var isInsideReading = false

    func begin(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "si": current = ""
        case "t": isInsideText = !isInsideReading
        case "rPh": isInsideReading = true
        default: break
        }
    }
    func text(_ piece: String) {
        if isInsideText { current += piece }
    }
    func end(_ element: String) {
        switch element {
        case "si": texts.append(EscapedText.opened(current))
        case "t": isInsideText = false
        case "rPh": isInsideReading = false
        default: break
        }
    }
}
