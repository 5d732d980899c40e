/// How much a YAML text may ask of its reader.
package struct YAMLLimits: Equatable, Sendable {
    /// Length of the text in UTF-8 bytes.
    package var bytes = 1 << 20
    /// Collections inside collections.
    package var depth = 16
    /// Scalars and collections in all, each counted once for every alias that repeats it.
    package var nodes = 200_000
    /// Places that look like an alias (`*name`). Counted before parsing, because the parser itself unfolds aliases
    /// that stand inside keys.
    package var aliases = 16
    package init() {}
}
