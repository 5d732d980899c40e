import BroadcastModel
import Subprocess

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One launch of a program, from start to exit, with both outputs read to their ends.
///
/// Cancelling the task asks the child to end and kills it after `grace`.
struct ChildRun {
    let command: StudioCommand
    let grace: Duration
    let child: RunningChild

    /// Hands over what the child writes as it comes, never more than a pipe holds at a time; both closures are called
    /// from tasks of their own and must not block.
    func whole(
        output: @escaping @Sendable (UnsafeRawBufferPointer) -> Void,
        errors: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) async -> ChildExit {
        defer { child.ended() }
        do {
            let pour = try command.supply.map(ChildPour.init)
            let input = pour == nil ? try ChildInput(command.input) : nil
            let inputEnd = pour?.readEnd ?? input?.readEnd ?? -1
            let result = try await Subprocess.run(
                ChildLaunch(command, grace: grace).configuration,
                input: .fileDescriptor(.init(rawValue: inputEnd), closeAfterSpawningProcess: false),
                output: .sequence, error: .sequence
            ) { execution in
                child.began(execution.processIdentifier.value)
                // A body that threw would close the pipes under a child that still writes.
                async let messages: Void = Self.drain(execution.standardError, errors)
                async let pouring: Void? = pour?.run()
                await Self.drain(execution.standardOutput, output)
                await messages
                pour?.stop()
                await pouring
            }
            // Both hold the descriptors that the child was given.
            withExtendedLifetime((pour, input)) {}
            switch result.terminationStatus {
            case .exited(let code): return .exited(code)
            case .signaled(let signal): return .signalled(signal)
            }
        } catch let fault as Fault {
            return .notLaunched(fault)
        } catch {
            return .notLaunched(
                Fault(
                    .internalError, "\(command.label) could not be started from \(command.executable).", blame: .ours,
                    cause: "\(error)"))
        }
    }

    private static func drain(
        _ stream: SubprocessOutputSequence, _ take: @Sendable (UnsafeRawBufferPointer) -> Void
    ) async {
        var iterator = stream.makeAsyncIterator()
        // A read fails only once the child is gone; what it left is of no use then.
        while let buffer = try? await iterator.next() {
            buffer.withUnsafeBytes { take($0) }
            // A pipe that is never empty never suspends the reader; others need its thread, not least those who end the child.
            await Task.yield()
        }
    }
}
