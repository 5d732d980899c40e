import ArgumentParser
import BroadcastModel
import ControlClient
import ControlWire
import FoundationEssentials

struct GuestLinkCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "A guest's own push address (嘉宾推流地址), good for a time, taken away at once.",
        discussion: """
            For persons whom the plan gives a feed of their own. RTMP for `source: publish`, SRT for `source: srt`.
            The key is made on this machine and printed once; the daemon seals it and never shows it again.

            Examples:
              lianbo guest link create tonight wang-xiao
              lianbo guest link create tonight wang-xiao --until 2026-04-12T22:30:00+08:00
              lianbo guest link list tonight
              lianbo guest link renew tonight wang-xiao   # a new key; the old one is dead
              lianbo guest link revoke tonight wang-xiao  # whoever pushes by it is disconnected
            """,
        subcommands: [
            GuestLinkCreateCommand.self, GuestLinkListCommand.self, GuestLinkWindowCommand.self,
            GuestLinkRenewCommand.self, GuestLinkRevokeCommand.self,
        ]
    )
}

/// When a link is good. Usually from the guest's arrival to half an hour after the planned end.
struct LinkWindowOptions: ParsableArguments {
    @Option(help: "First moment it is good, as 2026-04-12T19:30:00+08:00.") var from: String?
    @Option(help: "Moment from which it is not good any more.") var until: String?

    func validate() throws {
        _ = try moment(from, "--from")
        _ = try moment(until, "--until")
    }

    func request(_ key: Secret? = nil, renew: Bool? = nil) throws -> GuestLinkRequest {
        GuestLinkRequest(
            secret: key?.reveal(), fromMilliseconds: try moment(from, "--from"),
            untilMilliseconds: try moment(until, "--until"), renew: renew)
    }

    private func moment(_ text: String?, _ option: String) throws -> Int64? {
        guard let text else { return nil }
        guard let date = try? Date(text, strategy: .iso8601), abs(date.timeIntervalSince1970) < 1e11 else {
            throw ValidationError(
                "\(option) “\(text)” is no moment; write it with its offset, as 2026-04-12T19:30:00+08:00.")
        }
        return Int64(date.timeIntervalSince1970 * 1000)
    }
}

private struct LinkEntry: Encodable {
    var server: String
    var streamKey: String?
    var link: GuestLinkDTO
}

extension ControlCommand {
    /// Makes a key, has it sealed, and prints once what the guest enters.
    fileprivate func makeLink(
        _ broadcast: String, _ person: String, _ window: LinkWindowOptions, renew: Bool
    ) async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let ingest = try await client.status().ingestAddress
        let key = RandomKey.make()
        let rundown = try await client.setGuestLink(
            of: person, in: board.broadcast.id, try window.request(key, renew: renew))
        guard let guest = rundown.guests.first(where: { $0.id == person }), let link = guest.link, let feed = guest.feed
        else { throw CommandFailure("The daemon does not show the link it made.", .refused) }
        let warning = Self.warning(of: Self.host(of: ingest)).map { "\n\($0)" } ?? ""
        let span =
            "Good:        \(console.clockText(link.fromMilliseconds)) to \(console.clockText(link.untilMilliseconds)) (\(link.state))\(warning)"
        if let port = link.port {
            let host = Self.host(of: ingest)
            let entry = LinkEntry(
                server: "srt://\(host):\(port)?mode=caller&passphrase=\(key.reveal())&pbkeylen=16", link: link)
            try show(entry, "Address:     \(entry.server)\n\(span)")
        } else {
            let entry = LinkEntry(
                server: "rtmp://\(ingest)/live", streamKey: "\(feed)?key=\(key.reveal())", link: link)
            try show(entry, "Server:      \(entry.server)\nStream key:  \(feed)?key=\(key.reveal())\n\(span)")
        }
    }

    /// Nobody elsewhere reaches what only means "this machine".
    static func warning(of host: String) -> String? {
        let isHere =
            ["0.0.0.0", "[::]", "localhost", "[::1]"].contains(host)
            || (host.hasPrefix("127.")
                && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) })
        guard isHere else { return nil }
        return
            "! \(host) is reached from the daemon's machine alone. For guests elsewhere let its configuration say ingest: { public_host: … }."
    }

    /// `[::1]:1935` and `127.0.0.1:1935` without their ports.
    private static func host(of address: String) -> String {
        address.lastIndex(of: ":").map { String(address[..<$0]) } ?? address
    }
}

struct GuestLinkCreateCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a guest's link and print, once, what they enter.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var window: LinkWindowOptions
    @OptionGroup var options: ConnectionOptions

    func run() async throws { try await makeLink(broadcast, person, window, renew: false) }
}

struct GuestLinkRenewCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Give a guest's link a new key, and print it once; the old one is dead.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var window: LinkWindowOptions
    @OptionGroup var options: ConnectionOptions

    func run() async throws { try await makeLink(broadcast, person, window, renew: true) }
}

struct GuestLinkWindowCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "window", abstract: "Say when a guest's link is good; its key stays.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var window: LinkWindowOptions
    @OptionGroup var options: ConnectionOptions

    func validate() throws {
        guard window.from != nil || window.until != nil else { throw ValidationError("Say --from, --until, or both.") }
    }

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        let rundown = try await client.setGuestLink(of: person, in: id, try window.request())
        try show(rundown.guests, GuestLinkListCommand.table(rundown.guests, console).text())
    }
}

struct GuestLinkRevokeCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a guest's link away; whoever pushes by it is disconnected.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let rundown = try await client.revokeGuestLink(of: person, in: try await client.broadcastID(broadcast))
        try show(rundown, "The link of \(rundown.guests.first { $0.id == person }?.name ?? person) is revoked.")
    }
}

struct GuestLinkListCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a broadcast's links; their keys are shown nowhere.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let guests = try await options.client().board(like: broadcast).rundown.guests
        try show(guests.filter { $0.link != nil }, Self.table(guests, console).text())
    }

    static func table(_ guests: [GuestDTO], _ console: Console) -> Table {
        Table(
            columns: [
                .text("ID"), .state("LINK"), .text("PUSHING"), .text("FROM"), .text("UNTIL"), .text("BY"),
                .text("FEED"), .text("NAME"), .text("REFUSED LAST"),
            ],
            rows: guests.compactMap { row(of: $0, console) },
            whenEmpty: "No guest has a link yet. Make one: lianbo guest link create BROADCAST GUEST"
        )
    }

    private static func row(of guest: GuestDTO, _ console: Console) -> [String]? {
        guard let link = guest.link else { return nil }
        var refused = ""
        if let reason = link.refusal {
            refused = "\(console.clockText(link.refusedAt ?? 0)) \(reason) (\(link.refusals)×)"
        }
        return [
            guest.id, link.state, link.inUse ? "yes" : "no", console.clockText(link.fromMilliseconds),
            console.clockText(link.untilMilliseconds), link.revokedBy ?? link.madeBy, guest.feed ?? "", guest.name,
            refused,
        ]
    }
}
