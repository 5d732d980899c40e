import FoundationEssentials
import Subprocess

/// How swift-subprocess is told to start a ``StudioCommand`` so that nothing outlives us and nothing leaks: a session of its own, the
/// kernel's parent-death signal (through `setpriv`, where it is installed), and an environment of a few harmless names.
///
/// The signal is tied to the thread that starts the child; swift-subprocess starts all of them from one thread that lives as long as
/// the process.
struct ChildLaunch {
    var configuration: Configuration

    /// Our own environment may hold tokens; a child gets only these of it.
    private static let inherited = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "XDG_CACHE_HOME"]

    init(_ command: StudioCommand, grace: Duration) {
        var line = [command.executable] + command.arguments
        if command.isUnhurried, let nice = try? InstalledTool.nice.path() { line = [nice, "-n", "10"] + line }
        if let guarding = try? InstalledTool.setpriv.path() {
            line = [guarding, "--pdeathsig", "KILL", "--"] + line
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)]
        let mine = ProcessInfo.processInfo.environment
        var environment: [Environment.Key: String] = [:]
        for name in Self.inherited { environment[Environment.Key(stringLiteral: name)] = mine[name] }
        configuration = Configuration(
            executable: .path(.init(line[0])), arguments: Arguments(Array(line.dropFirst())),
            environment: .custom(environment), workingDirectory: command.workingDirectory.map { .init($0) },
            platformOptions: options
        )
    }
}
