import Glibc
import TestBench

/// Which cores do what: the relay is alone on one, everything else shares the others.
struct Cores: Sendable {
    var relay: Int
    var others: [Int]

    /// Binds this process, all its threads and what it starts from now on to ``others``.
    func bindThisProcess() async throws {
        let list = others.map(String.init).joined(separator: ",")
        let command = ChildCommand(
            "taskset", executable: try Programs.path(of: "taskset", package: "util-linux"),
            arguments: ["--all-tasks", "--cpu-list", "--pid", list, "\(getpid())"])
        let run = try await ProgramRun.run(command, within: .seconds(10))
        guard run.end.isSuccess else { throw BenchFailure("The cores \(list) cannot be had: \(run.standardError)") }
    }

    /// The command that runs `executable` on the relay's core.
    func onRelayCore(
        _ label: String, _ executable: String, _ arguments: [String], in directory: String? = nil
    )
        throws -> ChildCommand
    {
        ChildCommand(
            label, executable: try Programs.path(of: "taskset", package: "util-linux"),
            arguments: ["-c", "\(relay)", executable] + arguments, workingDirectory: directory)
    }

    /// Lets this thread run before all others of its core, so that what it measures is the relay and not the sinks.
    /// False where that is not allowed.
    static func preferThisThread() -> Bool {
        var parameters = sched_param(sched_priority: 10)
        return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0
    }

    /// As many descriptors as the system lets us have, for us and what we start.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
