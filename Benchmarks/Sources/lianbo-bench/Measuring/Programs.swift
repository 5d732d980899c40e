import FoundationEssentials
import TestBench

/// Programs that TestBench does not know.
enum Programs {
    static func find(_ name: String) -> String? {
        let searched = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return (searched + ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin"]).map { "\($0)/\(name)" }
            .first { $0.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: $0) }
    }

    static func path(of name: String, package: String) throws -> String {
        guard let path = find(name) else { throw MissingProgram(name: name, package: package) }
        return path
    }

    /// The first line that `program` prints, on either stream; for versions.
    static func firstLine(of program: String, _ arguments: [String]) async -> String? {
        let command = ChildCommand(program, executable: program, arguments: arguments)
        guard let run = try? await ProgramRun.run(command, within: .seconds(10)) else { return nil }
        return (run.standardOutput + "\n" + run.standardError).split(separator: "\n").first.map(String.init)
    }
}
