import ArgumentParser

/// A safety delay as it is typed: `20s`, `1m30s`, `500ms`, `0`; at most 5 minutes.
struct DelayText: ExpressibleByArgument, Hashable, Sendable {
    static let longest: Int64 = 300_000
    var milliseconds: Int64

    init?(argument: String) {
        var total: Int64 = 0
        var rest = argument[...]
        guard !rest.isEmpty else { return nil }
        if rest == "0" { rest = "" }
        for (unit, size) in [("m", 60_000), ("s", 1000), ("ms", 1)] as [(String, Int64)] {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let name = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
            guard name == unit else { continue }
            guard digits.count <= 6, let count = Int64(digits) else { return nil }
            total += count * size
            rest = rest.dropFirst(digits.count + name.count)
        }
        guard rest.isEmpty, total <= Self.longest else { return nil }
        milliseconds = total
    }
}
