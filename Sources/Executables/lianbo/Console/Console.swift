import Outbound

/// What surrounds a command: its output, its terminal, its environment and the network. Tests put their own in place of ``current``.
struct Console: Sendable {
    @TaskLocal static var current = Console.real

    /// Writes to standard output, with a line end.
    var print: @Sendable (String) -> Void
    /// Writes to standard error, with a line end.
    var complain: @Sendable (String) -> Void
    /// Writes to standard output as it is, at once.
    var paint: @Sendable (String) -> Void
    var outIsTerminal: Bool
    var inIsTerminal: Bool
    var environment: [String: String]
    /// A line from standard input; nil at its end. The prompt goes to standard error.
    var ask: @Sendable (_ prompt: String) -> String?
    /// As ``ask``, without echo on a terminal.
    var askSecret: @Sendable (_ prompt: String) -> String?
    var sender: @Sendable () throws -> any HTTPSender
    /// Local time of a moment in milliseconds since 1970: `2026-04-12 20:00:05`.
    var clockText: @Sendable (Int64) -> String
    var terminalSize: @Sendable () -> (columns: Int, rows: Int)

    /// Colours are for people only, and only where they are wanted (no-color.org).
    var wantsColour: Bool { outIsTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb" }
}
