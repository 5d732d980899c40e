import FoundationEssentials
import TestBench
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite(.timeLimit(.minutes(1))) struct ChildProcessTests {
    private static func shell(_ script: String) -> ChildCommand {
        ChildCommand("shell", executable: "/bin/sh", arguments: ["-c", script])
    }
    private static func exists(_ pid: Int32) -> Bool { kill(pid, 0) == 0 }

    @Test func `a child's lines are kept and can be waited for`() async throws {
        try await withBench { bench in
            let child = try await bench.start(Self.shell("echo one; sleep 0.1; echo two >&2; exit 3"))
            try await child.waitForLine(within: .seconds(5), "the second line") { $0 == "two" }
            #expect(try await child.waitForEnd(within: .seconds(5)) == .exited(3))
            #expect(child.output.lines == ["one", "two"])
        }
    }

    @Test func `waiting for a line that never comes says how the child ended and what it printed`() async throws {
        try await withBench { bench in
            let child = try await bench.start(Self.shell("echo last words; exit 4"))
            let failure = await #expect(throws: BenchFailure.self) {
                try await child.waitForLine(within: .seconds(5), "readiness") { $0 == "never" }
            }
            #expect(failure?.description.contains("exit code 4") == true)
            #expect(failure?.description.contains("last words") == true)
        }
    }

    @Test func `a bench ends what it started, also what ignores being asked, and removes its directories`() async throws
    {
        let (pids, directory) = try await withBench { bench in
            let scratch = try bench.scratchDirectory()
            try scratch.write("kept until the end", to: "file")
            let polite = try await bench.start(Self.shell("echo ready; exec sleep 600"))
            let stubborn = try await bench.start(Self.shell("trap '' TERM; echo ready; while :; do sleep 600; done"))
            for child in [polite, stubborn] {
                try await child.waitForLine(within: .seconds(5), "readiness") { $0 == "ready" }
            }
            await bench.end(grace: .milliseconds(200))
            return ([polite.pid, stubborn.pid], scratch.path)
        }
        for pid in pids { #expect(!Self.exists(pid)) }
        #expect(!FileManager.default.fileExists(atPath: directory))
    }

    @Test func `an error in the body still ends the children`() async throws {
        struct Planned: Error {}
        let (numbers, report) = AsyncStream<Int32>.makeStream()
        await #expect(throws: Planned.self) {
            try await withBench { bench in
                report.yield(try await bench.start(Self.shell("exec sleep 600")).pid)
                report.finish()
                throw Planned()
            }
        }
        for await pid in numbers { #expect(!Self.exists(pid)) }
    }

    @Test func `the kernel is told to kill a child when we die`() async throws {
        try await withBench { bench in
            // The shell asks for its own parent-death signal through the one program that can tell.
            let child = try await bench.start(Self.shell("exec setpriv --dump"))
            _ = try await child.waitForEnd(within: .seconds(5))
            #expect(
                child.output.lines.contains { $0.lowercased().contains("parent death signal: kill") },
                "\(child.output.text)")
        }
    }

    @Test func `a program that hangs is ended when its time is over`() async throws {
        let start = ContinuousClock.now
        await #expect(throws: TimeLimitExceeded.self) {
            _ = try await ProgramRun.run(Self.shell("exec sleep 600"), within: .milliseconds(300))
        }
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func `a missing program is named together with its package`() {
        let missing = MissingProgram(name: "nginx", package: "libnginx-mod-rtmp")
        #expect(
            missing.description.contains("nginx") && missing.description.contains("apt-get install libnginx-mod-rtmp"))
    }

    @Test func `ports from the kernel are distinct`() throws {
        let ports = try KernelPorts.free(50)
        #expect(Set(ports).count == 50 && ports.allSatisfy { (1024...65535).contains($0) })
    }
}
