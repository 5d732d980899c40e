import BroadcastModel
import Persistence

/// What a command or a change touches: the measure for whether a command is stale.
///
/// It is written into the audit row (the row's action, and for one cue or account the first word of its detail) and
/// read back from there, so that the rule holds after a restart too.
enum Touch: Hashable, Sendable {
    /// The broadcast's phase or its program.
    case broadcast
    /// Something of the broadcast that makes no command stale.
    case broadcastDetail
    /// The hold on the whole rundown.
    case rundown
    /// The line of cues: whatever was fired, moved or changed on it.
    case line
    /// Delays and cuts.
    case air
    case cue(CueID)
    case destination(AccountID)

    /// The action of a row that only notes what was seen; nothing becomes stale by it.
    static let readyAction = "broadcast.ready"

    /// Writes a row's detail so that ``isTouched(by:)`` finds it again.
    func detail(_ text: String) -> String {
        switch self {
        case .broadcast, .broadcastDetail, .rundown, .line, .air: text
        case .cue(let cue): "\(cue): \(text)"
        case .destination(let account): "\(account): \(text)"
        }
    }

    /// Whether `entry` changed what this touches, or the ground under it: its broadcast's phase or program.
    func isTouched(by entry: AuditEntry) -> Bool {
        if entry.action == Self.readyAction { return false }
        if entry.action.hasPrefix("broadcast.") || entry.action == "program.switch" { return true }
        switch self {
        case .broadcast, .broadcastDetail: return false
        case .rundown: return entry.action.hasPrefix("rundown.")
        case .line: return entry.action.hasPrefix("cue.") || entry.action.hasPrefix("rundown.")
        case .air: return entry.action.hasPrefix("air.")
        case .cue(let cue): return entry.action.hasPrefix("cue.") && entry.detail.hasPrefix("\(cue): ")
        case .destination(let account):
            return entry.action.hasPrefix("destination.") && entry.detail.hasPrefix("\(account): ")
        }
    }
}
