/// Bytes of a fuzzer, taken apart: what the target is to do, how the stream is cut, and the stream.
///
/// ```
/// ┌─────────┬────────────────┬─────────────────────┬──────────
/// │ options │ count (mod 16) │ count times size−1  │ body …
/// └─────────┴────────────────┴─────────────────────┴──────────
/// ```
package struct FuzzInput: Equatable, Sendable {
    /// Eight switches, each target's own.
    package var options: UInt8
    /// Sizes of the pieces, 1 to 256, used in turn; empty: single bytes.
    package var cuts: [Int]
    package var body: [UInt8]

    package init(options: UInt8 = 0, cuts: [Int] = [], body: [UInt8]) {
        self.options = options
        self.cuts = cuts
        self.body = body
    }

    package init(_ bytes: [UInt8]) {
        options = bytes.first ?? 0
        let count = bytes.count > 1 ? Int(bytes[1] & 0x0F) : 0
        cuts = bytes.dropFirst(2).prefix(count).map { Int($0) + 1 }
        body = Array(bytes.dropFirst(2 + count))
    }

    /// What ``init(_:)`` reads.
    package var bytes: [UInt8] {
        let sizes = cuts.prefix(15).map { UInt8(truncatingIfNeeded: $0 - 1) }
        return [options, UInt8(sizes.count)] + sizes + body
    }

    func has(_ option: Int) -> Bool { options >> UInt8(option) & 1 == 1 }

    /// The body in one piece, and cut: what a target must not tell apart.
    var manners: [[ArraySlice<UInt8>]] { [[body[...]], pieces] }

    private var pieces: [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < body.count {
            let end = min(body.count, start + (cuts.isEmpty ? 1 : cuts[pieces.count % cuts.count]))
            pieces.append(body[start..<end])
            start = end
        }
        return pieces
    }
}
