import FoundationEssentials

/// Everything that one call of the bench found; the JSON file.
struct BenchReport: Codable, Sendable {
    var machine: MachineFacts
    /// The command line, as it was meant: defaults included.
    var parameters: [String: String]
    /// Real payload rate of each clip in bits a second, by its nominal one in Mbit/s.
    var clips: [String: Int]
    var runs: [RunRecord] = []
    var targets: [TargetLine] = []

    /// The runs of one case that were measured.
    func figures(of wanted: BenchCase) -> [RunFigures] { runs.filter { $0.case == wanted }.compactMap(\.figures) }

    func write(to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if !directory.isEmpty {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
        try encoder.encode(self).write(to: URL(filePath: file))
    }
}
