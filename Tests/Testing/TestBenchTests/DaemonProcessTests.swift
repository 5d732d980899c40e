import FoundationEssentials
import TestBench
import Testing

@Suite(.timeLimit(.minutes(1))) struct DaemonProcessTests {
    @Test func `a daemon that is not built is said to be missing, with what to do`() async throws {
        try await withBench { bench in
            let failure = await #expect(throws: BenchFailure.self) {
                _ = try await DaemonProcess.start(
                    on: bench, binary: "/nowhere/lianbod", configurationFile: "/dev/null", healthPort: 9)
            }
            #expect(failure?.description.contains("make build") == true)
        }
    }

    @Test func `a daemon that ends before it is ready is told of with its last words`() async throws {
        try await withBench { bench in
            let binary = try Self.script("echo \"cannot read $2\"; exit 78", on: bench)
            let port = try KernelPorts.free()
            let failure = await #expect(throws: BenchFailure.self) {
                _ = try await DaemonProcess.start(
                    on: bench, binary: binary, configurationFile: "/nowhere.yaml", healthPort: port)
            }
            #expect(failure?.description.contains("exit code 78") == true)
            #expect(failure?.description.contains("cannot read /nowhere.yaml") == true)
        }
    }

    @Test func `a daemon that never answers is given up, and ended with the bench`() async throws {
        try await withBench { bench in
            let binary = try Self.script("exec sleep 600", on: bench)
            let port = try KernelPorts.free()
            await #expect(throws: TimeLimitExceeded.self) {
                _ = try await DaemonProcess.start(
                    on: bench, binary: binary, configurationFile: "/dev/null", healthPort: port,
                    within: .milliseconds(300))
            }
        }
    }

    private static func script(_ text: String, on bench: Bench) throws -> String {
        let path = try bench.scratchDirectory().write("#!/bin/sh\n\(text)\n", to: "daemon")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return path
    }
}
