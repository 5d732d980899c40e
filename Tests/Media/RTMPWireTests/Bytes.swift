/// Bytes written as hexadecimal digits, with spaces where they help.
func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    precondition(digits.count.isMultiple(of: 2))
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

/// Every way to cut `bytes` in two, and one cut after each byte.
func everySplit(of bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
    (0...bytes.count).map { [bytes[..<$0], bytes[$0...]] } + [bytes.indices.map { bytes[$0...$0] }]
}

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

    /// `bytes` with some changed, dropped, doubled, inserted or cut off.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...8, using: &self) where !result.isEmpty {
            let place = Int.random(in: result.indices, using: &self)
            switch UInt8.random(in: 0..<8, using: &self) {
            case 0: result.remove(at: place)
            case 1: result.insert(.random(in: 0...255, using: &self), at: place)
            case 2: result[place] = 0xFF
            case 3: result[place] = 0
            case 4: result.removeSubrange(place...)
            case 5: result.insert(contentsOf: result[place..<min(result.count, place + 40)], at: place)
            case 6: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            default: result[place] = .random(in: 0...255, using: &self)
            }
        }
        return result
    }
}
