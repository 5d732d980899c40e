/// Where something stands in a YAML text.
package struct YAMLPlace: Hashable, Sendable {
    /// From 1 up.
    package var line: Int
    /// From 1 up, in Unicode scalars.
    package var column: Int
    /// `rundown[3].at`, counted from 0; empty for the whole text. Keys that may hide an address are not repeated.
    package var path: String

    package init(line: Int, column: Int, path: String = "") {
        self.line = line
        self.column = column
        self.path = path
    }

    /// The same spot, named as `key` of what stands here.
    package func key(_ key: String) -> YAMLPlace {
        let shown = ShownText.name(key)
        return YAMLPlace(line: line, column: column, path: path.isEmpty ? shown : "\(path).\(shown)")
    }

    /// The same spot, named as element `index` of what stands here.
    package func element(_ index: Int) -> YAMLPlace {
        YAMLPlace(line: line, column: column, path: "\(path)[\(index)]")
    }
}
