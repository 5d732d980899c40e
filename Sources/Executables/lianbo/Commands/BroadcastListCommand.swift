import ArgumentParser
import ControlWire

struct BroadcastListCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all broadcasts.")

    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let broadcasts = try await options.client().broadcasts()
        try show(broadcasts, Self.table(broadcasts, console).text())
    }

    static func table(_ broadcasts: [BroadcastDTO], _ console: Console) -> Table {
        Table(
            columns: [
                .text("ID"), .state("PHASE"), .text("DUE"), .number("LENGTH"), .number("ACCOUNTS"), .number("CUES"),
                .text("TITLE"),
            ],
            rows: broadcasts.map {
                [
                    $0.id, $0.rehearses == nil ? $0.phase : "\($0.phase), rehearsal", console.clockText($0.startsAt),
                    Readable.clock($0.lengthMilliseconds),
                    "\($0.accountCount)", "\($0.cueCount)", $0.title,
                ]
            },
            whenEmpty: "There is no broadcast yet. Plan one: lianbo broadcast plan FILE"
        )
    }
}
