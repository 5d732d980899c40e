import Glibc
import Synchronization

/// One run of `cue-kill-driver`, a process of ours with a control room in it. Nothing here blocks a thread.
final class CueKillDriver {
    struct Refused: Error {
        let call: String
        let error: Int32
    }

    /// One start at a time, so that no child inherits another's pipe.
    private static let starting = Mutex(())

    private let process: pid_t
    private let output: Int32
    /// As waitpid tells it; nil while it runs.
    private var status: Int32?

    init(directory: String) throws {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let folder = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: "/").dropLast()
        let program = "/" + (folder + ["cue-kill-driver"]).joined(separator: "/")
        (process, output) = try Self.starting.withLock { _ in try Self.start(program, directory) }
    }

    private static func start(_ program: String, _ directory: String) throws -> (pid_t, Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Refused(call: "pipe", error: errno) }
        defer { close(ends[1]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
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
            throw Refused(call: "posix_spawn \(program)", error: error)
        }
        return (process, ends[0])
    }

    deinit {
        if status == nil {
            Glibc.kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        close(output)
    }

    /// Whether it still runs.
    var isRunning: Bool {
        guard status == nil else { return false }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return true }
        self.status = status
        return false
    }

    /// It ended by itself, having settled everything.
    var isDone: Bool { !isRunning && status == 0 }

    /// Waits until it has said that its clock runs, or has ended.
    func up() async throws {
        var byte: UInt8 = 0
        while isRunning, read(output, &byte, 1) != 1 { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Waits until it has ended by itself.
    func ended() async throws {
        while isRunning { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Kills it at once; returns false when it had ended before.
    func kill() async throws -> Bool {
        guard isRunning else { return false }
        Glibc.kill(process, SIGKILL)
        while isRunning { try await Task.sleep(for: .milliseconds(1)) }
        return status == SIGKILL
    }
}
