import Glibc
import Synchronization

/// One run of `store-kill-driver`, a process of ours that writes until it is killed.
final class KillDriver {
    let process: pid_t
    private let output: Int32
    private var text: [UInt8] = []

    /// One start at a time: a pipe's end that another child inherited would never close.
    private static let starting = Mutex(())

    init(directory: String) throws {
        let folder = Self.target(of: "/proc/self/exe").split(separator: "/").dropLast()
        let program = "/" + (folder + ["store-kill-driver"]).joined(separator: "/")
        (process, output) = try Self.starting.withLock { _ in try Self.start(program, directory) }
    }

    private static func start(_ program: String, _ directory: String) throws -> (pid_t, Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TemporaryDirectory.Refused(call: "pipe", error: errno) }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup(directory), nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let error = posix_spawn(&process, program, &actions, nil, &arguments, environ)
        guard error == 0 else {
            close(ends[0])
            throw TemporaryDirectory.Refused(call: "posix_spawn \(program)", error: error)
        }
        return (process, ends[0])
    }

    deinit {
        kill()
        close(output)
    }

    /// Waits until the driver has acknowledged `count` writes, at most 30 s; false when it ended before.
    func acknowledged(atLeast count: Int) -> Bool {
        while text.count(where: { $0 == 0x0A }) < count {
            var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 30_000) > 0, readSome() else { return false }
        }
        return true
    }

    /// Kills it at once and returns the last number that it said whole; nil when it said none.
    func killAndReadLast() -> Int64? {
        kill()
        while readSome() {}
        let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        return lines.last.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
    }

    private var isReaped = false
    private func kill() {
        guard !isReaped else { return }
        isReaped = true
        Glibc.kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    private func readSome() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(output, &buffer, buffer.count)
        guard count > 0 else { return false }
        text += buffer.prefix(count)
        return true
    }

    /// What the process has open, by name.
    func openFiles() -> Set<String> {
        Set((0..<64).map { Self.target(of: "/proc/\(process)/fd/\($0)") })
    }

    private static func target(of link: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(link, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
