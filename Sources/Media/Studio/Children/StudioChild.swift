package import BroadcastModel
package import Logging
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Keeps one child process running: launches it, watches it, ends it politely or by force, and launches it again.
///
/// ``run()`` owns the process; nothing is left of it when that returns. A child that dies, hangs, or floods its output costs no more
/// than its own output.
package final class StudioChild: Sendable {
    private struct State {
        var lifecycle: StudioChildLifecycle
        var messages = ChildMessages()
        var bytesDelivered: UInt64 = 0
    }

    private static let tick: Duration = .milliseconds(100)

    private let job: any ChildJob
    private let clock: any ClockPort
    private let random: @Sendable () -> UInt64
    private let logger: Logger
    private let state: Mutex<State>
    private let child = RunningChild()

    package init(
        _ job: any ChildJob, clock: any ClockPort, logger: Logger,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: 0 ... .max) }
    ) {
        self.job = job
        self.clock = clock
        self.logger = logger
        self.random = random
        state = Mutex(State(lifecycle: StudioChildLifecycle(policy: job.policy)))
    }

    /// Returns when the child is over (``stop()``, or its job is done) or the task is cancelled, and the process is gone. Called once.
    package func run() async {
        var action = state.withLock { state in
            // Stopped before it began.
            state.lifecycle.isOver ? .nothing : state.lifecycle.wanted(now: clock.monotonicTime())
        }
        while !Task.isCancelled {
            if action == .launch {
                action = await launch()
                continue
            }
            if state.withLock({ $0.lifecycle.isOver }) { return }
            try? await clock.sleep(until: clock.monotonicTime() + Self.tick)
            action = state.withLock { $0.lifecycle.tick(now: clock.monotonicTime()) }
        }
        perform(state.withLock { $0.lifecycle.unwanted(now: clock.monotonicTime()) })
    }

    /// Ends it for good; ``run()`` returns soon after. May be called from anywhere, again, and before ``run()``'s first launch.
    package func stop() { perform(state.withLock { $0.lifecycle.unwanted(now: clock.monotonicTime()) }) }

    package var status: StudioChildStatus { state.withLock { status($0.lifecycle) } }

    package var report: StudioChildReport {
        state.withLock { state in
            StudioChildReport(
                status: status(state.lifecycle), launches: state.lifecycle.launches,
                lastFault: state.lifecycle.lastFault, processID: child.id, bytesDelivered: state.bytesDelivered,
                lastLines: state.messages.lines)
        }
    }

    private func status(_ lifecycle: StudioChildLifecycle) -> StudioChildStatus {
        let (now, wall) = (clock.monotonicTime(), clock.wallTime())
        return lifecycle.status { moment in moment >= now ? wall + (moment - now) : wall - (now - moment) }
    }

    // MARK: One launch

    private func launch() async -> StudioChildLifecycle.Action {
        let command: StudioCommand
        do {
            command = try job.command()
        } catch {
            return over(.notLaunched(error), fault: error, relaunch: false)
        }
        let sink = job.makeSink()
        state.withLock { $0.messages = ChildMessages(hiding: command.secrets) }
        let policy = job.policy
        let exit = await withTaskGroup(of: ChildExit?.self, returning: ChildExit.self) { group in
            group.addTask {
                await ChildRun(command: command, grace: policy.endingTimeout, child: self.child).whole(
                    output: { self.take($0, for: sink) }, errors: { self.note($0) })
            }
            group.addTask {
                await self.watch()
                return nil
            }
            var exit = ChildExit.exited(0)
            for await ended in group {
                guard let ended else { continue }
                exit = ended
                group.cancelAll()
            }
            return exit
        }
        sink.finish()
        let lines = state.withLock { state in
            state.messages.end()
            return state.messages.lines
        }
        if case .notLaunched(let fault) = exit { return over(exit, fault: fault, relaunch: false) }
        let (fault, relaunch) = job.verdict(on: exit, lines: lines)
        return over(exit, fault: fault, relaunch: relaunch)
    }

    private func over(_ exit: ChildExit, fault: Fault, relaunch: Bool) -> StudioChildLifecycle.Action {
        let number = random()
        let (action, phase, last) = state.withLock { state in
            let action = state.lifecycle.exited(
                exit, fault: fault, relaunch: relaunch, now: clock.monotonicTime(), random: number)
            return (action, state.lifecycle.phase, state.lifecycle.lastFault)
        }
        switch phase {
        case .waiting, .failed:
            logger.warning(
                "A studio child ended and is started again", metadata: ["fault": "\(last ?? fault)", "exit": "\(exit)"])
        default: logger.info("A studio child ended")
        }
        return action
    }

    /// Ticks until it is cancelled, which is when the child is gone.
    private func watch() async {
        while !Task.isCancelled {
            perform(state.withLock { $0.lifecycle.tick(now: clock.monotonicTime()) })
            try? await clock.sleep(until: clock.monotonicTime() + Self.tick)
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer, for sink: any ChildSink) {
        // What comes after it was asked to end is nobody's.
        guard state.withLock({ $0.lifecycle.isTaking }) else { return }
        do {
            let progress = try sink.take(bytes)
            perform(
                state.withLock { state in
                    let now = clock.monotonicTime()
                    switch progress {
                    case .none: return .nothing
                    case .media:
                        state.bytesDelivered += UInt64(bytes.count)
                        state.lifecycle.delivered(now: now)
                        return .nothing
                    case .outdated: return state.lifecycle.outdated(now: now)
                    }
                })
        } catch {
            perform(state.withLock { $0.lifecycle.misbehaved(error, now: clock.monotonicTime()) })
        }
    }

    private func note(_ bytes: UnsafeRawBufferPointer) {
        perform(
            state.withLock { state in
                let now = clock.monotonicTime()
                guard state.messages.take(bytes, now: now) else { return .nothing }
                let fault = Fault(.tooLarge, "The child flooded its error output and was ended.", blame: .ours)
                return state.lifecycle.misbehaved(fault, atOnce: true, now: now)
            })
    }

    private func perform(_ action: StudioChildLifecycle.Action) {
        switch action {
        case .ask: child.signal(SIGTERM)
        case .kill: child.signal(SIGKILL)
        case .nothing, .launch: break
        }
    }
}
