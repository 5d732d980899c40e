/// What a number format makes of a number.
enum NumberForm: Hashable, Sendable {
    case plain, date, time, moment
    /// Hours may go past 24.
    case elapsed

    /// A format that every workbook knows by its number; 27 to 36 and 50 to 58 are those of Chinese Excel.
    init(builtIn id: Int) {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: self = .date
        case 18...21, 32...35, 55, 56: self = .time
        case 22: self = .moment
        case 45...47: self = .elapsed
        default: self = .plain
        }
    }

    /// A format in the workbook's own words, like `[h]:mm:ss` or `yyyy"年"m"月"d"日"`.
    init(code: String) {
        let (letters, isElapsed) = Self.letters(of: code)
        let hasDate = letters.contains("y") || letters.contains("d")
        let hasHours = letters.contains("h")
        let hasTime = hasHours || letters.contains("s")
        // mm:ss alone says how long, not when.
        if letters == "general" {
            self = .plain
        } else if isElapsed || (hasTime && !hasHours && !hasDate) {
            self = .elapsed
        } else if hasDate || letters.contains("m") && !hasTime {
            self = hasTime ? .moment : .date
        } else {
            self = hasTime ? .time : .plain
        }
    }

    /// What is left of the first section without quoted text, escapes, padding, colours and conditions, in lower case.
    private static func letters(of code: String) -> (letters: String, isElapsed: Bool) {
        var letters = ""
        var isElapsed = false
        var rest = code.lowercased()[...]
        while let next = rest.popFirst(), next != ";" {
            switch next {
            case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": rest = rest.dropFirst()
            case "[":
                let inside = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(inside.count + 1)
                if let unit = inside.first, "hms".contains(unit), inside.allSatisfy({ $0 == unit }) {
                    isElapsed = true
                }
            default: letters.append(next)
            }
        }
        // AM/PM brings an m of its own.
        for mark in ["am/pm", "a/p"] {
            if let range = letters.firstRange(of: mark) { letters.removeSubrange(range) }
        }
        return (letters, isElapsed)
    }
}
