import ArgumentParser
import BroadcastModel
import ControlClient

/// Where the daemon is, who asks, and how the answer is shown. Every command takes these.
struct ConnectionOptions: ParsableArguments {
    @Option(
        name: .long, help: ArgumentHelp("The daemon (LIANBO_SERVER; default http://127.0.0.1:8080).", valueName: "url"))
    var server: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "File that holds the token (LIANBO_TOKEN_FILE, or the token itself in LIANBO_TOKEN).", valueName: "file"))
    var tokenFile: String?

    @Flag(name: .long, help: "Print JSON for programs instead of a table.")
    var json = false

    static let defaultServer = "http://127.0.0.1:8080"
    static let defaultTokenFile = "./var/lianbo/admin.token"

    func validate() throws {
        if let server, !server.hasPrefix("http://"), !server.hasPrefix("https://") {
            throw ValidationError("--server must begin with http:// or https://, such as \(Self.defaultServer).")
        }
    }

    func client() throws -> ControlClient {
        let console = Console.current
        return ControlClient(
            base: server ?? console.environment["LIANBO_SERVER"] ?? Self.defaultServer, token: try token(console),
            sender: try console.sender())
    }

    private func token(_ console: Console) throws -> Secret {
        func file(_ path: String) throws -> Secret { Secret(try TextFile.read(path).trimmed) }
        if let tokenFile { return try file(tokenFile) }
        if let path = console.environment["LIANBO_TOKEN_FILE"], !path.isEmpty { return try file(path) }
        if let token = console.environment["LIANBO_TOKEN"], !token.isEmpty { return Secret(token.trimmed) }
        if TextFile.exists(Self.defaultTokenFile) { return try file(Self.defaultTokenFile) }
        return Secret("")
    }
}

extension String {
    /// Without white space and line ends around it.
    var trimmed: String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(self[first...last])
    }
}
