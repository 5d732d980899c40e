import ArgumentParser
import ControlWire

struct StatusCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the daemon itself, and who you are to it.")
    @OptionGroup var options: ConnectionOptions

    private struct Both: Encodable {
        var daemon: DaemonDTO
        var session: SessionDTO
    }

    func run() async throws {
        let client = try options.client()
        let daemon = try await client.status()
        let session = try await client.session()
        try show(
            Both(daemon: daemon, session: session),
            """
            lianbod    \(daemon.version), running since \(console.clockText(daemon.startedAt))
            ingest     rtmp://\(daemon.ingestAddress)
            log level  \(daemon.logLevel)
            you        \(session.user), \(session.role)
            """
        )
    }
}
