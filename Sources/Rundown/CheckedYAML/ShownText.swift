/// How text from a file is repeated in messages: on one line, short, and never where it could hold an address with a key in it.
package enum ShownText {
    /// A value in quotes, or what kind of text it is where it must not be repeated.
    package static func value(_ text: String) -> String {
        guard !text.contains("://") else { return "an address" }
        return "\"\(oneLine(text, limit: 40))\""
    }

    /// A key or id as it stands, shortened; `…` where it must not be repeated.
    package static func name(_ text: String) -> String {
        guard !text.contains("://") else { return "…" }
        return oneLine(text, limit: 64)
    }

    private static func oneLine(_ text: String, limit: Int) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                shown.append("·")
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? shown + "…" : shown
    }
}
