import ArgumentParser

struct LogLevelCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "log-level", abstract: "Show or change how much the daemon logs, until it stops.")
    static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

    @Argument(help: "trace, debug, info, notice, warning, error or critical.") var level: String?
    @OptionGroup var options: ConnectionOptions

    func validate() throws {
        if let level, !Self.levels.contains(level) {
            throw ValidationError("The level must be one of \(Self.levels.joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let client = try options.client()
        if let level { try await client.setLogLevel(level) }
        let now = try await client.status().logLevel
        try show(["level": now], now)
    }
}
