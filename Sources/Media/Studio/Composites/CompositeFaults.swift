import BroadcastModel

/// What the end of one of a composite's children means to a person.
enum CompositeFaults {
    static func ended(_ who: String, _ exit: ChildExit, _ lines: [String]) -> Fault {
        switch exit {
        case .exited(let code):
            Fault(.internalError, "\(who) ended with code \(code).", blame: .ours, cause: lines.last)
        case .signalled(let signal):
            Fault(.internalError, "\(who) was ended by signal \(signal).", blame: .ours, cause: lines.last)
        case .notLaunched(let fault): fault
        }
    }
}
