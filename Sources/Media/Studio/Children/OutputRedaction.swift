import BroadcastModel

/// Takes out of a child's line what may be secret: known secrets, everything of an address behind its host, and whatever
/// follows a question mark.
struct OutputRedaction: Sendable {
    private let secrets: [String]

    init(_ secrets: [Secret]) {
        // Longest first, so that a part does not break the whole.
        self.secrets = secrets.map { $0.reveal() }.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

    func line(_ raw: String) -> String {
        var text = raw
        for secret in secrets { text = Self.replace(secret, in: text) }
        var result = ""
        var word = ""
        for character in text {
            if character.isWhitespace || character == "'" || character == "\"" {
                result += Self.word(word)
                result.append(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return result + Self.word(word)
    }

    private static func word(_ word: String) -> String {
        guard let scheme = position(of: "://", in: word[...]) else {
            guard let mark = word.firstIndex(of: "?") else { return word }
            return word[...mark] + "…"
        }
        let rest = word[word.index(scheme, offsetBy: 3)...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let authority = rest[..<end]
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return word[..<scheme] + "://" + host + (end == rest.endIndex ? "" : "/…")
    }

    private static func replace(_ secret: String, in text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = position(of: secret, in: rest) {
            result += rest[..<start] + Secret.placeholder
            rest = rest[rest.index(start, offsetBy: secret.count)...]
        }
        return result + rest
    }

    private static func position(of needle: String, in text: Substring) -> Substring.Index? {
        var start = text.startIndex
        while start < text.endIndex {
            if text[start...].hasPrefix(needle) { return start }
            start = text.index(after: start)
        }
        return nil
    }
}
