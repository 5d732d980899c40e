extension ScalarForm where Value == String {
    /// Any text on one line, 1 to `limit` characters, without control characters.
    package static func line(limit: Int = 200) -> ScalarForm {
        ScalarForm("a text of 1 to \(limit) characters") { (text) throws(ScalarRefusal) in
            if text.isEmpty { throw ScalarRefusal("must not be empty") }
            if text.allSatisfy(\.isWhitespace) { throw ScalarRefusal("must not be blank") }
            if text.count > limit {
                throw ScalarRefusal("is \(text.count) characters long; at most \(limit) are allowed")
            }
            if text.unicodeScalars.contains(where: {
                $0.properties.generalCategory == .control || $0 == "\u{2028}" || $0 == "\u{2029}"
            }) {
                throw ScalarRefusal("must be on one line, without control characters")
            }
            return text
        }
    }
}

extension ScalarForm where Value == Bool {
    /// `true` or `false`, nothing else.
    package static var flag: ScalarForm {
        ScalarForm("true or false") { (text) throws(ScalarRefusal) in
            text == "true" ? true : text == "false" ? false : nil
        }
    }
}

extension ScalarForm where Value: RawRepresentable<String> & CaseIterable {
    /// One of the values of an enumeration.
    package static func choice(_ type: Value.Type = Value.self) -> ScalarForm {
        let words = Value.allCases.map(\.rawValue)
        let expectation = words.count > 2 ? "one of \(words.joined(separator: ", "))" : words.joined(separator: " or ")
        return ScalarForm(expectation) { (text) throws(ScalarRefusal) in
            if let value = Value(rawValue: text) { return value }
            let hint = Spelling.hint(for: text, among: words)
            throw ScalarRefusal("must be \(expectation), found \(ShownText.value(text))\(hint)")
        }
    }
}
