/// Words of a peer that a person or a log will read.
enum PeerText {
    static let longest = 200
    static let placeholder = "«secret»"

    /// `text` without control characters and without `name`, its path or its query; at most ``longest`` characters.
    static func clean(_ text: String, hiding name: String = "") -> String {
        var text = text
        let parts = name.split(separator: "?", maxSplits: 1).map(String.init)
        let values = parts.dropFirst().flatMap { $0.split(separator: "&") }.compactMap { part in
            part.firstIndex(of: "=").map { String(part[part.index(after: $0)...]) }
        }
        for secret in [name] + parts + values where secret.utf8.count >= 4 {
            text = text.replacing(secret, with: placeholder)
        }
        let printable = text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
        return String(String(String.UnicodeScalarView(printable)).prefix(longest))
    }
}
