import Program

/// Writes the NUT stream that an encoder of ours reads: I420 pictures at a steady rate and stereo samples, both with the numbers
/// that the mixer gave them, so that an encoder that begins later goes on where the one before stopped.
struct NutWriter: Sendable {
    private static let pictures: UInt64 = 0
    private static let sound: UInt64 = 1
    /// Bits of shortened time stamps; ours are never shortened.
    private static let shortBits: UInt64 = 7

    private let width: Int
    private let height: Int
    private let rate: ProgramFormat.FrameRate
    private let sampleRate: Int

    /// Pixels, pictures a second, Hz.
    init(width: Int, height: Int, rate: ProgramFormat.FrameRate, sampleRate: Int) {
        self.width = width
        self.height = height
        self.rate = rate
        self.sampleRate = sampleRate
    }

    /// What the stream begins with.
    var header: [UInt8] {
        var main: [UInt8] = []
        Self.put([3, 2, 65_536], in: &main)  // version, streams, how far syncpoints stand apart
        Self.put([2, UInt64(rate.denominator), UInt64(rate.numerator), 1, UInt64(sampleRate)], in: &main)
        // Every frame states everything: all 255 codes alike, six fields, the last of which says so.
        Self.put([NutCode.Flags.coded.rawValue, 6, 0, 1, 0, 0, 0, 255], in: &main)
        Self.put([0], in: &main)  // no beginnings are left out
        return NutCode.file + Self.packet(NutCode.main, main) + Self.packet(NutCode.stream, pictureStream)
            + Self.packet(NutCode.stream, soundStream)
    }

    private var pictureStream: [UInt8] {
        var body: [UInt8] = []
        Self.put([Self.pictures, 0, 4], in: &body)
        body += Array("I420".utf8)
        Self.put([0, Self.shortBits, UInt64(rate.numerator), 0, 0, 0], in: &body)
        Self.put([UInt64(width), UInt64(height), 1, 1, 0], in: &body)
        return body
    }

    private var soundStream: [UInt8] {
        var body: [UInt8] = []
        Self.put([Self.sound, 1, 4], in: &body)
        body += [0x50, 0x53, 0x44, 16]
        Self.put([1, Self.shortBits, UInt64(sampleRate), 0, 0, 0], in: &body)
        Self.put([UInt64(sampleRate), 1, 2], in: &body)
        return body
    }

    /// What stands in front of picture `number`'s `count` bytes.
    func picture(_ number: Int64, count: Int) -> [UInt8] {
        Self.frame(Self.pictures, time: number, timeBase: 0, count: count)
    }

    /// What stands in front of `count` bytes of samples, the first of which is number `position`.
    func sound(_ position: Int64, count: Int) -> [UInt8] {
        Self.frame(Self.sound, time: position, timeBase: 1, count: count)
    }

    private static func frame(_ stream: UInt64, time: Int64, timeBase: UInt64, count: Int) -> [UInt8] {
        var syncpoint: [UInt8] = []
        put([UInt64(time) * 2 + timeBase, 0], in: &syncpoint)
        var header: [UInt8] = [0]
        let flags: NutCode.Flags = [.key, .codedTime, .streamID, .sizeMost, .checksum]
        put([flags.rawValue, stream, UInt64(time) + 1 << shortBits, UInt64(count)], in: &header)
        return packet(NutCode.syncpoint, syncpoint) + header + bigEndian(NutCode.checksum(header))
    }

    private static func packet(_ code: UInt64, _ body: [UInt8]) -> [UInt8] {
        var result = (0..<8).map { UInt8(truncatingIfNeeded: code >> (56 - 8 * $0)) }
        put([UInt64(body.count + 4)], in: &result)
        return result + body + bigEndian(NutCode.checksum(body))
    }

    private static func put(_ numbers: [UInt64], in bytes: inout [UInt8]) {
        for number in numbers {
            var shift = 56
            while shift > 0, number >> UInt64(shift) == 0 { shift -= 7 }
            while shift > 0 {
                bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)) | 0x80)
                shift -= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: number) & 0x7F)
        }
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }
}
