import ArgumentParser
import ControlWire
import Foundation

struct ReportCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Show what came of a broadcast.",
        discussion: """
            Examples:
              lianbo broadcast report tonight
              lianbo broadcast report tonight --svg tonight.svg   # the timeline, planned above, as it went below
            """)

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Option(name: .long, help: ArgumentHelp("Write the timeline there as well, a picture.", valueName: "file"))
    var svg: String?
    @Option(name: .long, help: ArgumentHelp("Of the picture's labels: zh or en; both when absent.", valueName: "word"))
    var language: String?
    @OptionGroup var options: ConnectionOptions

    func validate() throws {
        guard language == nil || svg != nil else { throw ValidationError("--language is of the picture of --svg.") }
        guard ["zh", "en", nil].contains(language) else { throw ValidationError("--language must be zh or en.") }
    }

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        let report = try await client.report(of: id)
        if let svg {
            let picture = try await client.timeline(of: id, language: language)
            do {
                try Data(picture).write(to: URL(filePath: svg), options: .atomic)
            } catch {
                throw CommandFailure("The timeline cannot be written to \(svg). Is the folder there, and yours?")
            }
        }
        try show(report, Self.text(report, console, Paint(isOn: console.wantsColour)))
    }

    static func text(_ report: ReportDTO, _ console: Console, _ paint: Paint) -> String {
        let broadcast = report.broadcast
        var lines = [
            "\(paint(broadcast.title, .strong))  (\(broadcast.id), \(broadcast.phase))",
            "on air      \(broadcast.airedAt.map(console.clockText) ?? Readable.absent) to \(broadcast.endedAt.map(console.clockText) ?? Readable.absent)",
            "accounts    \(report.accountsReached) of \(report.accountsPlanned) reached",
            "sent        \(Readable.bytes(report.bytesSent)), \(Readable.grouped(Int64(clamping: report.messagesDropped))) messages dropped, \(report.reconnects) reconnects",
            "cues        \(report.cuesFired) of \(report.cuesPlanned) fired, \(report.cuesSkipped) skipped"
                + (report.worstCueLatenessMilliseconds.map { ", at most \($0) ms late" } ?? ""),
        ]
        if let original = broadcast.rehearses {
            lines.insert(paint("REHEARSAL of \(original): no account was to be reached.", .strong), at: 1)
        }
        if let peak = report.figures.peakConcurrent {
            lines.append(
                "peak        \(Readable.grouped(peak)) at once"
                    + (report.figures.peakAt.map { ", \(console.clockText($0))" } ?? ""))
        }
        lines += [
            "", paint("Figures", .strong), MetricsShowCommand.table(report.figures, of: broadcast.id).text(paint),
        ]
        let trouble = report.destinations.filter { $0.isTrouble || $0.lastFault != nil }
        if !trouble.isEmpty {
            lines += [
                "", paint("Accounts that had trouble", .strong),
                DestinationListCommand.table(trouble, of: broadcast.id).text(paint),
            ]
        }
        lines += ["", paint("As run", .strong), AsRunCommand.table(report.asRun, console).text(paint)]
        return lines.joined(separator: "\n")
    }
}
