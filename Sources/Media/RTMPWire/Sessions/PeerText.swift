/// Words of a peer that a person or a log will read.
enum PeerText {
    static let longest = 200
    static let placeholder = "«secret»"

    /// `text` without what cannot be printed and without `name`, its path or its query; at most ``longest`` scalars.
    ///
    /// Scalars are compared and counted, not characters: a mark behind a key makes another character of its end, and
    /// one character may have marks without end.
    static func clean(_ text: String, hiding name: String = "") -> String {
        let parts = name.split(separator: "?", maxSplits: 1).map(String.init)
        let values = parts.dropFirst().flatMap { $0.split(separator: "&") }.compactMap { part in
            part.firstIndex(of: "=").map { String(part[part.index(after: $0)...]) }
        }
        var scalars = printable(text)
        for secret in [name] + parts + values where secret.utf8.count >= 4 {
            scalars = scalars.replacing(printable(secret), with: Array(placeholder.unicodeScalars))
        }
        return String(String.UnicodeScalarView(scalars.prefix(longest)))
    }

    private static func printable(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }
}
