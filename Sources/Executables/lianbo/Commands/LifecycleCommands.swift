import ArgumentParser
import ControlWire

/// Arm, disarm, prepare, start, end, abort: one call each, with the revision that was seen.
protocol LifecycleCommand: ControlCommand {
    static var word: String { get }
    /// Asked before it is done; nil where no harm can come of it.
    static var question: String? { get }
    var broadcast: String { get }
    var yes: Bool { get }
    /// Sent with the command where it means something.
    var anyway: Bool? { get }
}

extension LifecycleCommand {
    static var question: String? { nil }
    var yes: Bool { true }
    var anyway: Bool? { nil }

    func run() async throws {
        let client = try options.client()
        let board = try await client.board(like: broadcast)
        if let question = Self.question {
            try confirm(
                "\(question) \(board.broadcast.title) (\(board.broadcast.id)) is \(board.broadcast.phase), \(board.counts.live) accounts are live.",
                yes: yes)
        }
        let after = try await client.command(
            Self.word, broadcast: board.broadcast.id, revision: board.broadcast.revision, anyway: anyway)
        try show(after, "\(after.id) is \(after.phase).")
    }
}

struct ArmCommand: LifecycleCommand {
    static let word = "arm"
    static let configuration = CommandConfiguration(commandName: "arm", abstract: "Let the clock prepare and start it.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions
}

struct DisarmCommand: LifecycleCommand {
    static let word = "disarm"
    static let configuration = CommandConfiguration(commandName: "disarm", abstract: "Take it back from the clock.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions
}

struct PrepareCommand: LifecycleCommand {
    static let word = "prepare"
    static let configuration = CommandConfiguration(commandName: "prepare", abstract: "Make its accounts ready now.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @OptionGroup var options: ConnectionOptions
}

struct StartCommand: LifecycleCommand {
    static let word = "start"
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Go on air now.",
        discussion:
            "It is refused, with every reason, while the input is not stable: no steady pictures, no sound, no header, keyframes too far apart."
    )
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Flag(name: .customLong("anyway"), help: "On air although the input is not stable.") var isAnyway = false
    @OptionGroup var options: ConnectionOptions

    var anyway: Bool? { isAnyway ? true : nil }
}

struct EndCommand: LifecycleCommand {
    static let word = "end"
    static let question: String? = "End it on every account?"
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End it: close every session politely.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions
}

struct AbortCommand: LifecycleCommand {
    static let word = "abort"
    static let question: String? = "Give it up for good?"
    static let configuration = CommandConfiguration(commandName: "abort", abstract: "Give it up, whatever it is doing.")
    @Argument(help: "A broadcast's id, or its beginning.") var broadcast: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var options: ConnectionOptions
}
