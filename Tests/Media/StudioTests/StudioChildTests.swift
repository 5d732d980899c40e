import BroadcastModel
import Studio
import TestBench
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Supervision of real processes: scripts that do what a broken ffmpeg does.
@Suite(.timeLimit(.minutes(2)))
struct StudioChildTests {
    private static let limit: Duration = .seconds(20)
    private static let steady = "while :; do echo media; sleep 0.1; done"

    /// Runs the job's child for the length of `body`; afterwards no process of it is left.
    private static func with(
        _ job: ScriptJob, body: @escaping @Sendable (StudioChild) async throws -> Void
    ) async throws {
        let child = StudioChild(job, clock: SystemClock(), logger: FeedStage.quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await child.run() }
            defer { group.cancelAll() }
            do {
                try await body(child)
            } catch {
                throw BenchFailure("\(error)\nChild: \(child.report)")
            }
        }
        #expect(child.report.processID == nil)
        #expect(child.status == .ended)
    }

    private static func process(_ child: StudioChild, otherThan old: Int32? = nil) async throws -> Int32 {
        try await eventually("a running child", within: limit, every: .milliseconds(20)) {
            guard case .running = child.status, let process = child.report.processID, process != old else { return nil }
            return process
        }
    }

    private static func waitForEnd(_ process: Int32) async throws {
        try await eventually("process \(process) to be gone", within: limit) { ProcessTable.exists(process) ? nil : () }
    }

    @Test func `A child that is killed is replaced`() async throws {
        let job = ScriptJob(Self.steady)
        try await Self.with(job) { child in
            let first = try await Self.process(child)
            kill(first, SIGKILL)
            let second = try await Self.process(child, otherThan: first)
            #expect(!ProcessTable.exists(first))
            #expect(ProcessTable.exists(second))
            #expect(child.report.launches == 2)
            #expect(child.report.lastFault?.code == .internalError)
            #expect(job.finished.withLock { $0 } == 1)
        }
        #expect(job.finished.withLock { $0 } == 2)
    }

    @Test func `A child that is stopped is noticed, killed and replaced`() async throws {
        try await Self.with(ScriptJob(Self.steady) { $0.silenceTimeout = .seconds(2) }) { child in
            let first = try await Self.process(child)
            kill(-first, SIGSTOP)
            let second = try await Self.process(child, otherThan: first)
            try await Self.waitForEnd(first)
            #expect(child.report.lastFault?.code == .stalled)
            #expect(ProcessTable.exists(second))
        }
    }

    @Test func `A child that will not end politely is killed`() async throws {
        let stubborn = "trap '' TERM; \(Self.steady)"
        try await Self.with(ScriptJob(stubborn)) { child in
            let process = try await Self.process(child)
            child.stop()
            try await Self.waitForEnd(process)
        }
    }

    @Test func `A child that floods its error output is killed and replaced, and little of it is kept`() async throws {
        let flood = "echo media; exec yes a line of an error that never ends >&2"
        try await Self.with(ScriptJob(flood, Self.steady)) { child in
            try await eventually("the second launch", within: Self.limit) { child.report.launches > 1 ? () : nil }
            #expect(child.report.lastFault?.code == .tooLarge)
            _ = try await Self.process(child)
        }
    }

    @Test func `A flood without a line end is one line`() async throws {
        try await Self.with(
            ScriptJob("echo media; head -c 700000 /dev/zero >&2; exec sleep 60") { $0.silenceTimeout = .seconds(2) }
        ) { child in
            let first = try await Self.process(child)
            let again = try await Self.process(child, otherThan: first)
            #expect(again != first)
            #expect(child.report.lastLines.joined().utf8.count <= ChildMessages.longestLine)
        }
    }

    @Test func `A child that delivers without end does not grow us`() async throws {
        let job = ScriptJob("exec cat /dev/zero")
        try await Self.with(job) { _ in
            let before = try Self.residentBytes()
            try await eventually("a quarter of a gigabyte", within: Self.limit) {
                job.taken.withLock { $0 } > 1 << 28 ? () : nil
            }
            #expect(try Self.residentBytes() - before < 64 << 20)
        }
    }

    @Test func `Cancelling ends the child and what it started`() async throws {
        let process = Box<Int32?>(nil)
        let job = ScriptJob("sleep 1000 & \(Self.steady)")
        try await Self.with(job) { child in process.value = try await Self.process(child) }
        let group = try #require(process.value)
        try await eventually("the group to be gone", within: Self.limit) { kill(-group, 0) == 0 ? nil : () }
    }

    /// Who writes to a child that is gone must not take us along: nothing here looks at more than that we are still there.
    @Test func `Children that are gone before they read their input leave nothing behind`() async throws {
        for round in 0..<60 {
            try await Self.with(ScriptJob(round.isMultiple(of: 2) ? "exec sleep 1000" : "exit 3")) { child in
                try await eventually("a launch", within: Self.limit, every: .milliseconds(1)) {
                    child.report.launches > 0 && (child.report.processID != nil || round % 2 == 1) ? () : nil
                }
            }
        }
    }

    @Test func `Stopped before it began, it launches nothing`() async throws {
        let child = StudioChild(ScriptJob(Self.steady), clock: SystemClock(), logger: FeedStage.quiet)
        child.stop()
        await child.run()
        #expect(child.report.launches == 0)
    }

    @Test func `A child sees none of our environment, and its secret in its input only`() async throws {
        setenv("STUDIO_TEST_TOKEN", "planted-token-7f3a", 1)
        defer { unsetenv("STUDIO_TEST_TOKEN") }
        let script = "read line; echo \"got $line\" >&2; env >&2; \(Self.steady)"
        try await Self.with(ScriptJob(script)) { child in
            let process = try await Self.process(child)
            let seen = ProcessTable.open(process)
            #expect(seen.contains("PATH="))
            #expect(!seen.contains("planted-token-7f3a"))
            #expect(!seen.contains("hunter2hunter2"))
            let lines = try await eventually("its environment", within: Self.limit) {
                let lines = child.report.lastLines
                return lines.contains { $0.hasPrefix("PATH=") } ? lines : nil
            }
            #expect(lines.contains("got «secret»"))
            #expect(!lines.joined().contains("planted-token-7f3a"))
        }
    }

    @Test func `The kernel kills a child whose Studio died`() async throws {
        let script = "echo media; exec setpriv --dump >&2"
        try await Self.with(ScriptJob(script)) { child in
            try await eventually("setpriv's words", within: Self.limit) {
                let lines = child.report.lastLines.map { $0.lowercased() }
                return lines.contains { $0.hasPrefix("parent death signal") && $0.contains("kill") } ? () : nil
            }
        }
    }

    @Test func `A program that is not there is a fault that a person reads`() async throws {
        struct Missing: ChildJob {
            let policy = StudioChildLifecycle.Policy()
            func command() throws(Fault) -> StudioCommand {
                StudioCommand("nothing", executable: "/nowhere/nothing", arguments: [])
            }
            func makeSink() -> any ChildSink { ScriptJob("").makeSink() }
            func verdict(on exit: ChildExit, lines: [String]) -> (fault: Fault, relaunch: Bool) {
                (Fault(.internalError, "\(exit)", blame: .ours), false)
            }
        }
        let child = StudioChild(Missing(), clock: SystemClock(), logger: FeedStage.quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await child.run() }
            try await eventually("a wait", within: Self.limit) {
                if case .waiting = child.status { () } else { nil }
            }
            #expect(child.report.lastFault != nil)
            group.cancelAll()
        }
    }

    /// `VmRSS` of this process.
    private static func residentBytes() throws -> Int {
        let line = try #require(
            ProcessTable.status().split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return Int(line.split(separator: " ").dropFirst().first ?? "0").map { $0 * 1024 } ?? 0
    }
}

/// One value that a test's own tasks write and read one after the other.
final class Box<Value: Sendable>: @unchecked Sendable {
    // Only ever touched by one task at a time: the test awaits the writer before it reads.
    var value: Value
    init(_ value: Value) { self.value = value }
}
