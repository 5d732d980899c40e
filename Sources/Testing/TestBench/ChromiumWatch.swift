import Synchronization

/// Keeps what a page reported while nobody was asking.
final class ChromiumWatch: Sendable {
    private struct Seen {
        var consoleErrors: [String] = []
        var networkErrors: [String] = []
        var loads = 0
    }
    private let seen = Mutex(Seen())

    var consoleErrors: [String] { seen.withLock { $0.consoleErrors } }
    var networkErrors: [String] { seen.withLock { $0.networkErrors } }
    var loads: Int { seen.withLock { $0.loads } }

    /// One DevTools event.
    func noted(_ method: String, _ params: ChromiumJSON) {
        switch method {
        case "Page.loadEventFired":
            seen.withLock { $0.loads += 1 }
        case "Runtime.exceptionThrown":
            let details = params["exceptionDetails"]
            let words = details["exception"]["description"].string ?? details["text"].string ?? "exception"
            seen.withLock { $0.consoleErrors.append(words) }
        case "Runtime.consoleAPICalled" where params["type"].string == "error" || params["type"].string == "assert":
            let words = (params["args"].list ?? []).map { $0["value"].string ?? $0["description"].string ?? "?" }
            seen.withLock { $0.consoleErrors.append(words.joined(separator: " ")) }
        case "Log.entryAdded" where params["entry"]["level"].string == "error":
            let entry = params["entry"]
            let words = "\(entry["text"].string ?? "error") (\(entry["url"].string ?? "no address"))"
            seen.withLock { seen in
                if entry["source"].string == "network" {
                    seen.networkErrors.append(words)
                } else {
                    seen.consoleErrors.append(words)
                }
            }
        default:
            break
        }
    }
}
