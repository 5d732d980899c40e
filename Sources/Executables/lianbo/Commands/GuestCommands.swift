import ArgumentParser
import ControlWire

struct GuestCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest",
        abstract: "The green room (候场): who is here, and what was checked of them.",
        discussion: """
            A guest's cue is not fired before what the plan asks for is noted: that they agreed to be broadcast (consent),
            that their age was checked (age), that they are here (arrive).

            Examples:
              lianbo guest list tonight
              lianbo guest arrive tonight wang-xiao
              lianbo guest consent tonight wang-xiao
              lianbo guest link create tonight wang-xiao   # a push address of their own
            """,
        subcommands: [
            GuestListCommand.self, GuestConsentCommand.self, GuestAgeCommand.self, GuestArriveCommand.self,
            GuestLeaveCommand.self, GuestResetCommand.self, GuestLinkCommands.self,
        ]
    )
}

struct GuestListCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List a broadcast's guests.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let board = try await options.client().board(like: broadcast)
        try show(board.rundown.guests, Self.table(board.rundown.guests).text())
    }

    static func table(_ guests: [GuestDTO]) -> Table {
        Table(
            columns: [
                .text("ID"), .state("STAGE"), .number("HERE BY"), .number("ON AIR"), .text("NAME"), .text("ROLE"),
                .text("WAITS FOR"),
            ],
            rows: guests.map { guest in
                [
                    guest.id, guest.stage, guest.arrivesMilliseconds.map(Readable.clock) ?? "",
                    guest.expectedMilliseconds.map(Readable.clock) ?? "", guest.name, guest.role ?? "",
                    waits(guest),
                ]
            },
            whenEmpty: "The plan names no guests."
        )
    }

    /// What is to be noted first, and what is to be done about their picture and sound.
    static func waits(_ guest: GuestDTO) -> String {
        ([guest.missing].compactMap { $0 } + guest.notReady).joined(separator: "; ")
    }
}

/// One call each, for one person.
protocol GuestHandCommand: ControlCommand {
    static var word: String { get }
    var broadcast: String { get }
    var person: String { get }
    func check() throws
}

extension GuestHandCommand {
    func check() {}

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        try check()
        let rundown = try await client.guest(Self.word, person: person, in: board.broadcast.id)
        let guest = rundown.guests.first { $0.id == person }
        let waits = guest.map(GuestListCommand.waits) ?? ""
        try show(
            rundown, "\(guest?.name ?? person) is \(guest?.stage ?? "noted")." + (waits.isEmpty ? "" : " \(waits)"))
    }
}

struct GuestConsentCommand: GuestHandCommand {
    static let word = "consent"
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Note that a guest agreed to be broadcast.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var options: ConnectionOptions
}

struct GuestAgeCommand: GuestHandCommand {
    static let word = "age"
    static let configuration = CommandConfiguration(
        commandName: "age", abstract: "Note that a guest's age was checked.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var options: ConnectionOptions
}

struct GuestArriveCommand: GuestHandCommand {
    static let word = "arrive"
    static let configuration = CommandConfiguration(commandName: "arrive", abstract: "Note that a guest is here.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var options: ConnectionOptions
}

struct GuestLeaveCommand: GuestHandCommand {
    static let word = "leave"
    static let configuration = CommandConfiguration(commandName: "leave", abstract: "Note that a guest has left.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @OptionGroup var options: ConnectionOptions
}

struct GuestResetCommand: GuestHandCommand {
    static let word = "reset"
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Take back all that was noted of a guest.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Argument(help: "The guest's id.") var person: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions

    func check() throws { try confirm("Take back consent, age check and arrival of \(person)?", yes: yes) }
}
