import Subprocess

/// One run of a program that the machine has: its end and its words.
struct ToolRun: Sendable {
    let succeeded: Bool
    let output: String
    let errors: String

    /// Runs `program` to its end; cancelling the task kills it.
    static func run(_ program: String, _ arguments: [String]) async throws -> ToolRun {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), platformOptions: options, output: .string(limit: 4 << 20),
            error: .string(limit: 4 << 20))
        return ToolRun(
            succeeded: result.terminationStatus.isSuccess, output: result.standardOutput, errors: result.standardError)
    }
}
