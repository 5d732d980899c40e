import ArgumentParser
import TestBench

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The whole night on one machine: the real daemon, real endpoints, a real encoder, real viewers.
@main
struct LianboDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lianbo-demo",
        abstract: "Relays one test programme to many accounts on this machine, and checks what arrived.",
        discussion: """
            Without --seconds it runs until Ctrl-C and then reports; a second Ctrl-C stops everything at once. With --seconds it \
            ends by itself and prints its report as one JSON object on the last line. It fails when an account lacks decodable \
            picture and sound, or a cue did not run. Everything it starts and writes is gone afterwards.
            """
    )

    @Option(help: "How many accounts the programme goes to, 1 to 500.")
    var accounts = 107

    @Option(help: "Length of the programme in seconds, 15 to 7200; without it, until Ctrl-C.")
    var seconds: Int?

    @Option(help: "The daemon's binary.")
    var lianbod: String

    @Option(help: "The operator's command, to be named in hints.")
    var lianbo: String

    @Option(help: "The campaign whose people, products and rundown are used, shortened.")
    var plan = "Config/campaigns/hubei-night.yaml"

    @Option(
        help: ArgumentHelp(
            "Take pictures of the dashboard for the documents, with three accounts in trouble.", valueName: "directory")
    )
    var pictures: String?

    func validate() throws {
        guard (1...500).contains(accounts) else { throw ValidationError("--accounts must be from 1 to 500.") }
        if pictures != nil, seconds ?? 0 < 60 { throw ValidationError("--pictures needs --seconds 60 or more.") }
        if let seconds, !(15...7200).contains(seconds) { throw ValidationError("--seconds must be from 15 to 7200.") }
    }

    func run() async throws {
        let bench = Bench()
        let interruption = try Interruption(bench: bench)
        let console = DemoConsole(isUnattended: seconds != nil)
        let night = DemoNight(
            bench: bench, console: console, interruption: interruption, accountCount: accounts, seconds: seconds,
            daemonBinary: lianbod,
            commandBinary: lianbo, planFile: plan, pictures: pictures.map { DemoPictures(directory: $0) })
        var report: DemoReport?
        do {
            report = try await night.run()
        } catch is CancellationError {
            console.say("Stopped before the programme was on air.")
        } catch  where interruption.hasCome {
            console.say("Stopped.")
        } catch {
            console.complain("\(error)")
        }
        await bench.end()
        guard let report else { throw ExitCode(interruption.hasCome ? 130 : 1) }
        console.show(report)
        if !report.passed { throw ExitCode(1) }
    }
}
