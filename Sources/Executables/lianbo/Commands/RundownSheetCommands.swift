import ArgumentParser
import ControlWire
import Foundation
import RundownSheet

struct RundownImportCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a rundown from a spreadsheet (CSV, XLSX).",
        discussion: """
            Shows first which column is taken for what, and the rundown as it would be; then asks. What has begun stays as it is.
            All faults are listed with the row of the sheet. Guests and products go by their name or their id.

            Examples:
              lianbo rundown import tonight plan.xlsx
              lianbo rundown import tonight plan.csv --map at=B --map note=-   # a column by letter or heading; - for none
            """)
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The spreadsheet.", completion: .file(extensions: ["csv", "xlsx"])) var file: String
    @Option(name: .long, help: "Which sheet of a workbook; the first that is visible when absent.") var sheet: String?
    @Option(name: .long, help: ArgumentHelp("What a column is; may be repeated.", valueName: "field=column"))
    var map: [String] = []
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CommandFailure("There is no file \(file) that can be read.")
        }
        let cues: [SheetCue]
        var told: [String] = []
        do throws(SheetFault) {
            let table = try SheetReader.read(Array(data), fileName: file, sheet: sheet)
            let mapping = try SheetMapping(guessing: table, overrides: map)
            told +=
                ["\(file), sheet \(table.sheetName)"] + table.remarks + mapping.lines
                + mapping.warnings.map { "! \($0)" }
            cues = mapping.apply(to: table)
        } catch {
            throw CommandFailure("\(file): \(error.message)")
        }
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let yaml = SheetPlan.yaml(cues, length: board.broadcast.lengthMilliseconds)
        var wanted = FillRequest(yaml: yaml, fileName: file, dryRun: true, revision: board.broadcast.revision)
        let looked = try await client.fillRundown(wanted, of: board.broadcast.id)
        if !options.json {
            told += ["", CueListCommand.table(looked, of: board.broadcast.id).text()]
            console.print(told.joined(separator: "\n"))
        }
        try confirm(
            "Put these \(looked.cues.count) cues in place of everything that has not begun in \(board.broadcast.title)?",
            yes: yes)
        wanted.dryRun = false
        let rundown = try await client.fillRundown(wanted, of: board.broadcast.id)
        try show(rundown, "The rundown of \(board.broadcast.id) has \(rundown.cues.count) cues.")
    }
}

struct RundownExportCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a rundown as a spreadsheet (CSV, XLSX).",
        discussion: "The ending of the file's name says which. What is written can be imported again.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The file to write: ends in .csv or .xlsx.") var file: String
    @Option(name: .long, help: "Of the headings: zh or en.") var language = "zh"
    @OptionGroup var options: ConnectionOptions

    func validate() throws {
        guard file.lowercased().hasSuffix(".csv") || file.lowercased().hasSuffix(".xlsx") else {
            throw ValidationError("The file's name must end in .csv or .xlsx.")
        }
        guard SheetLanguage(rawValue: language) != nil else { throw ValidationError("--language must be zh or en.") }
    }

    func run() async throws {
        let board = try await options.client().board(like: broadcast)
        let cues = board.rundown.cues.enumerated().map { SheetPlan.cue($0.element, row: $0.offset + 2) }
        let language = SheetLanguage(rawValue: language) ?? .chinese
        let bytes: [UInt8]
        do throws(SheetFault) {
            bytes =
                file.lowercased().hasSuffix(".csv")
                ? SheetWriter.csv(cues, language: language) : try SheetWriter.xlsx(cues, language: language)
        } catch { throw CommandFailure("\(file): \(error.message)") }
        try Data(bytes).write(to: URL(filePath: file), options: .atomic)
        try show(board.rundown, "\(cues.count) cues are in \(file).")
    }
}

/// Between a sheet's cues and a plan's.
enum SheetPlan {
    /// A plan's `rundown`, each cue on the line that is its row in the sheet, so that faults name the row. `length`: of the
    /// programme, in milliseconds: a time that lies inside it is counted from air, a later one is a time of day.
    static func yaml(_ cues: [SheetCue], length: Int64) -> String {
        var lines = ["rundown:"]
        for cue in cues {
            while lines.count < cue.row - 1 { lines.append("") }
            lines.append(
                "  - { \(fields(of: cue, length: length).map { "\($0): \(quoted($1))" }.joined(separator: ", ")) }")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func fields(of cue: SheetCue, length: Int64) -> [(String, String)] {
        var fields: [(String, String)] = []
        for (field, text) in cue.fields.sorted(by: { $0.key < $1.key }) where field != .note {
            guard field == .at else {
                fields.append((field.rawValue, text))
                continue
            }
            switch cue.times[.at] {
            case .wall: fields.append(("clock", text))
            case .moment: fields.append(("clock", String(text.suffix(8))))
            case .clock where milliseconds(text) > length: fields.append(("clock", text))
            case .elapsed, .clock, .number, .other, nil: fields.append(("at", text))
            }
        }
        if cue.fields[.kind] == nil, cue.fields[.title] != nil { fields.append(("kind", "note")) }
        return fields
    }

    /// Of `h:mm:ss` or `mm:ss`.
    private static func milliseconds(_ text: String) -> Int64 {
        text.split(separator: ":").reduce(0) { $0 * 60 + (Int64($1) ?? 0) } * 1000
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n", "\r", "\t": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    static func cue(_ cue: CueDTO, row: Int) -> SheetCue {
        var fields: [SheetField: String] = [
            .id: cue.id, .kind: cue.kind, .title: cue.title, .byHand: cue.byHand ? "true" : "false", .late: cue.late,
        ]
        var times: [SheetField: SheetTimeForm] = [:]
        func time(_ field: SheetField, _ milliseconds: Int64?) {
            guard let milliseconds else { return }
            let seconds = milliseconds / 1000
            func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
            fields[field] = "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
            times[field] = .elapsed
        }
        if let clock = cue.clock {
            // Date and time as the place's clock shows them, as a sheet writes a moment.
            fields[.at] = String(clock.prefix(19)).replacing("T", with: " ")
            times[.at] = .moment
        } else if cue.start != "follows" {
            time(.at, cue.atMilliseconds)
        }
        if let gap = cue.gapMilliseconds, gap > 0 { time(.gap, gap) }
        time(.length, cue.lengthMilliseconds)
        time(.until, cue.untilMilliseconds)
        if ["guest-enter", "guest-leave", "host-on", "host-off"].contains(cue.kind) { fields[.guest] = cue.subject }
        if ["product", "product-explain", "sold-out", "restock"].contains(cue.kind) { fields[.product] = cue.subject }
        fields[.wave] = cue.wave.map(String.init)
        fields[.quantity] = cue.quantity.map(String.init)
        fields[.feed] = cue.feed
        fields[.group] = cue.group
        fields[.text] = cue.text
        fields[.room] = cue.room
        fields[.assignee] = cue.assignee
        return SheetCue(row: row, fields: fields, times: times)
    }
}
