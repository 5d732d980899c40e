import ArgumentParser
import ControlWire

struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Accounts (账号) across broadcasts, their push addresses and credentials.",
        discussion: """
            Secrets are read from standard input, without echo on a terminal; they are sealed by the daemon and never shown again.

            Examples:
              lianbo account set-address wuhan-daily
              lianbo account set-credential wuhan-daily < token.txt
            """,
        subcommands: [AccountListCommand.self, AccountSetAddressCommand.self, AccountSetCredentialCommand.self]
    )
}

struct AccountListCommand: ControlCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the accounts known so far.")
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let accounts = try await options.client().accounts()
        try show(accounts, Self.table(accounts).text())
    }

    static func table(_ accounts: [AccountDTO]) -> Table {
        Table(
            columns: [
                .text("ACCOUNT"), .text("PLATFORM"), .text("TIER"), .text("ADDRESS"), .text("CREDENTIAL"),
                .text("NAME"),
            ],
            rows: accounts.map {
                [
                    $0.id, $0.platform, $0.tier, $0.hasPushAddress ? "set" : Readable.absent,
                    $0.hasCredential ? "set" : Readable.absent, $0.name,
                ]
            },
            whenEmpty: "No account is known yet. A plan brings them: lianbo broadcast plan FILE"
        )
    }
}

struct AccountSetAddressCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-address", abstract: "Paste the push address that the platform gave.")
    @Argument(help: "An account's id, or its beginning.") var account: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.accountID(account)
        try await client.setPushAddress(of: id, to: try secret("Push address of \(id)"))
        try done("The push address of \(id) is sealed.")
    }
}

struct AccountSetCredentialCommand: ControlCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-credential", abstract: "Set the platform's token for an account.")
    @Argument(help: "An account's id, or its beginning.") var account: String
    @OptionGroup var options: ConnectionOptions

    func run() async throws {
        let client = try options.client()
        let id = try await client.accountID(account)
        try await client.setCredential(of: id, to: try secret("Credential of \(id)"))
        try done("The credential of \(id) is sealed.")
    }
}
