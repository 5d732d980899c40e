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
    /// The order and content of what has not begun; a cue that was fired meanwhile is no reason.
    case plan
    /// Delays and cuts.
    case air
    case cue(CueID)
    /// One cue as it is planned: moved by a shift as well.
    case edit(CueID)
    case destination(AccountID)

    /// The action of a row that only notes what was seen; nothing becomes stale by it.
    static let readyAction = "broadcast.ready"

    private static let edits: Set<String> = ["cue.insert", "cue.edit", "cue.move", "cue.remove"]

    /// What moves nothing on the line.
    private static let cares: Set = ["cue.tick", "cue.untick", "cue.retry"]

    /// Writes a row's detail so that ``isTouched(by:)`` finds it again.
    func detail(_ text: String) -> String {
        switch self {
        case .broadcast, .broadcastDetail, .rundown, .line, .plan, .air: text
        case .cue(let cue), .edit(let cue): "\(cue): \(text)"
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
        case .line:
            return (entry.action.hasPrefix("cue.") && !Self.cares.contains(entry.action))
                || entry.action.hasPrefix("rundown.")
        case .air: return entry.action.hasPrefix("air.")
        case .plan: return entry.action.hasPrefix("rundown.") || Self.edits.contains(entry.action)
        case .cue(let cue):
            // Its id may mean another cue since.
            if entry.action == "rundown.fill" { return true }
            // Whether it was ticked off is no reason against any hand on it, ticking included.
            if entry.action == "cue.tick" || entry.action == "cue.untick" { return false }
            return entry.action.hasPrefix("cue.") && entry.detail.hasPrefix("\(cue): ")
        case .edit(let cue):
            return entry.action == "rundown.shift" || Touch.cue(cue).isTouched(by: entry)
        case .destination(let account):
            return entry.action.hasPrefix("destination.") && entry.detail.hasPrefix("\(account): ")
        }
    }
}
