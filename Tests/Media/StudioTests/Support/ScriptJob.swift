import BroadcastModel
import Studio
import Synchronization

/// A shell script in ffmpeg's place. Every byte that it writes counts as media.
final class ScriptJob: ChildJob {
    struct CountingSink: ChildSink {
        let job: ScriptJob
        func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> ChildProgress {
            job.taken.withLock { $0 += bytes.count }
            return .media
        }
        func finish() { job.finished.withLock { $0 += 1 } }
    }

    let policy: StudioChildLifecycle.Policy
    let taken = Mutex(0)
    let finished = Mutex(0)
    private let scripts: Mutex<[String]>

    /// One script a launch; the last one stays.
    init(_ scripts: String..., policy change: (inout StudioChildLifecycle.Policy) -> Void = { _ in }) {
        self.scripts = Mutex(scripts)
        var policy = StudioChildLifecycle.Policy()
        // A busy machine must not look like a hang.
        policy.silenceTimeout = .seconds(15)
        policy.endingTimeout = .milliseconds(500)
        policy.retry.base = .milliseconds(100)
        policy.retry.cap = .milliseconds(200)
        change(&policy)
        self.policy = policy
    }

    func command() throws(Fault) -> StudioCommand {
        let script = scripts.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        var command = StudioCommand(
            "script", executable: "/bin/sh", arguments: ["-c", script], input: Secret("hunter2hunter2\n"))
        command.secrets = [Secret("hunter2hunter2")]
        return command
    }

    func makeSink() -> any ChildSink { CountingSink(job: self) }

    func verdict(on exit: ChildExit, lines: [String]) -> (fault: Fault, relaunch: Bool) {
        (Fault(.internalError, "The script ended.", blame: .ours, cause: lines.last), false)
    }
}
