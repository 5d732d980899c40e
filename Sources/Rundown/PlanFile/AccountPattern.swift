/// Writes one entry of a plan out many times: each `%d` or `%0Nd` (N from 1 to 9) in a text becomes the running number,
/// in N digits at least. Every other `%` stays as it is, so that percent-encoded addresses survive.
struct AccountPattern {
    private enum Piece {
        case text(String)
        case number(width: Int)
    }

    private let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let character = rest.first {
            if character == "%", let (width, length) = Self.placeholder(rest) {
                pieces.append(.text(literal))
                pieces.append(.number(width: width))
                literal = ""
                rest = rest.dropFirst(length)
            } else {
                literal.append(character)
                rest = rest.dropFirst()
            }
        }
        pieces.append(.text(literal))
        self.pieces = pieces
    }

    /// The same text for every number.
    init(literal text: String) { pieces = [.text(text)] }

    /// Whether the text changes with the number.
    var varies: Bool {
        pieces.contains { if case .number = $0 { true } else { false } }
    }

    func text(_ number: Int) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): return text
            case .number(let width):
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
        }.joined()
    }

    private static func placeholder(_ text: Substring) -> (width: Int, length: Int)? {
        if text.hasPrefix("%d") { return (0, 2) }
        let start = Array(text.prefix(4))
        guard start.count == 4, start[1] == "0", start[3] == "d", start[2].isASCII,
            let width = start[2].wholeNumberValue, width > 0
        else { return nil }
        return (width, 4)
    }
}
