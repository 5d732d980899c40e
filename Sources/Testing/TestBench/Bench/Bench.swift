import FoundationEssentials
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Owns every process and directory that a test or the demo makes, and ends them all.
///
/// ``withBench(_:)`` is the way to one. Children are ended newest first, politely and then by force; directories go
/// last. ``endAtOnce()`` does the same without waiting, for a second Ctrl-C. Should this process die without either,
/// the kernel ends the children (parent-death signal).
package final class Bench: Sendable {
    private struct Belongings {
        var children: [ChildProcess] = []
        var endings: [@Sendable () async -> Void] = []
        var directories: [String] = []
        var isOver = false
    }
    private let belongings = Mutex(Belongings())

    package init() {}

    /// Starts a program; the bench ends it. Throws ``MissingProgram`` or what the system said.
    package func start(_ command: ChildCommand) async throws -> ChildProcess {
        guard !belongings.withLock({ $0.isOver }) else { throw CancellationError() }
        let child = try await ChildProcess.start(command)
        let tooLate = belongings.withLock {
            $0.children.append(child)
            return $0.isOver
        }
        if tooLate { child.signal(SIGKILL) }
        return child
    }

    /// A new empty directory that only this user can enter, removed with the bench.
    package func scratchDirectory(named name: String = "bench") throws -> ScratchDirectory {
        let directory = try ScratchDirectory(named: name)
        belongings.withLock { $0.directories.append(directory.path) }
        return directory
    }

    /// Runs `ending` before the children are ended; last registered, first run.
    package func whenOver(_ ending: @escaping @Sendable () async -> Void) {
        belongings.withLock { $0.endings.append(ending) }
    }

    /// Ends everything and waits for it: endings, then children newest first with `grace` each, then directories.
    package func end(grace: Duration = .seconds(5)) async {
        let endings = belongings.withLock { belongings in
            belongings.isOver = true
            defer { belongings.endings = [] }
            return belongings.endings
        }
        for ending in endings.reversed() { await ending() }
        let children = belongings.withLock { $0.children }
        await withTaskGroup(of: Void.self) { group in
            for child in children.reversed() { group.addTask { await child.end(grace: grace) } }
        }
        removeDirectories()
    }

    /// Kills every child and removes every directory without waiting for anything.
    package func endAtOnce() {
        let children = belongings.withLock { belongings in
            belongings.isOver = true
            return belongings.children
        }
        for child in children.reversed() { child.signal(SIGKILL) }
        removeDirectories()
    }

    private func removeDirectories() {
        let directories = belongings.withLock { belongings in
            defer { belongings.directories = [] }
            return belongings.directories
        }
        for directory in directories.reversed() { ScratchDirectory.remove(directory) }
    }
}

/// Runs `body` with a bench of its own and ends everything the bench owns before returning, also after an error or a
/// cancellation.
package func withBench<Result: Sendable>(_ body: @Sendable (Bench) async throws -> Result) async throws -> Result {
    let bench = Bench()
    do {
        let result = try await body(bench)
        await Task { await bench.end() }.value
        return result
    } catch {
        await Task { await bench.end() }.value
        throw error
    }
}
