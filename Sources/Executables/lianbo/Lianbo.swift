import ArgumentParser
import ControlClient

/// The operator's hand on the control room.
@main
struct Lianbo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lianbo",
        abstract: "Runs live broadcasts that go out on many accounts at once.",
        discussion: """
            A night from plan to report:

              lianbo broadcast plan tonight.yaml --dry-run  # check, keep nothing
              lianbo broadcast plan tonight.yaml
              lianbo feed generate-key host                 # for the encoder
              lianbo broadcast arm tonight                  # the clock takes over
              lianbo broadcast watch tonight                # live; q quits
              lianbo dump tonight                           # what has not gone out yet
              lianbo broadcast report tonight

            Ids may be shortened to a unique beginning. Every command takes --json.

            The daemon is found by --server, LIANBO_SERVER, or
            http://127.0.0.1:8080; the token by --token-file, LIANBO_TOKEN_FILE,
            LIANBO_TOKEN, or ./var/lianbo/admin.token. Secrets come from standard
            input, never from the command line. NO_COLOR is respected.

            Shell completion (bash, zsh, fish):
              lianbo --generate-completion-script bash > lianbo.bash

            Exit codes:
              0   done
              1   failed
              2   refused by the daemon, or a conflict
              3   no daemon answers
              64  misuse of the command line
            """,
        subcommands: [
            BroadcastCommand.self, CueCommands.self, GuestCommands.self, StageCommands.self, RundownCommand.self,
            DestinationCommands.self,
            AccountCommand.self,
            FeedCommand.self, DumpCommand.self, CutCommand.self, LiftCommand.self, DelayCommand.self,
            MetricsCommand.self, RehearseCommand.self, UserCommand.self, AuditCommand.self, StatusCommand.self,
            LogLevelCommand.self, CampaignCommand.self, SeriesCommand.self,
        ]
    )

    static func main() async {
        let code = await execute(Array(CommandLine.arguments.dropFirst()))
        if code != .done { exit(withError: ArgumentParser.ExitCode(code.rawValue)) }
    }

    /// Runs one command line to its end and tells how it went; what people read goes through ``Console/current``.
    static func execute(_ arguments: [String]) async -> Outcome {
        let console = Console.current
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .done
        } catch let fault as ClientFault {
            console.complain("lianbo: " + Explanation.of(fault))
            return Outcome(fault)
        } catch let failure as CommandFailure {
            console.complain("lianbo: \(failure.message)")
            return failure.outcome
        } catch is CancellationError {
            return .failed
        } catch {
            // Help, version, completion scripts and misuse.
            let isAnswer = exitCode(for: error).isSuccess
            let text = fullMessage(for: error)
            if !text.isEmpty { isAnswer ? console.print(text) : console.complain(text) }
            return isAnswer ? .done : exitCode(for: error) == .validationFailure ? .misuse : .failed
        }
    }
}
