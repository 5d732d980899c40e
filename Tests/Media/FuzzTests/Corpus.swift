import Foundation
import WireFuzzing

/// The inputs that are kept in the repository.
enum Corpus {
    struct Input {
        var name: String
        var bytes: [UInt8]
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Fuzz").standardizedFileURL

    static func seeds(of target: FuzzTarget) throws -> [Input] { try inputs(in: "Seeds/\(target.rawValue)") }

    /// None for a target that never had one.
    static func findings(of target: FuzzTarget) throws -> [Input] { try inputs(in: "Findings/\(target.rawValue)") }

    private static func inputs(in path: String) throws -> [Input] {
        let place = folder.appending(path: path)
        guard FileManager.default.fileExists(atPath: place.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: place.path)
            .filter { !$0.hasPrefix(".") }
            .sorted()
            .map { Input(name: $0, bytes: Array(try Data(contentsOf: place.appending(path: $0)))) }
    }
}
