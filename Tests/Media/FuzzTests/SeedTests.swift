import Testing
import WireFuzzing

/// The fuzz targets without a fuzzer: seeds, old findings, and mutations that are the same in every run.
struct SeedTests {
    static let mutations = 3_000

    /// Findings by people and fuzzers, each named for what was wrong.
    @Test(arguments: FuzzTarget.allCases)
    func keptInputsBreakNoPromise(_ target: FuzzTarget) throws {
        let seeds = try Corpus.seeds(of: target)
        #expect(seeds.count >= 2)
        for input in try seeds + Corpus.findings(of: target) {
            #expect(throws: Never.self, "\(target.rawValue)/\(input.name)") { try target.run(input.bytes) }
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func mutatedInputsBreakNoPromise(_ target: FuzzTarget) throws {
        let inputs = try Corpus.seeds(of: target) + Corpus.findings(of: target)
        try #require(!inputs.isEmpty)
        var generator = SeededGenerator(seed: 20_260_901)
        var reached = 0
        for round in 0..<Self.mutations {
            let input = inputs[round % inputs.count]
            let bytes = generator.mutate(input.bytes)
            do {
                reached += try target.run(bytes) > 0 ? 1 : 0
            } catch {
                Issue.record("\(target.rawValue)/\(input.name), round \(round): \(error.what)\n\(bytes)")
            }
        }
        #expect(reached > Self.mutations / 10, "mutations that still get somewhere")
    }

    /// What real sessions say today, so that seeds on disk may be old but the tests are not.
    @Test(arguments: FuzzTarget.allCases)
    func whatRealSessionsSayBreaksNoPromise(_ target: FuzzTarget) throws {
        let seeds = SeedRecorder.record().filter { $0.target == target }
        #expect(Set(seeds.map(\.name)) == Set(try Corpus.seeds(of: target).map(\.name)))
        var reached = 0
        for seed in seeds {
            #expect(throws: Never.self, "\(seed.name)") { reached += try target.run(seed.bytes) > 0 ? 1 : 0 }
        }
        #expect(reached > seeds.count / 2, "seeds that get somewhere")
    }
}
