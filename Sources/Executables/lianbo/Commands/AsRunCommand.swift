import ArgumentParser
import ControlWire

struct AsRunCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "as-run", abstract: "Show what really happened, when, and by whose hand (播出记录).")

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let entries = try await client.asRun(of: try await client.broadcastID(broadcast))
        try show(entries, Self.table(entries, console).text())
    }

    static func table(_ entries: [AsRunDTO], _ console: Console) -> Table {
        Table(
            columns: [.text("AT"), .state("ACTION"), .text("CUE"), .text("BY"), .number("LATE"), .text("TITLE")],
            rows: entries.map {
                [
                    console.clockText($0.at), $0.action, $0.cue ?? Readable.absent, $0.by,
                    $0.lateMilliseconds.map { "\($0) ms" } ?? Readable.absent, $0.title,
                ]
            },
            whenEmpty: "Nothing has happened yet."
        )
    }
}
