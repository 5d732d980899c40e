#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Adds voices to one block of stereo sound.
struct SoundMix {
    private var sum: [Float]

    /// `count` pairs of samples.
    init(count: Int) { sum = Array(repeating: 0, count: count * 2) }

    /// Adds samples whose factor goes evenly from `gain` to `target` over the block.
    mutating func add(_ samples: [Int16], gain: Float, target: Float) {
        let pairs = min(samples.count, sum.count) / 2
        let step = (target - gain) / Float(max(1, pairs))
        samples.withUnsafeBufferPointer { samples in
            sum.withUnsafeMutableBufferPointer { sum in
                for pair in 0..<pairs {
                    let factor = gain + step * Float(pair + 1)
                    sum[2 * pair] += Float(samples[2 * pair]) * factor
                    sum[2 * pair + 1] += Float(samples[2 * pair + 1]) * factor
                }
            }
        }
    }

    /// 16 bits, little endian; what is too loud stays at the loudest.
    var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: sum.count * 2) { bytes, count in
            for (index, value) in sum.enumerated() {
                let sample = UInt16(bitPattern: Int16(max(-32_768, min(32_767, value.rounded()))))
                bytes[2 * index] = UInt8(truncatingIfNeeded: sample)
                bytes[2 * index + 1] = UInt8(truncatingIfNeeded: sample >> 8)
            }
            count = sum.count * 2
        }
    }

    /// The factor that dB stand for.
    static func factor(decibels: Double) -> Float { Float(pow(10, decibels / 20)) }

    /// Root mean square in dB of full scale; nil for silence.
    static func level(_ samples: [Int16]) -> Double? {
        let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(1, samples.count))
        return power > 0 ? 10 * log10(power / (32_768 * 32_768)) : nil
    }
}
