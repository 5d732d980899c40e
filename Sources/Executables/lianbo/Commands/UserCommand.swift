import ArgumentParser
import ControlWire

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Who may look and who may command.",
        discussion: """
            Roles: viewer reads; operator also plans, starts, ends, fires, retries; admin also keeps users, keys and the audit.

            Examples:
              lianbo user set li.na operator --new-token-file li.na.token
              lianbo user remove li.na
            """,
        subcommands: [UserListCommand.self, UserSetCommand.self, UserRemoveCommand.self]
    )
}

struct UserListCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the users.")
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let users = try await options.client().users()
        let table = Table(
            columns: [.text("USER"), .text("ROLE"), .text("SINCE")],
            rows: users.map { [$0.id, $0.role, console.clockText($0.createdAt)] },
            whenEmpty: "There is no user. Make one: lianbo user set NAME ROLE"
        )
        try show(users, table.text())
    }
}

struct UserSetCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Make a user, or give one another role and token.",
        discussion:
            "The token is made on this machine and shown once; the daemon keeps only its hash. With --keep-token only the role changes."
    )
    @Argument(help: "The user's id: a-z, 0-9, '.', '_', '-'.") var user: String
    @Argument(help: "viewer, operator or admin.") var role: String
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the new token to this file, for its owner alone, instead of the screen.", valueName: "file"))
    var newTokenFile: String?
    @Flag(name: .long, help: "Change the role only.") var keepToken = false
    @OptionGroup var options: ConnectionOptions

    private struct Made: Encodable {
        var user: String
        var role: String
        var token: String?
        var tokenFile: String?
    }

    func validate() throws {
        guard ["viewer", "operator", "admin"].contains(role) else {
            throw ValidationError("The role must be viewer, operator or admin.")
        }
        guard !keepToken || newTokenFile == nil else {
            throw ValidationError("--keep-token makes no token for --new-token-file.")
        }
    }

    func run() async throws {
        let client = try options.client()
        let token = keepToken ? nil : RandomKey.make()
        // The file first: a token that nobody can read would lock its owner out.
        if let newTokenFile, let token { try TextFile.writePrivate(token.reveal() + "\n", to: newTokenFile) }
        let made = try await client.setUser(user, role: role, token: token)
        let shown = newTokenFile == nil ? token?.reveal() : nil
        try show(
            Made(user: made.id, role: made.role, token: shown, tokenFile: newTokenFile),
            "\(made.id) is \(made.role)." + (shown.map { "\n\($0)" } ?? newTokenFile.map { " Token: \($0)" } ?? "")
        )
    }
}

struct UserRemoveCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a user; the token ends at once.")
    @Argument(help: "A user's id, or its beginning.") var user: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try Shortening.pick(
            user, among: try await client.users().map(\.id), what: "user", remedy: "See: lianbo user list")
        try await client.removeUser(id)
        try done("\(id) is removed.")
    }
}
