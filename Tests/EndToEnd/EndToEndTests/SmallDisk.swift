import Foundation
import TestBench

/// A file system of a few MiB in memory, to be filled; it is gone with its bench.
struct SmallDisk: Sendable {
    /// A file system of its own needs root, as the tests of continuous integration have it.
    static let isPossible = geteuid() == 0

    let path: String
    /// What ``fill()`` writes; remove it, and there is room again.
    var ballast: String { "\(path)/lianbo-ballast" }

    static func mount(on bench: Bench, mebibytes: Int) async throws -> SmallDisk {
        let path = try bench.scratchDirectory(named: "disk").directory("data")
        let mounted = try await ProgramRun.run(
            ChildCommand(
                "mount", executable: "/bin/mount",
                arguments: ["-t", "tmpfs", "-o", "size=\(mebibytes)m,mode=0700", "tmpfs", path]), within: .seconds(10))
        guard mounted.end.isSuccess else { throw BenchFailure("No small disk: \(mounted.standardError)") }
        bench.whenOver {
            _ = try? await ProgramRun.run(
                ChildCommand("umount", executable: "/bin/umount", arguments: ["-l", path]), within: .seconds(10))
        }
        return SmallDisk(path: path)
    }

    /// Leaves not a page.
    func fill() throws {
        _ = FileManager.default.createFile(atPath: ballast, contents: nil)
        guard let handle = FileHandle(forWritingAtPath: ballast) else {
            throw BenchFailure("No ballast at \(ballast).")
        }
        while (try? handle.write(contentsOf: Data(count: 4096))) != nil {}
        try? handle.close()
    }
}
