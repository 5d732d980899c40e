import ControlClient

/// How a command line ended; the raw value is the process's exit code.
enum Outcome: Int32, Sendable {
    case done = 0
    case failed = 1
    /// The daemon said no: not allowed, not possible now, stale, not found.
    case refused = 2
    case unreachable = 3
    /// The command line itself was wrong.
    case misuse = 64

    init(_ fault: ClientFault) {
        self =
            switch fault.kind {
            case .unreachable: .unreachable
            case .garbled: .failed
            case .refused(let problem): problem.status < 500 ? .refused : .failed
            }
    }
}

/// A command that could not do its work, in words.
struct CommandFailure: Error {
    var message: String
    var outcome: Outcome

    init(_ message: String, _ outcome: Outcome = .failed) {
        self.message = message
        self.outcome = outcome
    }
}
