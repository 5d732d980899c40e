import ControlClient
import ControlWire

/// Problems as a person reads them in a shell.
enum Explanation {
    static func of(_ fault: ClientFault) -> String {
        guard let problem = fault.problem else { return fault.message }
        var lines = ["\(problem.title). \(problem.detail)"]
        for item in problem.faults ?? [] {
            lines.append("  line \(item.line), column \(item.column), \(item.path): \(item.message)")
        }
        if let changes = problem.changes, !changes.isEmpty {
            lines.append("What happened since:")
            lines += changes.map { "  \(Console.current.clockText($0.at))  \($0.by)  \($0.action)  \($0.detail)" }
        }
        if problem.status == 401 {
            lines.append(
                "Give a token with --token-file FILE or LIANBO_TOKEN; the daemon's first one lies in its data directory as admin.token."
            )
        }
        return lines.joined(separator: "\n")
    }
}
