import CheckedYAML

/// Reads a spreadsheet: an XLSX workbook or a CSV text, told apart by what is inside.
package enum SheetReader {
    /// The sheet as text, inside the limits.
    ///
    /// - Parameters:
    ///   - fileName: for messages, and to see when something else stands in a file of that name.
    ///   - sheet: the name of a sheet, hidden or not; nil for the first visible one. A CSV text has no sheets.
    package static func read(
        _ bytes: [UInt8], fileName: String, sheet: String? = nil, limits: SheetLimits = SheetLimits()
    ) throws(SheetFault) -> SheetTable {
        guard bytes.count <= limits.fileBytes else {
            throw SheetFault(
                .tooLarge,
                "The file is larger than \(limits.fileBytes >> 20) MiB. Copy the rundown alone, without pictures, to a new workbook."
            )
        }
        guard !bytes.isEmpty else {
            throw SheetFault(.damaged, "The file is empty. Save the sheet again and send it again.")
        }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            var reader = try WorkbookReader(bytes, fileName: fileName, limits: limits)
            return try reader.read(sheet: sheet)
        }
        try refuseOthers(bytes, fileName: fileName)
        if let sheet {
            throw SheetFault(
                .noSuchSheet,
                "A CSV text has no sheet called “\(ShownText.name(sheet))”. Name none, or save the workbook as .xlsx.")
        }
        return try DelimitedText.read(bytes, fileName: fileName, limits: limits)
    }

    static var noWorkbook: SheetFault {
        SheetFault(
            .wrongFormat,
            "The file is packed like a workbook and is none: an OpenDocument, Numbers or Word file, perhaps. Save the sheet as .xlsx or .csv."
        )
    }

    private static func refuseOthers(_ bytes: [UInt8], fileName: String) throws(SheetFault) {
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw SheetFault(
                .wrongFormat,
                "The file is a workbook of the old kind (.xls), or one with a password. Save it as .xlsx, without a password."
            )
        }
        let start = String(decoding: bytes.prefix(64).drop { $0 <= 0x20 || $0 >= 0x80 }, as: UTF8.self).lowercased()
        if ["<!doctype", "<html", "<head", "<meta", "<table", "<?xml"].contains(where: start.hasPrefix) {
            throw SheetFault(
                .wrongFormat,
                "The file is a web page or XML, not a sheet. Open it in a spreadsheet program and save it as .xlsx.")
        }
        let name = fileName.lowercased()
        if start.hasPrefix("%pdf") || [".xlsx", ".xlsm", ".xls", ".ods", ".numbers"].contains(where: name.hasSuffix) {
            throw SheetFault(
                .wrongFormat,
                "The file is called \(ShownText.name(fileName)) and holds something else than a workbook. Save the sheet as .xlsx or .csv and send that."
            )
        }
    }
}
