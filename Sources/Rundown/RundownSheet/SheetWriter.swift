/// Writes cues as a sheet that ``SheetReader`` and ``SheetMapping`` read back to the same cues, but for the rows they stand
/// in: headings in row 1, the first cue in row 2.
package enum SheetWriter {
    /// A CSV text in UTF-8 with the mark by which Excel knows it. No cell of it runs as a formula.
    package static func csv(_ cues: [SheetCue], language: SheetLanguage) -> [UInt8] {
        let fields = columns(of: cues)
        var text = "\u{FEFF}"
        text += fields.map { quoted(Headings.written($0, in: language)) }.joined(separator: ",") + "\r\n"
        for cue in cues {
            text += fields.map { quoted(Neutralised.closed(SheetValue($0, of: cue, in: language).text)) }
                .joined(separator: ",")
            text += "\r\n"
        }
        return Array(text.utf8)
    }

    /// An XLSX workbook of one sheet: counted times and times of day are numbers that a spreadsheet calculates with, all
    /// else is text.
    ///
    /// - Parameter temporaryFolder: where the workbook is put together, in a folder of its own that only this user can read
    ///   and that is gone afterwards.
    package static func xlsx(
        _ cues: [SheetCue], language: SheetLanguage, temporaryFolder: String = "/tmp"
    ) throws(SheetFault) -> [UInt8] {
        let fields = columns(of: cues)
        let headings = fields.map { SheetValue(text: Headings.written($0, in: language)) }
        let rows = cues.map { cue in fields.map { SheetValue($0, of: cue, in: language) } }
        return try WorkbookWriter.write(
            headings: headings, rows: rows, sheetName: language == .chinese ? "流程" : "Rundown", in: temporaryFolder)
    }

    /// What every sheet has, and what any cue uses.
    private static func columns(of cues: [SheetCue]) -> [SheetField] {
        cues.reduce(into: Set<SheetField>([.at, .kind, .title])) { $0.formUnion($1.fields.keys) }.sorted()
    }

    /// Scalar by scalar: a quote with an accent on it is one character, and still a quote to who reads it.
    private static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { ",;\"\t\r\n ".unicodeScalars.contains($0) }) else { return text }
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        quoted.append("\"")
        return String(quoted)
    }
}
