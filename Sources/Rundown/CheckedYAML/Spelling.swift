/// Finds what a person probably meant.
package enum Spelling {
    /// The candidate nearest to `word`, if it is near enough to be a slip: one edit in short words, two in longer ones.
    /// Upper and lower case, `_` and `-` count as the same; of several equally near, the first in order is taken.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let wanted = folded(word)
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        let allowed = wanted.count <= 4 ? 1 : 2
        return candidates.sorted()
            .map { (candidate: $0, edits: edits(wanted, folded($0))) }
            .filter { $0.edits <= allowed && $0.edits < wanted.count }
            .min { $0.edits < $1.edits }?.candidate
    }

    /// `; did you mean …?`, or nothing.
    package static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        nearest(to: word, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
    }

    private static func folded(_ word: String) -> [Unicode.Scalar] {
        word.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
    private static func edits(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        guard !a.isEmpty else { return b.count }
        guard !b.isEmpty else { return a.count }
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [Int](repeating: i, count: b.count + 1)
            for j in 1...b.count {
                current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], beforePrevious[j - 2] + 1)
                }
            }
            beforePrevious = previous
            previous = current
        }
        return previous[b.count]
    }
}
