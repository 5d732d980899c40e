import BroadcastModel

/// Tells what looks like a push address or key, so that it is turned away from a file that many people read.
enum SecretShape {
    private static let secretWords: Set<String> = [
        "address", "key", "token", "secret", "password", "passwd", "credential", "cookie", "auth", "authorization",
    ]
    private static let secretPairs: Set<String> = [
        "push address", "push url", "stream key", "access token", "refresh token", "api key", "auth key", "stream url",
        "rtmp url", "rtmps url",
    ]

    /// A setting that only ever holds secrets, by its name: `key`, `stream_key`, `push-address`, `accessToken`.
    static func isSecretName(_ name: String) -> Bool {
        let words = words(of: name)
        return secretWords.contains(words.last ?? "") || secretPairs.contains(words.joined(separator: " "))
    }

    /// A value that carries more than an address may: a query behind `://`, or a user before the host.
    static func isSecretValue(_ value: String) -> Bool {
        guard let scheme = value.range(of: "://") else {
            return value.contains("?") && value.contains("=")
        }
        let rest = value[scheme.upperBound...]
        return rest.contains("?") || rest.prefix { $0 != "/" }.contains("@")
    }

    /// A text that has an RTMP address in it, wherever it stands.
    static func isPushAddress(_ text: String) -> Bool {
        let lowered = text.lowercased()
        return lowered.contains("rtmp://") || lowered.contains("rtmps://")
    }

    static let advice = "secrets do not belong in a plan; set them with `lianbo account set-address ID`"

    private static func words(of name: String) -> [String] {
        var words: [String] = [""]
        var previous: Character = " "
        for character in name {
            if !character.isLetter && !character.isNumber {
                words.append("")
            } else {
                if character.isUppercase, previous.isLowercase { words.append("") }
                words[words.count - 1] += character.lowercased()
            }
            previous = character
        }
        return words.filter { !$0.isEmpty }
    }
}
