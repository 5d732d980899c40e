/// How a CSV text carries what a spreadsheet would run as a formula: behind an apostrophe. Texts that look so already get
/// one more, so that reading takes away exactly what writing added.
enum Neutralised {
    static func closed(_ text: String) -> String { isDangerous(text) ? "'" + text : text }

    static func opened(_ text: String) -> String {
        text.utf8.first == 0x27 && isDangerous(String(text.unicodeScalars.dropFirst()))
            ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Any number of apostrophes, and then what begins a formula, in narrow or wide form.
    private static func isDangerous(_ text: String) -> Bool {
        switch text.unicodeScalars.first(where: { $0 != "'" }) {
        case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
        default: false
        }
    }
}
