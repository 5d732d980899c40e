import CXLSXWriter
import FoundationEssentials
import Glibc

/// Writes a workbook of one sheet. libxlsxwriter writes to a file only, so it gets a folder for it.
enum WorkbookWriter {
    static func write(
        headings: [SheetValue], rows: [[SheetValue]], sheetName: String, in temporaryFolder: String
    ) throws(SheetFault) -> [UInt8] {
        let folder = try makeFolder(in: temporaryFolder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/rundown.xlsx"
        guard fill(path, folder, headings: headings, rows: rows, sheetName: sheetName),
            let bytes = FileManager.default.contents(atPath: path)
        else { throw unwritable(temporaryFolder) }
        return Array(bytes)
    }

    private static func fill(
        _ path: String, _ folder: String, headings: [SheetValue], rows: [[SheetValue]], sheetName: String
    ) -> Bool {
        folder.withCString { folder in
            var options = lxw_workbook_options()
            options.tmpdir = UnsafeMutablePointer(mutating: folder)
            guard let workbook = workbook_new_opt(path, &options) else { return false }
            let isFilled = fill(workbook, headings: headings, rows: rows, sheetName: sheetName)
            // Frees the workbook whatever it returns.
            return workbook_close(workbook) == LXW_NO_ERROR && isFilled
        }
    }

    private static func fill(
        _ workbook: UnsafeMutablePointer<lxw_workbook>, headings: [SheetValue], rows: [[SheetValue]], sheetName: String
    ) -> Bool {
        guard let sheet = workbook_add_worksheet(workbook, sheetName), let formats = SheetFormats(workbook) else {
            return false
        }
        worksheet_freeze_panes(sheet, 1, 0)
        worksheet_set_column(sheet, 0, lxw_col_t(max(1, headings.count) - 1), 16, nil)
        var isWritten = true
        for (column, heading) in headings.enumerated() {
            let error = worksheet_write_string(sheet, 0, lxw_col_t(column), heading.text, formats.heading)
            isWritten = isWritten && error == LXW_NO_ERROR
        }
        for (row, values) in rows.enumerated() {
            for (column, value) in values.enumerated() where !value.text.isEmpty {
                let error = write(value, to: sheet, row: lxw_row_t(row + 1), column: lxw_col_t(column), formats)
                isWritten = isWritten && error == LXW_NO_ERROR
            }
        }
        return isWritten
    }

    private static func write(
        _ value: SheetValue, to sheet: UnsafeMutablePointer<lxw_worksheet>, row: lxw_row_t, column: lxw_col_t,
        _ formats: SheetFormats
    ) -> lxw_error {
        func time(_ milliseconds: Int64, _ format: SheetFormats.Time) -> lxw_error {
            let days = Double(milliseconds) / Double(SerialDate.millisecondsPerDay)
            let shown = milliseconds % 1000 == 0 ? format.seconds : format.milliseconds
            return worksheet_write_number(sheet, row, column, days, shown)
        }
        return switch value.number {
        case .plain(let number): worksheet_write_number(sheet, row, column, number, nil)
        case .elapsed(let milliseconds): time(milliseconds, formats.elapsed)
        case .clock(let milliseconds): time(milliseconds, formats.clock)
        case nil: worksheet_write_string(sheet, row, column, EscapedText.closed(value.text), nil)
        }
    }

    private static func makeFolder(in temporaryFolder: String) throws(SheetFault) -> String {
        var template = Array((temporaryFolder + "/lianbo-sheet-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw unwritable(temporaryFolder) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func unwritable(_ folder: String) -> SheetFault {
        SheetFault(
            .unwritable,
            "The workbook could not be written in \(folder). Make room there, or let the daemon's user write there.")
    }
}

/// Formats belong to their workbook, which frees them.
private struct SheetFormats {
    typealias Format = UnsafeMutablePointer<lxw_format>
    struct Time {
        var seconds: Format
        var milliseconds: Format
    }
    let heading: Format
    let elapsed: Time
    let clock: Time

    init?(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
        func format(_ code: String) -> Format? {
            guard let format = workbook_add_format(workbook) else { return nil }
            format_set_num_format(format, code)
            return format
        }
        guard let heading = workbook_add_format(workbook), let elapsed = format("[h]:mm:ss"),
            let elapsedFinely = format("[h]:mm:ss.000"), let clock = format("h:mm:ss"),
            let clockFinely = format("h:mm:ss.000")
        else { return nil }
        format_set_bold(heading)
        self.heading = heading
        self.elapsed = Time(seconds: elapsed, milliseconds: elapsedFinely)
        self.clock = Time(seconds: clock, milliseconds: clockFinely)
    }
}
