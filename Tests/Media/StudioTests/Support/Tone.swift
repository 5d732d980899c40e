#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What is heard in samples.
enum Tone {
    /// The left channel of stereo samples, 16 bits, little endian.
    static func left(_ bytes: [UInt8]) -> [Int16] {
        stride(from: 0, to: bytes.count - 3, by: 4).map {
            Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
    }

    /// How loud a pitch (Hz) is in samples at `rate` Hz, as the amplitude of a sine (Goertzel's algorithm).
    static func amplitude(of pitch: Double, in samples: [Int16], rate: Double) -> Double {
        guard !samples.isEmpty else { return 0 }
        // Whole periods only, so that no other pitch leaks in by the cut.
        let period = rate / pitch
        let count = Int((Double(samples.count) / period).rounded(.down) * period)
        let factor = 2 * cos(2 * Double.pi * pitch / rate)
        var (last, secondLast) = (0.0, 0.0)
        for sample in samples.prefix(count) { (last, secondLast) = (Double(sample) + factor * last - secondLast, last) }
        let power = last * last + secondLast * secondLast - factor * last * secondLast
        return 2 * max(0, power).squareRoot() / Double(max(1, count))
    }

    /// The same in the middle one of all pieces of 50 ms: a break, behind which the phase is another, is one piece of many.
    static func usualAmplitude(of pitch: Double, in samples: [Int16], rate: Double) -> Double {
        let length = Int(rate / 20)
        let pieces = stride(from: 0, to: samples.count - length, by: length).map {
            amplitude(of: pitch, in: Array(samples[$0..<($0 + length)]), rate: rate)
        }.sorted()
        return pieces.isEmpty ? 0 : pieces[pieces.count / 2]
    }
}
