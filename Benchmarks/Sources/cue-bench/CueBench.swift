import ArgumentParser

/// What the clock costs when many broadcasts run at once, and what planning a long rundown costs.
@main
struct CueBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cue-bench",
        abstract: "Measures how late cues fire on a real store and real clocks, and how long an edit is planned.",
        discussion: "Nothing measured makes it fail. Media, platforms and boards take no part.",
        subcommands: [Firing.self, Editing.self]
    )
}
