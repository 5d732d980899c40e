package import BroadcastModel

/// What a child of the Studio is doing, as an operator reads it.
package enum StudioChildStatus: Hashable, Sendable {
    /// Launched, or about to be; nothing has come from it yet. A listener stays here until somebody calls.
    case starting
    /// Delivers media.
    case running(since: WallTime)
    /// Broke, and is launched again by itself then.
    case waiting(until: WallTime)
    /// Broke in a way that a person must mend; still tried once in a while.
    case failed(Fault)
    /// Over: no longer wanted, or a file played to its end.
    case ended
}
