/// Ids by their beginning.
enum Shortening {
    /// The one id that `text` is, or is the beginning of. Throws a ``CommandFailure`` that lists the candidates.
    static func pick(_ text: String, among ids: [String], what: String, remedy: String) throws -> String {
        if ids.contains(text) { return text }
        let candidates = Set(ids).filter { !text.isEmpty && $0.hasPrefix(text) }.sorted()
        if let only = candidates.first, candidates.count == 1 { return only }
        guard candidates.isEmpty else {
            let shown =
                candidates.prefix(10).joined(separator: ", ")
                + (candidates.count > 10 ? " and \(candidates.count - 10) more" : "")
            throw CommandFailure(
                "“\(text)” could be \(candidates.count) \(what)s: \(shown). Write more of it.", .misuse)
        }
        throw CommandFailure("No \(what) begins with “\(text)”. \(remedy)", .refused)
    }
}
