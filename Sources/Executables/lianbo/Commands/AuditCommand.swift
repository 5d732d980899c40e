import ArgumentParser
import ControlWire

struct AuditCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show who changed what, newest first.")
    @Option(name: .long, help: "At most this many entries, 1 to 1000.") var limit = 50
    @Option(name: .long, help: "Only entries before this number.") var before: Int64?
    @OptionGroup var options: ConnectionOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000.") }
        guard (before ?? 1) >= 1 else { throw ValidationError("--before must be 1 or more.") }
    }

    func run() async throws {
        let entries = try await options.client().audit(limit: limit, before: before)
        let table = Table(
            columns: [.number("NO"), .text("AT"), .text("BY"), .text("ACTION"), .text("SUBJECT"), .text("DETAIL")],
            rows: entries.map {
                ["\($0.sequence)", console.clockText($0.at), $0.by, $0.action, $0.subject, $0.detail]
            }, whenEmpty: "Nothing was changed yet."
        )
        try show(entries, table.text())
    }
}
