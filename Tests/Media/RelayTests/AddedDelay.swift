import TestBench

/// How long pictures took from the switchboard into a sink, in milliseconds.
struct AddedDelay: CustomStringConvertible {
    private let sorted: [Double]

    init(_ sessions: [WitnessSink.Session], pushedAt: [Int: ContinuousClock.Instant]) {
        sorted = sessions.flatMap { session in
            session.arrivals.filter(\.isPicture).compactMap { arrival in
                pushedAt[arrival.hash].map { Double((arrival.at - $0) / .microseconds(1)) / 1000 }
            }
        }.sorted()
    }

    var count: Int { sorted.count }
    func percentile(_ share: Double) -> Double {
        sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
    var p99: Double { percentile(0.99) }

    var description: String {
        func text(_ share: Double) -> String { "\((percentile(share) * 10).rounded() / 10)" }
        return "p50 \(text(0.5)) ms, p90 \(text(0.9)) ms, p99 \(text(0.99)) ms of \(count) pictures"
    }
}
