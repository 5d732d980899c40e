import ArgumentParser
import ControlWire

struct DestinationCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destination",
        abstract: "The accounts of a broadcast (转播目标): add, stop, retry, on air too.",
        discussion: """
            Examples:
              lianbo destination list tonight
              lianbo destination retry tonight wuhan-daily
              lianbo destination add tonight new-one --name "New one" --platform manual
            """,
        subcommands: [
            DestinationListCommand.self, DestinationAddCommand.self, DestinationStopCommand.self,
            DestinationResumeCommand.self,
            DestinationRetryCommand.self, DestinationRemoveCommand.self,
        ]
    )
}

struct DestinationListCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List a broadcast's accounts, trouble first.")

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Flag(name: .long, help: "Only those that ask somebody to look.") var trouble = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let board = try await options.client().board(like: broadcast)
        let shown = trouble ? board.destinations.filter(\.isTrouble) : board.destinations
        try show(
            shown,
            trouble && shown.isEmpty && !board.destinations.isEmpty
                ? "No account is in trouble." : Self.table(shown, of: board.broadcast.id).text())
    }

    static func table(_ destinations: [DestinationDTO], of broadcast: String) -> Table {
        Table(
            columns: [
                .text("ACCOUNT"), .state("STATE"), .number("LAG"), .number("RATE"), .number("SENT"), .number("TRY"),
                .number("RECON"), .text("NAME"),
                .text("TROUBLE"),
            ],
            rows: destinations.map { destination in
                [
                    destination.account, destination.desire == "on" ? destination.state : destination.desire,
                    Readable.lag(destination.lagMilliseconds),
                    Readable.bits(destination.bitsPerSecond), Readable.bytes(destination.bytesSent),
                    "\(destination.attempt)", "\(destination.reconnects)",
                    destination.name, trouble(of: destination),
                ]
            },
            whenEmpty:
                "No account is in this broadcast. Add one: lianbo destination add \(broadcast) ACCOUNT --name NAME --platform manual"
        )
    }

    static func trouble(of destination: DestinationDTO) -> String {
        if let request = destination.personRequest { return "\(request.what) (\(request.location))" }
        guard let fault = destination.lastFault, destination.isTrouble else {
            return destination.isTrouble && destination.platformWord == "offline" ? "the platform says offline" : ""
        }
        return "\(fault.message) [\(fault.blame)]"
    }
}

struct DestinationAddCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add an account, on air too.")

    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The account's id: a-z, 0-9, '.', '_', '-'.") var account: String
    @Option(name: .long, help: "Name for people; the id when absent.") var name: String?
    @Option(name: .long, help: "The adapter: manual, selfhosted.") var platform = "manual"
    @Option(name: .long, help: "head, middle or long-tail.") var tier = "long-tail"
    @Option(
        name: .long,
        help: ArgumentHelp("A setting of the adapter; may be repeated. Nothing secret.", valueName: "key=value"))
    var setting: [String] = []
    @OptionGroup var options: ConnectionOptions

    func validate() throws {
        guard ["head", "middle", "long-tail"].contains(tier) else {
            throw ValidationError("--tier must be head, middle or long-tail.")
        }
        _ = try settings()
    }

    private func settings() throws -> [String: String] {
        try setting.reduce(into: [:]) { settings, text in
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw ValidationError("--setting must be key=value, such as server=rtmp://example.org.")
            }
            settings[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
    }

    func run() async throws {
        let client = try options.client()
        let id = try await client.broadcastID(broadcast)
        let wanted = AddDestinationRequest(
            account: account, name: name ?? account, platform: platform, tier: tier, settings: try settings())
        let added = try await client.addDestination(wanted, to: id)
        try show(
            added,
            "\(added.account) is in \(id), \(added.state)."
                + (added.personRequest.map { "\nA person is needed: \($0.what) (\($0.location))" } ?? ""))
    }
}

/// Stop, resume, retry: one call each.
protocol DestinationHandCommand: ControlCommand {
    static var word: String { get }
    var broadcast: String { get }
    var account: String { get }
    /// Asks first where that is called for; throws when the answer is no.
    func check(_ destination: DestinationDTO, on board: BoardDTO) throws
}

extension DestinationHandCommand {
    func check(_ destination: DestinationDTO, on board: BoardDTO) {}

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let destination = try board.destination(like: account)
        try check(destination, on: board)
        let account = destination.account
        let after = try await client.destination(Self.word, account: account, in: board.broadcast.id)
        try show(after, "\(after.account) is wanted \(after.desire), now \(after.state).")
    }
}

struct DestinationStopCommand: DestinationHandCommand {
    static let word = "stop"
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "End one account's session and leave it off.",
        discussion: "The last live account is stopped only after a question: --yes answers it.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "An account's id, or its beginning.") var account: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func check(_ destination: DestinationDTO, on board: BoardDTO) throws {
        try confirmLast(destination, on: board, "Stop", yes: yes)
    }
}

struct DestinationResumeCommand: DestinationHandCommand {
    static let word = "resume"
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Want a stopped account on air again.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "An account's id, or its beginning.") var account: String
    @OptionGroup var options: ConnectionOptions
}

struct DestinationRetryCommand: DestinationHandCommand {
    static let word = "retry"
    static let configuration = CommandConfiguration(commandName: "retry", abstract: "Try again now.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "An account's id, or its beginning.") var account: String
    @OptionGroup var options: ConnectionOptions
}

struct DestinationRemoveCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take an account out of the broadcast.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "An account's id, or its beginning.") var account: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        let destination = try board.destination(like: account)
        try confirmLast(destination, on: board, "Remove", yes: yes)
        let after = try await client.removeDestination(destination.account, from: board.broadcast.id)
        try show(after, "\(after.account) is out of \(board.broadcast.id).")
    }
}

extension ControlCommand {
    /// Asks before the last live account goes off.
    fileprivate func confirmLast(_ destination: DestinationDTO, on board: BoardDTO, _ verb: String, yes: Bool) throws {
        let isLive = destination.state == "live" || destination.state == "lagging"
        guard isLive, board.counts.live <= 1 else { return }
        try confirm(
            "\(destination.account) is the last live account of \(board.broadcast.title). \(verb) it?", yes: yes)
    }
}
