import CheckedYAML

/// Reads one sheet of an XLSX workbook.
struct WorkbookReader: ~Copyable {
    private var archive: ZipArchive
    private let fileName: String
    private let limits: SheetLimits

    init(_ bytes: [UInt8], fileName: String, limits: SheetLimits) throws(SheetFault) {
        self.archive = try ZipArchive(bytes, limits: limits)
        self.fileName = fileName
        self.limits = limits
    }

    mutating func read(sheet wanted: String?) throws(SheetFault) -> SheetTable {
        let path = try workbookPath()
        let workbook = WorkbookPart()
        guard try read(path, into: workbook) else { throw SheetReader.noWorkbook }
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        let parts = RelationshipsPart(folder: folder)
        _ = try read("\(folder)/_rels/\(file).rels", into: parts)
        let sheet = try choose(wanted, of: workbook, parts)

        let strings = SharedStringsPart()
        if let target = parts.relationships.first(where: { $0.type == "sharedStrings" })?.target {
            _ = try read(target, into: strings)
        }
        let styles = StylesPart()
        if let target = parts.relationships.first(where: { $0.type == "styles" })?.target {
            _ = try read(target, into: styles)
        }
        let worksheet = WorksheetPart(
            texts: strings.texts, forms: styles.forms, startsIn1904: workbook.startsIn1904, limits: limits)
        guard try read(sheet.target, into: worksheet) else { throw XMLPart.damaged(sheet.target) }
        return SheetTable(
            fileName: fileName, sheetName: sheet.name,
            sheetNames: workbook.sheets.filter(\.isVisible).map(\.name), rows: worksheet.rows.rows,
            remarks: Self.remarks(on: worksheet))
    }

    private mutating func workbookPath() throws(SheetFault) -> String {
        let roots = RelationshipsPart(folder: "")
        guard try read("_rels/.rels", into: roots) else { throw SheetReader.noWorkbook }
        guard let path = roots.relationships.first(where: { $0.type == "officeDocument" })?.target else {
            throw SheetReader.noWorkbook
        }
        return path
    }

    /// By name, or the first that can be seen. Sheets that hold a chart only are none.
    private func choose(
        _ wanted: String?, of workbook: WorkbookPart, _ parts: RelationshipsPart
    ) throws(SheetFault) -> (name: String, target: String) {
        let sheets = workbook.sheets.compactMap { sheet in
            parts.relationships.first { $0.id == sheet.relationship && $0.type == "worksheet" }
                .map { (name: sheet.name, target: $0.target, isVisible: sheet.isVisible) }
        }
        let chosen = sheets.first { wanted == nil ? $0.isVisible : $0.name == wanted }
        if let chosen { return (chosen.name, chosen.target) }
        let names = sheets.filter(\.isVisible).map { "“\(ShownText.name($0.name))”" }.joined(separator: ", ")
        guard !names.isEmpty else {
            throw SheetFault(
                .noSuchSheet, "The workbook has no visible sheet. Show one in a spreadsheet program and save it again.")
        }
        throw SheetFault(
            .noSuchSheet,
            "The workbook has no sheet called “\(ShownText.name(wanted ?? ""))”. It has \(names); name one of them.")
    }

    /// False when there is no such part.
    private mutating func read(_ path: String, into listener: any XMLPartListener) throws(SheetFault) -> Bool {
        guard let bytes = try archive.read(path) else { return false }
        try XMLPart.read(bytes, called: path, limits: limits, listener)
        return true
    }

    private static func remarks(on worksheet: WorksheetPart) -> [String] {
        guard let empty = worksheet.emptyFormulas else { return [] }
        let cells =
            empty.count == 1 ? "Cell \(empty.first) holds" : "\(empty.count) cells, the first \(empty.first), hold"
        return [
            "\(cells) a formula that was never worked out, and count as empty. Open the workbook in a spreadsheet program and save it again."
        ]
    }
}
