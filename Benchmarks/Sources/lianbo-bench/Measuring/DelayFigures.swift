/// How long video frames took from the publisher's `write` to the last byte's `read` at a sink, in milliseconds.
struct DelayFigures: Codable, Sendable {
    var p50: Double
    var p90: Double
    var p99: Double
    var max: Double
    /// Frames times probes that were matched; that never came; that came twice.
    var matched: Int
    var missing: Int
    var repeated: Int

    /// Matches the frames sent within `window` with what each probe saw. A clip that comes round again sends the same
    /// payload again: an arrival belongs to the newest sending before it. Nil when nothing matched.
    static func match(
        sent: [FrameMoment], within window: ClosedRange<UInt64>, arrivals: [[FrameMoment]]
    ) -> DelayFigures? {
        var places: [UInt64: [Int]] = [:]
        for (index, frame) in sent.enumerated() { places[frame.hash, default: []].append(index) }
        let due = sent.indices.filter { window.contains(sent[$0].at) }
        var delays: [UInt64] = []
        var missing = 0
        var repeated = 0
        for probe in arrivals {
            var seen: Set<Int> = []
            for frame in probe {
                guard let place = places[frame.hash]?.last(where: { sent[$0].at <= frame.at }),
                    window.contains(sent[place].at)
                else { continue }
                guard seen.insert(place).inserted else {
                    repeated += 1
                    continue
                }
                delays.append(frame.at - sent[place].at)
            }
            missing += due.count - seen.count
        }
        guard !delays.isEmpty else { return nil }
        delays.sort()
        func quantile(_ share: Double) -> Double {
            Double(delays[min(delays.count - 1, Int(Double(delays.count) * share))]) / 1e6
        }
        return DelayFigures(
            p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), max: quantile(1), matched: delays.count,
            missing: missing, repeated: repeated)
    }
}
