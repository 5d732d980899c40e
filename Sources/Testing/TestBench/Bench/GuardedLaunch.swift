import Subprocess

/// How swift-subprocess is told to start a ``ChildCommand`` so that nothing outlives us: a session of its own, and the
/// kernel's parent-death signal through `setpriv`, where that is installed.
///
/// The signal reaches the program itself, not what it starts: give the bench programs that start nothing, or that end
/// their own. It is tied to the thread that starts the child; swift-subprocess starts all of them from one thread that
/// lives as long as the process.
struct GuardedLaunch {
    var configuration: Configuration

    init(_ command: ChildCommand) {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        let changes = Dictionary(
            uniqueKeysWithValues: command.environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
        var executable = command.executable
        var arguments = command.arguments
        if let guarding = try? InstalledProgram.setpriv.path() {
            arguments = ["--pdeathsig", "KILL", "--", executable] + arguments
            executable = guarding
        }
        configuration = Configuration(
            executable: .path(.init(executable)), arguments: Arguments(arguments),
            environment: .inherit.updating(changes),
            workingDirectory: command.workingDirectory.map { .init($0) }, platformOptions: options
        )
    }
}
