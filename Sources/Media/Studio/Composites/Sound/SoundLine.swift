/// One person's samples, waiting to be heard: stereo, 16 bits, by their positions on the person's time line.
///
/// Holds at most ``longest``; the oldest go first. Gaps are heard as silence.
struct SoundLine: Sendable {
    private struct Piece: Sendable {
        var position: Int64
        var samples: [Int16]
        var end: Int64 { position + Int64(samples.count / 2) }
    }

    /// Seconds.
    static let longest: Int64 = 2
    /// Milliseconds that time stamps may be off without a gap being meant.
    private static let ripple: Int64 = 5
    /// Pairs of samples over which sound comes in again after a break.
    private static let fade = 96

    /// Hz.
    let sampleRate: Int
    private var pieces: [Piece] = []
    /// Where the next block begins if nothing jumps.
    private var next: Int64?
    private var fadeLeft = 0

    init(sampleRate: Int) { self.sampleRate = sampleRate }

    mutating func clear() {
        pieces = []
        next = nil
    }

    /// Adds samples (left and right by turns) whose first pair belongs at `position`, counted in pairs.
    mutating func append(_ samples: [Int16], at position: Int64) {
        guard samples.count >= 2 else { return }
        var piece = Piece(position: position, samples: samples)
        if let end = pieces.last?.end {
            let isContiguous = abs(position - end) <= Int64(sampleRate) * Self.ripple / 1000
            if isContiguous { piece.position = end }
            // What is older than what there is already was heard, or never will be.
            guard piece.end > end else { return }
        }
        pieces.append(piece)
        let oldest = piece.end - Int64(sampleRate) * Self.longest
        pieces.removeAll { $0.end <= oldest }
    }

    /// `count` pairs of samples, the first of which should be the one at `ideal`; nil when there is not one of them. A position that
    /// is off by a rounding goes on where the block before ended.
    mutating func take(_ count: Int, from ideal: Int64) -> [Int16]? {
        var start = ideal
        if let next, abs(next - ideal) <= 2 { start = next } else { fadeLeft = Self.fade }
        let end = start + Int64(count)
        next = end
        var block: [Int16]?
        var filled = start
        for piece in pieces {
            guard piece.end > start, piece.position < end else { continue }
            let (from, to) = (max(start, piece.position, filled), min(end, piece.end))
            guard from < to else { continue }
            if block == nil { block = Array(repeating: 0, count: count * 2) }
            if from > filled { fadeLeft = Self.fade }
            for pair in from..<to {
                let (target, source) = (Int(pair - start) * 2, Int(pair - piece.position) * 2)
                block![target] = faded(piece.samples[source])
                block![target + 1] = faded(piece.samples[source + 1])
                if fadeLeft > 0 { fadeLeft -= 1 }
            }
            filled = to
        }
        if filled < end { fadeLeft = Self.fade }
        pieces.removeAll { $0.end <= end }
        return block
    }

    private func faded(_ sample: Int16) -> Int16 {
        fadeLeft == 0 ? sample : Int16(Int(sample) * (Self.fade - fadeLeft) / Self.fade)
    }
}
