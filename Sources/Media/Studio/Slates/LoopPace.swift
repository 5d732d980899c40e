/// Events at even distances on a time line of milliseconds: number `index` is at `index × denominator ÷ numerator` seconds, rounded
/// down, so that no rounding ever adds up.
struct LoopPace: Hashable, Sendable {
    let numerator: Int64
    let denominator: Int64

    /// Milliseconds.
    func time(of index: Int64) -> Int64 { index * 1_000 * denominator / numerator }

    /// The first event whose ``time(of:)`` is `time` or later; `time` is not negative.
    func first(atOrAfter time: Int64) -> Int64 {
        let product = time * numerator
        let unit = 1_000 * denominator
        return (product + unit - 1) / unit
    }
}
