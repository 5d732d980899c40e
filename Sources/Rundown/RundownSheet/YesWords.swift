/// Yes and no in the column `by-hand`.
enum YesWords {
    /// `true` or `false`; what is neither stays as it is.
    static func opened(_ text: String) -> String {
        guard text.utf8.count <= 16 else { return text }
        return switch text.narrowed.lowercased() {
        case "true", "yes", "y", "1", "是", "对", "手动", "人工", "√", "✓", "✔", "✔️", "☑", "☑️", "✅": "true"
        case "false", "no", "n", "0", "否", "不", "自动", "×", "✗", "✘", "☐": "false"
        default: text
        }
    }

    static func written(_ text: String, in language: SheetLanguage) -> String {
        switch (text, language) {
        case ("true", .chinese): "是"
        case ("false", .chinese): "否"
        case ("true", .english): "yes"
        case ("false", .english): "no"
        default: text
        }
    }
}
