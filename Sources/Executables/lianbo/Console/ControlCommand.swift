import ArgumentParser
import BroadcastModel
import FoundationEssentials

/// A command that talks with the daemon and shows what came.
protocol ControlCommand: AsyncParsableCommand {
    var options: ConnectionOptions { get }
}

extension ControlCommand {
    var console: Console { Console.current }

    /// JSON where it is asked for, else the text.
    func show(_ value: some Encodable, _ text: @autoclosure () -> String) throws {
        guard options.json else { return console.print(text()) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        console.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// What was done, for people; programs get `{}`.
    func done(_ text: String) throws { try show([String: String](), text) }

    /// A secret from standard input; never from the command line, where others could read it.
    func secret(_ prompt: String) throws -> Secret {
        guard let text = console.askSecret("\(prompt) (not shown): ")?.trimmed, !text.isEmpty else {
            throw CommandFailure("Nothing came on standard input. Type it when asked, or pipe it in: … < file", .misuse)
        }
        return Secret(text)
    }

    /// Asks before harm is done. Without a terminal, `--yes` must have been given.
    func confirm(_ question: String, yes: Bool) throws {
        if yes { return }
        guard console.inIsTerminal else {
            throw CommandFailure(
                "This does harm and nobody is there to ask: “\(question)” Say yes with --yes.", .misuse)
        }
        let answer = console.ask("\(question) [y/N] ")?.trimmed.lowercased()
        guard answer == "y" || answer == "yes" else { throw CommandFailure("Nothing was done.") }
    }
}
