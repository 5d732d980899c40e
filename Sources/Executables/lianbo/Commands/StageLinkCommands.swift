import ArgumentParser
import BroadcastModel
import CheckedYAML
import ControlClient
import ControlWire

struct StageLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Links that open the stage's screen of one broadcast, and nothing else.",
        subcommands: [StageLinkCreateCommand.self, StageLinkListCommand.self, StageLinkRevokeCommand.self]
    )
}

struct StageLinkCreateCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a link to the stage's screen.",
        discussion: """
            The secret in it is made on this machine and shown once; the daemon keeps only its hash. Whoever has the link
            sees the stage's screen until it expires or is revoked.
            """
    )
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "Where the screen hangs: a name of 1 to 60 characters.") var name: String
    @Option(name: .long, help: ArgumentHelp("It opens nothing after this time: 12h, 3d.", valueName: "time"))
    var expires: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The address under which the screen reaches the daemon (default: --server).", valueName: "url")
    )
    var address: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the link to this file, for its owner alone, instead of the screen.", valueName: "file"))
    var linkFile: String?
    @OptionGroup var options: ConnectionOptions

    private struct Made: Encodable {
        var link: StageLinkDTO
        var address: String?
        var linkFile: String?
    }

    func validate() throws {
        _ = try lifetime()
        if let address, !address.hasPrefix("http://"), !address.hasPrefix("https://") {
            throw ValidationError("--address must begin with http:// or https://.")
        }
    }

    private func lifetime() throws -> Int64? {
        guard let expires else { return nil }
        guard let time = DurationText.parse(expires), time >= .seconds(60), time <= .seconds(366 * 86_400) else {
            throw ValidationError("--expires must be a time of 1m to 366d, such as 12h, not \(expires).")
        }
        return time.milliseconds
    }

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        let token = RandomKey.make()
        let full =
            address.map { ControlClient.stageAddress(at: $0, token: token) } ?? client.stageAddress(token: token)
        // The file first: a link that nobody can read would be of no use.
        if let linkFile { try TextFile.writePrivate(full.reveal() + "\n", to: linkFile) }
        let made = try await client.makeStageLink(name, token: token, lifetimeMilliseconds: try lifetime(), of: id)
        let until = made.expiresAt.map { "until \(console.clockText($0))" } ?? "until it is revoked"
        let shown = linkFile == nil ? full.reveal() : nil
        try show(
            Made(link: made, address: shown, linkFile: linkFile),
            "\(made.name) (\(made.id)) opens the stage of \(id) \(until)."
                + (shown.map { "\n\($0)" } ?? linkFile.map { " Link: \($0)" } ?? ""))
    }
}

struct StageLinkListCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the links to the stage's screen, without their secrets.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        let links = try await client.stageLinks(of: id)
        let table = Table(
            columns: [.text("LINK"), .text("SINCE"), .text("BY"), .text("UNTIL"), .text("NAME")],
            rows: links.map { link in
                let until = link.expiresAt.map(console.clockText) ?? Readable.absent
                return [
                    link.id, console.clockText(link.createdAt), link.createdBy,
                    link.expired ? "expired" : until, link.name,
                ]
            },
            whenEmpty: "There is no link. Make one: lianbo stage link create \(id) NAME")
        try show(links, table.text())
    }
}

struct StageLinkRevokeCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a link back; screens that it opened see nothing more within seconds.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The link's id, or its beginning, or its whole name.") var link: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        let links = try await client.stageLinks(of: id)
        let wanted =
            try links.first { $0.name == link }?.id
            ?? Shortening.pick(
                link, among: links.map(\.id), what: "link", remedy: "See: lianbo stage link list \(id)")
        try confirm("Take the link \(links.first { $0.id == wanted }?.name ?? wanted) back?", yes: yes)
        try await client.revokeStageLink(wanted, of: id)
        try done("\(wanted) opens nothing any more.")
    }
}
