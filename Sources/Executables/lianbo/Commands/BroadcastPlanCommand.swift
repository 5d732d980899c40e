import ArgumentParser

struct BroadcastPlanCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Plan a broadcast from one YAML file.",
        discussion:
            "The file is checked whole; all faults are listed with their lines. Nothing is kept when there is one."
    )

    @Argument(help: "The plan, a YAML file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
    @Flag(name: .long, help: "Check only, keep nothing.") var dryRun = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let yaml = try TextFile.read(file)
        let broadcast = try await options.client().plan(fileName: file, yaml: yaml, dryRun: dryRun)
        let size =
            "\(broadcast.accountCount) accounts, \(broadcast.cueCount) cues, \(Readable.clock(broadcast.lengthMilliseconds)) long"
        try show(
            broadcast,
            dryRun
                ? "\(file) is in order: \(broadcast.id), \(size)."
                : "Planned \(broadcast.id), \(size), due \(console.clockText(broadcast.startsAt)).\nNext: lianbo broadcast arm \(broadcast.id)"
        )
    }
}
