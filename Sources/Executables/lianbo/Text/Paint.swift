/// Colours of a terminal, or none.
struct Paint: Sendable {
    enum Tint: String, Sendable {
        case good = "32"
        case busy = "36"
        case late = "33"
        case bad = "31"
        case dim = "2"
        case strong = "1"
        case inverse = "7"
    }

    var isOn: Bool

    func callAsFunction(_ text: String, _ tint: Tint?) -> String {
        guard isOn, let tint, !text.isEmpty else { return text }
        return "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m"
    }

    /// Of a destination's state, a broadcast's phase or a cue's state.
    static func tint(_ word: String) -> Tint? {
        switch word {
        case "live", "on-air", "fired", "connected": .good
        case "connecting", "preparing", "ready", "ending", "scheduled": .busy
        case "lagging", "waiting-to-retry", "needs-person", "held": .late
        case "refused", "aborted", "silent", "off": .bad
        case "idle", "ended", "skipped", "draft", "removed", "pending": .dim
        default: nil
        }
    }
}
