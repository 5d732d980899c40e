import Yams

/// Lets Yams compose a text, also when keys stand in it twice.
///
/// Yams gives up at the first mapping with a repeated key. To find every other fault as well, the first letter of the
/// repeated key's first occurrence is replaced by a private character (one for one, so that columns stay true) and the
/// text is composed again; ``YAMLConverter`` puts the letter back and reports the repetition.
struct YAMLComposer {
    /// First of the private characters; ``YAMLPrescan`` refuses texts that hold one.
    static let markerBase: UInt32 = 0xF0000
    /// Repetitions looked at before giving up.
    private static let limit = 32

    private var text: String
    /// The letters that the private characters stand for, by their distance from ``markerBase``.
    private(set) var renamed: [Unicode.Scalar] = []

    init(text: String) {
        self.text = text
        self.text.makeContiguousUTF8()
    }

    /// The root node, or nil for a text without one.
    mutating func compose() -> Result<Node?, ComposeFault> {
        while true {
            do {
                // Constructors are never called; the basic resolver knows no rules, so nothing turns into a date or a number.
                let parser = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
                return .success(try parser.singleRoot())
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard renamed.count < Self.limit, rename(at: context.mark) else {
                    let names = keys.map { "`\(ShownText.name(unmarked($0)))`" }.joined(separator: ", ")
                    return .failure(ComposeFault(context.mark, "gives \(names) more than once in one mapping"))
                }
            } catch let error as YamlError {
                return .failure(explain(error))
            } catch {
                return .failure(ComposeFault(YAMLPlace(line: 1, column: 1), "cannot be read as YAML"))
            }
        }
    }

    /// Why a text could not be composed.
    struct ComposeFault: Error {
        var place: YAMLPlace
        var message: String

        init(_ mark: Mark, _ message: String) { self.init(YAMLPlace(line: mark.line, column: mark.column), message) }

        init(_ place: YAMLPlace, _ message: String) {
            self.place = place
            self.message = message
        }
    }

    private func explain(_ error: YamlError) -> ComposeFault {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let mark = insideText(mark)
            if problem.hasPrefix("Maximum nesting level") { return ComposeFault(mark, "is nested too deeply") }
            if problem == "but found another document" {
                return ComposeFault(mark, "begins a second document; keep one in a file")
            }
            if let index = index(line: mark.line, column: mark.column), index < text.endIndex,
                text.unicodeScalars[index] == "\t"
            {
                return ComposeFault(mark, "cannot be read as YAML: a tab stands here; indent with spaces")
            }
            let around = context.map { " (\($0.text.trimmed), from line \($0.mark.line))" } ?? ""
            return ComposeFault(mark, "cannot be read as YAML: \(problem)\(around)")
        default:
            return ComposeFault(YAMLPlace(line: 1, column: 1), "cannot be read as YAML")
        }
    }

    /// The parser's place, or the end of the text where the parser has counted a line beyond it.
    private func insideText(_ mark: Mark) -> YAMLPlace {
        if index(line: mark.line, column: mark.column) != nil {
            return YAMLPlace(line: max(1, mark.line), column: max(1, mark.column))
        }
        var end = YAMLPlace(line: 1, column: 1)
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar) {
                if !(previous == "\r" && scalar == "\n") { end.line += 1 }
                end.column = 1
            } else {
                end.column += 1
            }
            previous = scalar
        }
        return end
    }

    private mutating func rename(at mark: Mark) -> Bool {
        guard var index = index(line: mark.line, column: mark.column), index < text.endIndex else { return false }
        if "\"'".unicodeScalars.contains(text.unicodeScalars[index]) {
            index = text.unicodeScalars.index(after: index)
            guard index < text.endIndex else { return false }
        }
        let letter = text.unicodeScalars[index]
        guard letter.properties.isAlphabetic || ("0"..."9").contains(letter),
            let marker = Unicode.Scalar(Self.markerBase + UInt32(renamed.count))
        else {
            return false
        }
        text.unicodeScalars.replaceSubrange(index...index, with: CollectionOfOne(marker))
        text.makeContiguousUTF8()
        renamed.append(letter)
        return true
    }

    /// A key as the file has it.
    func unmarked(_ key: String) -> String { Self.unmarked(key, renamed: renamed) ?? key }

    /// A key that was renamed, as the file has it; nil for any other.
    static func unmarked(_ key: String, renamed: [Unicode.Scalar]) -> String? {
        guard let first = key.unicodeScalars.first, first.value >= markerBase,
            first.value < markerBase + UInt32(renamed.count)
        else { return nil }
        return String(Character(renamed[Int(first.value - markerBase)])) + String(key.unicodeScalars.dropFirst())
    }

    /// Where a line and column stand in the text, its end included; nil beyond. Lines break where the parser breaks
    /// them: at CR, LF, CR LF, U+0085, U+2028 and U+2029.
    private func index(line wanted: Int, column: Int) -> String.Index? {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var line = 1
        while line < wanted {
            guard index < scalars.endIndex else { return nil }
            let scalar = scalars[index]
            scalars.formIndex(after: &index)
            switch scalar {
            case "\r":
                if index < scalars.endIndex, scalars[index] == "\n" { scalars.formIndex(after: &index) }
                line += 1
            case "\n", "\u{85}", "\u{2028}", "\u{2029}": line += 1
            default: break
            }
        }
        return scalars.index(index, offsetBy: max(0, column - 1), limitedBy: scalars.endIndex)
    }
}

extension String {
    fileprivate var trimmed: Substring {
        var rest = self[...]
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
