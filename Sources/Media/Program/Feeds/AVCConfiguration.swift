/// Reads the picture size out of an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1; ITU-T H.264, 7.3.2.1.1).
enum AVCConfiguration {
    /// Width and height after cropping; nil when the record is cut short or strange.
    static func pictureSize(_ record: UnsafeRawBufferPointer) -> (Int, Int)? {
        guard record.count > 8, record[0] == 1, record[5] & 0x1F >= 1 else { return nil }
        let length = Int(record[6]) << 8 | Int(record[7])
        guard length > 4, record.count >= 8 + length else { return nil }
        var bits = BitReader(removingEmulation: record[9..<(8 + length)])
        return sequenceParameterSet(&bits)
    }

    private static func sequenceParameterSet(_ bits: inout BitReader) -> (Int, Int)? {
        guard let profile = bits.read(8), bits.read(16) != nil, bits.golomb() != nil else { return nil }
        var chroma = 1
        if [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].contains(profile) {
            guard let format = bits.golomb() else { return nil }
            chroma = format
            if format == 3 { _ = bits.read(1) }
            guard bits.golomb() != nil, bits.golomb() != nil, bits.read(1) != nil, let hasMatrix = bits.read(1) else {
                return nil
            }
            if hasMatrix == 1 { return nil }
        }
        guard bits.golomb() != nil, let orderType = bits.golomb() else { return nil }
        if orderType == 0 {
            guard bits.golomb() != nil else { return nil }
        } else if orderType == 1 {
            guard bits.read(1) != nil, bits.golomb() != nil, bits.golomb() != nil, let cycle = bits.golomb(),
                cycle < 256
            else { return nil }
            for _ in 0..<cycle { guard bits.golomb() != nil else { return nil } }
        }
        guard bits.golomb() != nil, bits.read(1) != nil, let columns = bits.golomb(), let rows = bits.golomb(),
            let framesOnly = bits.read(1)
        else { return nil }
        if framesOnly == 0 { _ = bits.read(1) }
        guard bits.read(1) != nil, let isCropped = bits.read(1), columns < 1024, rows < 1024 else { return nil }
        var width = (columns + 1) * 16
        var height = (rows + 1) * 16 * (2 - framesOnly)
        if isCropped == 1 {
            guard let left = bits.golomb(), let right = bits.golomb(), let top = bits.golomb(),
                let bottom = bits.golomb()
            else { return nil }
            let horizontal = chroma == 1 || chroma == 2 ? 2 : 1
            let vertical = (chroma == 1 ? 2 : 1) * (2 - framesOnly)
            guard left < 8192, right < 8192, top < 8192, bottom < 8192 else { return nil }
            width -= (left + right) * horizontal
            height -= (top + bottom) * vertical
        }
        return width > 0 && height > 0 ? (width, height) : nil
    }
}

/// Bits, most significant first, with emulation prevention bytes taken out (ITU-T H.264, 7.4.1).
private struct BitReader {
    private var bytes: [UInt8] = []
    private var position = 0

    init(removingEmulation raw: Slice<UnsafeRawBufferPointer>) {
        var zeros = 0
        for byte in raw {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            bytes.append(byte)
        }
    }

    mutating func read(_ count: Int) -> Int? {
        guard position + count <= bytes.count * 8 else { return nil }
        var value = 0
        for _ in 0..<count {
            value = value << 1 | Int(bytes[position >> 3] >> (7 - UInt8(position & 7))) & 1
            position += 1
        }
        return value
    }

    /// ue(v), and se(v) where only its length matters (ITU-T H.264, 9.1).
    mutating func golomb() -> Int? {
        var zeros = 0
        while true {
            guard let bit = read(1), zeros <= 31 else { return nil }
            if bit == 1 { break }
            zeros += 1
        }
        guard let rest = read(zeros) else { return nil }
        return (1 << zeros) - 1 + rest
    }
}
