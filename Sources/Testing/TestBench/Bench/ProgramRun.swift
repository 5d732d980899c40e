import FoundationEssentials
import Subprocess

/// What came of a program that was run to its end.
package struct ProgramRun: Sendable {
    package var end: ChildEnd
    package var standardOutput: String
    package var standardError: String

    /// Runs `command` and returns when it has ended. Throws ``TimeLimitExceeded`` after `limit` (the program is killed then), or what
    /// the system said when it could not be started; a non-zero exit code is an ordinary answer.
    package static func run(
        _ command: ChildCommand, within limit: Duration, outputLimit: Int = 16 << 20
    ) async throws -> ProgramRun {
        try await withTimeLimit(limit, "\(command.label) to finish") {
            let result = try await Subprocess.run(
                GuardedLaunch(command).configuration, input: .none, output: .string(limit: outputLimit),
                error: .string(limit: outputLimit)
            )
            return ProgramRun(
                end: ChildEnd(result.terminationStatus), standardOutput: result.standardOutput,
                standardError: result.standardError
            )
        }
    }
}
