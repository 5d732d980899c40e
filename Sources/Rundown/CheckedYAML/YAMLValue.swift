/// A scalar, list or mapping of a YAML text, with its place. Aliases are resolved, tags play no part.
package struct YAMLValue: Hashable, Sendable {
    package indirect enum Content: Hashable, Sendable {
        /// `isPlain` is false for text in quotes and for blocks.
        case scalar(String, isPlain: Bool)
        case list([YAMLValue])
        case mapping([Entry])
    }

    /// A key and its value.
    package struct Entry: Hashable, Sendable {
        package var key: String
        package var value: YAMLValue

        package init(key: String, value: YAMLValue) {
            self.key = key
            self.value = value
        }
    }

    package var content: Content
    /// For the value of a key, the place of the key; for an element of a list, its own.
    package var place: YAMLPlace

    package init(_ content: Content, at place: YAMLPlace) {
        self.content = content
        self.place = place
    }

    /// Nothing stands after the key: no text at all, or a plain `~`. (`null` is a word like any other.)
    package var isNothing: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "~"
    }

    /// What it is, for `found …`.
    package var kind: String {
        switch content {
        case .scalar(let text, _): isNothing ? "nothing" : ShownText.value(text)
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}
