import CXLSXWriter
import CZip
import Foundation
import Glibc
import RundownSheet
import Testing

/// A zip file of these files, as libzip packs them.
func zipped(_ files: [(name: String, bytes: [UInt8])]) throws -> [UInt8] {
    var error = zip_error_t()
    let source = try #require(zip_source_buffer_create(nil, 0, 0, &error))
    defer { zip_source_free(source) }
    zip_source_keep(source)
    let archive = try #require(zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error))
    for file in files {
        let copy = file.bytes.isEmpty ? nil : malloc(file.bytes.count)
        copy?.copyMemory(from: file.bytes, byteCount: file.bytes.count)
        let content = try #require(zip_source_buffer(archive, copy, zip_uint64_t(file.bytes.count), 1))
        try #require(zip_file_add(archive, file.name, content, 0) >= 0)
    }
    try #require(zip_close(archive) == 0)
    try #require(zip_source_open(source) == 0)
    defer { zip_source_close(source) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = zip_source_read(source, &chunk, zip_uint64_t(chunk.count)), count > 0 {
        bytes += chunk.prefix(Int(count))
    }
    return bytes
}

/// The parts of a workbook, to be changed before they are packed.
struct MadeWorkbook {
    var sheets: [(name: String, state: String)] = [("Rundown", "visible")]
    var properties = ""
    /// What stands in `sheetData` of each sheet.
    var rows: [String] = []
    var sharedStrings: String?
    var styles: String?
    /// Added as they are, in place of parts of the same name.
    var others: [(name: String, bytes: [UInt8])] = []

    init(_ rows: String...) { self.rows = rows }

    func packed() throws -> [UInt8] {
        let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"\(relationships)\""
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        func list(_ items: [(id: String, type: String, target: String)]) -> String {
            head + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + items.map {
                    "<Relationship Id=\"\($0.id)\" Type=\"\(relationships)/\($0.type)\" Target=\"\($0.target)\"/>"
                }
                .joined() + "</Relationships>"
        }
        var parts: [(name: String, text: String)] = [
            ("_rels/.rels", list([("rId1", "officeDocument", "xl/workbook.xml")])),
            (
                "xl/workbook.xml",
                head + "<workbook \(main)>\(properties)<sheets>"
                    + sheets.enumerated().map { index, sheet in
                        "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\" state=\"\(sheet.state)\" r:id=\"rId\(index + 1)\"/>"
                    }.joined() + "</sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                list(
                    sheets.indices.map { ("rId\($0 + 1)", "worksheet", "worksheets/sheet\($0 + 1).xml") } + [
                        ("rId90", "sharedStrings", "sharedStrings.xml"), ("rId91", "styles", "/xl/styles.xml"),
                    ])
            ),
        ]
        for (index, rows) in rows.enumerated() {
            parts.append(
                (
                    "xl/worksheets/sheet\(index + 1).xml",
                    head + "<worksheet \(main)><sheetData>\(rows)</sheetData></worksheet>"
                ))
        }
        if let sharedStrings { parts.append(("xl/sharedStrings.xml", head + "<sst \(main)>\(sharedStrings)</sst>")) }
        if let styles { parts.append(("xl/styles.xml", head + "<styleSheet \(main)>\(styles)</styleSheet>")) }
        let kept = parts.filter { part in !others.contains { $0.name == part.name } }
        return try zipped(kept.map { ($0.name, Array($0.text.utf8)) } + others)
    }
}

/// A workbook as libxlsxwriter makes it.
func writtenByLibrary(
    _ body: (UnsafeMutablePointer<lxw_workbook>, UnsafeMutablePointer<lxw_worksheet>) -> Void
) throws -> [UInt8] {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).xlsx"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let workbook = try #require(workbook_new(path))
    let sheet = try #require(workbook_add_worksheet(workbook, "流程"))
    body(workbook, sheet)
    try #require(workbook_close(workbook) == LXW_NO_ERROR)
    return Array(try #require(FileManager.default.contents(atPath: path)))
}

/// Cells as `B7=text`, with the kind behind those that are no text.
func cells(of table: SheetTable) -> [String] {
    table.rows.flatMap { row in
        row.cells.map { cell in
            "\(cell.column.letters)\(row.number)=\(cell.text)" + (cell.kind == .text ? "" : " \(cell.kind.rawValue)")
        }
    }
}

func cells(inCSV text: String) throws -> [String] {
    cells(of: try SheetReader.read(Array(text.utf8), fileName: "rundown.csv"))
}

/// The refusal that reading ends in.
func refusal(of bytes: [UInt8], _ fileName: String = "rundown.xlsx", sheet: String? = nil) -> SheetFault? {
    #expect(throws: SheetFault.self) { try SheetReader.read(bytes, fileName: fileName, sheet: sheet) }
}
