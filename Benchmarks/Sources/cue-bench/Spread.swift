/// How measured milliseconds are spread.
struct Spread: CustomStringConvertible {
    private let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    private func text(_ quantile: Double) -> String {
        guard !sorted.isEmpty else { return "–" }
        let value = sorted[min(sorted.count - 1, Int(Double(sorted.count) * quantile))]
        return "\((value * 1000).rounded() / 1000)"
    }

    var description: String {
        "p50 \(text(0.5))  p90 \(text(0.9))  p99 \(text(0.99))  p99.9 \(text(0.999))  max \(text(1)) ms"
    }
}
