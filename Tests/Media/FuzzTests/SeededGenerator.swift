/// A small generator with a fixed seed (SplitMix64), so that a finding can be found again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// `bytes` with some changed, dropped, doubled, inserted or cut off; half of the time not in the first bytes, which
    /// say what a target does.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...8, using: &self) where !result.isEmpty {
            let first = result.count > 20 && Bool.random(using: &self) ? 18 : 0
            let place = Int.random(in: first..<result.count, using: &self)
            switch UInt8.random(in: 0..<9, using: &self) {
            case 0: result.remove(at: place)
            case 1: result.insert(.random(in: 0...255, using: &self), at: place)
            case 2: result[place] = 0xFF
            case 3: result[place] = 0
            case 4: if Bool.random(using: &self) { result.removeSubrange(place...) }
            case 5: result.insert(contentsOf: result[place..<min(result.count, place + 40)], at: place)
            case 6: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 7: result[place] = result[place] &+ 1
            default: result[place] = .random(in: 0...255, using: &self)
            }
        }
        return result
    }
}
