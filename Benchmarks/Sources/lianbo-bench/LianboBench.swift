import ArgumentParser
import FoundationEssentials
import Glibc
import TestBench

/// The relay beside what people use today, on one machine in one run.
@main
struct LianboBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lianbo-bench",
        abstract: "Measures what relaying one programme to many accounts costs and how long it takes.",
        discussion: """
            The relay has one core for itself; publisher, sinks and the bench share the others. Compared are lianbod, nginx-rtmp's \
            push, ffmpeg's tee and a bare loop that sends the same bytes. It prints tables and writes JSON. Nothing measured \
            makes it fail. See Benchmarks/README.md.
            """
    )

    @Flag(help: "Only 107 accounts at the main rate.")
    var quick = false

    @Option(help: "Numbers of accounts at the main rate.")
    var accounts = "10,107,300,1000"

    @Option(help: "The main rate, picture and sound together, in Mbit/s.")
    var megabits = 4.2

    @Option(help: "Further rates in Mbit/s, with --rate-accounts accounts; \"\" for none.")
    var rates = "1,4,8"

    @Option(help: "How many accounts the further rates, the further ticks and RTMPS are measured with.")
    var rateAccounts = 107

    @Option(help: "Ticks of lianbod and the floor in ms; all of it with the first. 0: one send a message.")
    var ticks = "33,0"

    @Option(help: "Who is measured: lianbod, nginx-rtmp, ffmpeg, srs, floor.")
    var contenders = "lianbod,nginx-rtmp,ffmpeg,srs,floor"

    @Flag(inversion: .prefixedNo, help: "The RTMPS rows.")
    var tls = true

    @Option(help: "How often everything is measured, in turn.")
    var rounds = 1

    @Option(help: "Seconds that CPU and delay are measured, in each run.")
    var window = 10

    @Option(help: "Seconds before that; with the default lianbod's log is full.")
    var warmUp = 13

    @Option(help: "Sender threads of lianbod; 0: the daemon decides.")
    var relayThreads = 1

    @Option(help: "chunk_size of nginx-rtmp's push; 4096 is its default.")
    var nginxChunk = 4096

    @Option(help: "The relay's core.")
    var relayCore = 0

    @Option(help: "Cores of everything else.")
    var otherCores = "1"

    @Option(help: "The daemon's binary, a release build.")
    var lianbod = ".build/release/lianbod"

    @Option(help: "The floor's binary (make bench builds it).")
    var floor = ".build/bench/lianbo-floor"

    @Option(help: "Where clips are kept.")
    var clips = ".build/bench/clips"

    @Option(help: "Where the JSON goes.")
    var json = ".build/bench/results.json"

    func validate() throws {
        guard !list(accounts, Int.init).isEmpty, list(accounts, Int.init).allSatisfy({ (1...2000).contains($0) }),
            (1...2000).contains(rateAccounts)
        else { throw ValidationError("Numbers of accounts are from 1 to 2000.") }
        guard ([megabits] + list(rates, Double.init)).allSatisfy({ (0.5...50).contains($0) }) else {
            throw ValidationError("Rates are from 0.5 to 50 Mbit/s.")
        }
        guard !list(ticks, Int.init).isEmpty, list(ticks, Int.init).allSatisfy({ (0...200).contains($0) }) else {
            throw ValidationError("Ticks are from 0 to 200 ms.")
        }
        guard (1...600).contains(window), (3...600).contains(warmUp), (1...100).contains(rounds),
            (0...64).contains(relayThreads), (128...65_536).contains(nginxChunk)
        else {
            throw ValidationError(
                "--window is from 1 to 600, --warm-up from 3 to 600, --rounds from 1 to 100, --relay-threads from 0 to 64, "
                    + "--nginx-chunk from 128 to 65536.")
        }
        guard !list(otherCores, Int.init).isEmpty, !list(otherCores, Int.init).contains(relayCore) else {
            throw ValidationError("The relay's core cannot be one of --other-cores; two cores are needed.")
        }
        for name in contenders.split(separator: ",") where ContenderKind(rawValue: String(name)) == nil {
            throw ValidationError("There is no contender \(name).")
        }
    }

    func run() async throws {
        let cores = Cores(relay: relayCore, others: list(otherCores, Int.init))
        Cores.raiseDescriptorLimit()
        try Interruption.watch()
        for binary in [lianbod, floor] where !FileManager.default.isExecutableFile(atPath: binary) {
            throw BenchFailure("There is no \(binary). Run it with: make bench")
        }
        let rounds = BenchRounds(
            plan: CasePlan(
                accounts: quick ? [rateAccounts] : list(accounts, Int.init), megabits: megabits,
                rates: quick ? [] : list(rates, Double.init), rateAccounts: rateAccounts, ticks: list(ticks, Int.init),
                contenders: Set(contenders.split(separator: ",").compactMap { ContenderKind(rawValue: String($0)) }),
                secure: tls),
            settings: ContenderSettings(
                cores: cores, lianbod: lianbod, floor: floor, tickMilliseconds: 0, relayThreads: relayThreads,
                nginxChunk: nginxChunk),
            rounds: self.rounds, warmUp: .seconds(warmUp), window: .seconds(window), clips: clips, json: json)
        try await rounds.run(parameters: parameters)
    }

    private var parameters: [String: String] {
        [
            "quick": "\(quick)", "accounts": accounts, "megabits": Shown.plain(megabits), "rates": rates,
            "rate-accounts": "\(rateAccounts)", "ticks": ticks, "contenders": contenders, "tls": "\(tls)",
            "rounds": "\(rounds)", "window": "\(window)", "warm-up": "\(warmUp)", "relay-threads": "\(relayThreads)",
            "nginx-chunk": "\(nginxChunk)",
            "relay-core": "\(relayCore)", "other-cores": otherCores, "lianbod": lianbod, "floor": floor,
        ]
    }

    private func list<Value>(_ text: String, _ read: (String) -> Value?) -> [Value] {
        text.split(separator: ",").compactMap { read(String($0.filter { !$0.isWhitespace })) }
    }
}
