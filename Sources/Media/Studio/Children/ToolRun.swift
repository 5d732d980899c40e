import BroadcastModel
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One run of a tool that ends by itself, within a time limit.
final class ToolRun: Sendable {
    private let command: StudioCommand
    private let limit: Duration
    private let clock: any ClockPort
    private let child = RunningChild()
    private let messages = Mutex(ChildMessages())

    /// The tool runs below everything that is on air.
    init(_ command: StudioCommand, within limit: Duration, clock: any ClockPort) {
        var unhurried = command
        unhurried.isUnhurried = true
        self.command = unhurried
        self.limit = limit
        self.clock = clock
    }

    /// Runs it and returns its last words; called once. `take` gets what it writes and says whether it wants more; the tool is killed
    /// when not, which is no error here. Throws `stalled`, `malformed` (an exit code), what stood in the way of starting it, or
    /// `CancellationError`; the process is gone in every case.
    func whole(_ take: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool) async throws -> [String] {
        let exit = try await withThrowingTaskGroup(of: ChildExit?.self, returning: ChildExit?.self) { group in
            group.addTask { await self.run(take) }
            group.addTask {
                try await self.clock.sleep(until: self.clock.monotonicTime() + self.limit)
                return nil
            }
            // Ends the process if it still runs; the group waits until it is gone.
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        let lines = messages.withLock { messages in
            messages.end()
            return messages.lines
        }
        switch exit {
        case nil: throw Fault(.stalled, "\(command.label) did not finish in time.", blame: .ours, cause: lines.last)
        case .exited(0), .signalled: return lines
        case .exited(let code):
            throw Fault(
                .malformed, "\(command.label) cannot make anything of this (code \(code)).", blame: .operatorSide,
                cause: lines.last)
        case .notLaunched(let fault): throw fault
        }
    }

    private func run(_ take: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool) async -> ChildExit {
        await ChildRun(command: command, grace: .seconds(1), child: child).whole(
            output: { if !take($0) { self.child.signal(SIGKILL) } },
            errors: { bytes in
                let isFlood = self.messages.withLock { $0.take(bytes, now: self.clock.monotonicTime()) }
                if isFlood { self.child.signal(SIGKILL) }
            })
    }
}
