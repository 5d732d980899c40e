import TestBench

/// `lianbo-floor`: the same bytes in the same batches to sessions that are open already (Benchmarks/Floor).
struct FloorContender: Contender {
    let process: ChildProcess
    let feed: FeedTarget

    static func start(on bench: Bench, _ settings: ContenderSettings, _ farm: SinkFarm) async throws -> FloorContender {
        let lines = farm.accounts.map { "\($0.port) \(SinkFarm.application) \($0.name)\n" }
        let targets = try bench.scratchDirectory(named: "floor").write(lines.joined(), to: "targets")
        let process = try await bench.start(
            settings.cores.onRelayCore(
                "lianbo-floor", settings.floor,
                ["\(settings.tickMilliseconds)", targets] + (farm.authorities.map { [$0] } ?? [])))
        let line = try await process.waitForLine(within: .seconds(60), "its sessions to be open") {
            $0.hasPrefix("ready ")
        }
        guard let port = Int(line.dropFirst("ready ".count)) else { throw BenchFailure("lianbo-floor said: \(line)") }
        return FloorContender(process: process, feed: .records(port: port))
    }

    func begin(_ publisher: ClipPublisher) async throws -> UInt64? { nil }
}
