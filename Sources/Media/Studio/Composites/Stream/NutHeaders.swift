/// What a NUT stream has said of itself so far: its frame codes, time bases and streams.
struct NutHeaders: Sendable {
    struct Stream: Sendable {
        var kind: RawPacket.Kind
        var timeBase: Int
        /// Bits of a shortened time stamp.
        var shortBits: Int
        var last: Int64 = 0
    }

    /// A frame whose payload follows.
    struct Frame {
        var stream: Int
        /// Nanoseconds.
        var time: Int64
        /// Bytes that follow.
        var size: Int
        /// Bytes in front of them, which the stream leaves out.
        var beginning: ArraySlice<UInt8>
    }

    private struct TimeBase {
        var numerator: Int
        var denominator: Int
    }

    private struct FrameCode {
        var flags = NutCode.Flags.invalid
        var stream = 0
        var multiplier = 0
        var least = 0
        var step: Int64 = 0
        var reserved = 0
        var beginning = 0
    }

    private(set) var streams: [Int: Stream] = [:]
    private var streamCount = 0
    private var timeBases: [TimeBase] = []
    private var codes: [FrameCode] = []
    private var beginnings: [ArraySlice<UInt8>] = [[]]

    // MARK: Packets

    /// Repeated now and then; the last one counts.
    mutating func readMain(_ cursor: inout NutCursor) throws(NutCursor.Trouble) {
        let version = try cursor.number(2...4, "the version")
        if version > 3 { _ = try cursor.number() }
        streamCount = try cursor.number(1...2, "the number of streams")
        _ = try cursor.number()  // how far syncpoints stand apart
        var bases: [TimeBase] = []
        for _ in 0..<(try cursor.number(1...8, "the number of time bases")) {
            bases.append(
                TimeBase(
                    numerator: try cursor.number(1...1_000_000, "a time base"),
                    denominator: try cursor.number(1...1_000_000_000, "a time base")))
        }
        timeBases = bases
        try readCodes(&cursor)
        beginnings = [[]]
        guard cursor.remaining > 0 else { return }
        for _ in 0..<(try cursor.number(0...127, "the number of beginnings")) {
            let length = try cursor.number(0...255, "a beginning")
            beginnings.append(try cursor.take(length))
        }
    }

    private mutating func readCodes(_ cursor: inout NutCursor) throws(NutCursor.Trouble) {
        var table: [FrameCode] = []
        var code = FrameCode()
        code.multiplier = 1
        while table.count < 256 {
            code.flags = NutCode.Flags(rawValue: try cursor.number())
            let fields = try cursor.number(0...64, "the fields of a frame code")
            if fields > 0 { code.step = try cursor.signed() }
            if fields > 1 { code.multiplier = try cursor.number(0...16_384, "a multiplier") }
            if fields > 2 { code.stream = try cursor.number(0...250, "a stream") }
            code.least = fields > 3 ? try cursor.number(0...16_384, "a size") : 0
            code.reserved = fields > 4 ? try cursor.number(0...64, "reserved fields") : 0
            var count =
                fields > 5 ? try cursor.number(1...256, "a count") : code.multiplier - code.least
            if fields > 6 { _ = try cursor.signed() }
            if fields > 7 { code.beginning = try cursor.number(0...127, "a beginning") }
            if fields > 8 { for _ in 8..<fields { _ = try cursor.number() } }
            guard count > 0 else { throw .malformed("a frame code stands for nothing") }
            var entry = code
            while count > 0, table.count < 256 {
                // The letter that packets begin with is no frame code.
                if table.count == 0x4E {
                    table.append(FrameCode())
                    continue
                }
                table.append(entry)
                entry.least += 1
                count -= 1
            }
            // The letter may be the last one left.
            if table.count == 0x4E { table.append(FrameCode()) }
        }
        codes = table
    }

    mutating func readStream(
        _ cursor: inout NutCursor, _ expected: NutReader.Expectation
    ) throws(NutCursor.Trouble) {
        guard streamCount > 0 else { throw .malformed("a stream in front of the main header") }
        let number = try cursor.number(0...(streamCount - 1), "a stream")
        let type = try cursor.number(0...3, "a stream's kind")
        let tagLength = try cursor.number(0...8, "a tag")
        let tag = try cursor.take(tagLength)
        let base = try cursor.number(0...(timeBases.count - 1), "a time base")
        let bits = try cursor.number(0...16, "a time stamp's bits")
        _ = try cursor.number()  // how far time stamps may jump
        _ = try cursor.number()  // delay of the decoder
        _ = try cursor.number()  // flags
        let ownLength = try cursor.number(0...4096, "a codec's own bytes")
        _ = try cursor.take(ownLength)
        let kind: RawPacket.Kind
        switch type {
        case 0:
            guard tag.elementsEqual("I420".utf8) else { throw .malformed("pictures that are not I420") }
            let (width, height) = (try cursor.number(), try cursor.number())
            guard width == UInt64(expected.width), height == UInt64(expected.height) else {
                throw .malformed("pictures of another size")
            }
            kind = .picture
        case 1:
            guard tag.elementsEqual([0x50, 0x53, 0x44, 16]) else { throw .malformed("sound that is not 16 bits") }
            let (rate, per, channels) = (try cursor.number(), try cursor.number(), try cursor.number())
            guard rate == UInt64(expected.sampleRate), per == 1, channels == 2 else {
                throw .malformed("sound of another rate")
            }
            kind = .sound
        default: throw .malformed("a stream of another kind")
        }
        guard !streams.contains(where: { $0.key != number && $0.value.kind == kind }) else {
            throw .malformed("two streams of a kind")
        }
        streams[number] = Stream(kind: kind, timeBase: base, shortBits: bits, last: streams[number]?.last ?? 0)
    }

    mutating func readSyncpoint(_ cursor: inout NutCursor) throws(NutCursor.Trouble) {
        guard !timeBases.isEmpty else { throw .malformed("a syncpoint in front of the main header") }
        let coded = try cursor.number()
        let from = timeBases[Int(coded % UInt64(timeBases.count))]
        let time = Int64(coded / UInt64(timeBases.count))
        for number in streams.keys {
            let to = timeBases[streams[number]!.timeBase]
            streams[number]!.last = try Self.convert(time, from, to)
        }
    }

    /// As libavutil's `av_rescale_rnd` does it, downwards: both sides must come to the same number.
    private static func convert(_ time: Int64, _ from: TimeBase, _ to: TimeBase) throws(NutCursor.Trouble) -> Int64 {
        let (numerator, isTooLarge) = Int64(from.numerator).multipliedReportingOverflow(by: Int64(to.denominator))
        let (denominator, isTooLargeToo) = Int64(from.denominator).multipliedReportingOverflow(by: Int64(to.numerator))
        guard !isTooLarge, !isTooLargeToo, time >= 0 else { throw .malformed("a time base out of range") }
        let product = UInt64(time).multipliedFullWidth(by: UInt64(numerator))
        guard product.high < UInt64(denominator) else { throw .malformed("a time out of range") }
        let quotient = UInt64(denominator).dividingFullWidth(product).quotient
        guard quotient < 1 << 60 else { throw .malformed("a time out of range") }
        return Int64(quotient)
    }

    // MARK: Frames

    /// Reads the rest of a frame's header behind its code.
    mutating func frame(_ code: UInt8, _ cursor: inout NutCursor) throws(NutCursor.Trouble) -> Frame {
        guard codes.count == 256 else { throw .malformed("a frame in front of the main header") }
        let entry = codes[Int(code)]
        var flags = entry.flags
        guard !flags.contains(.invalid) else { throw .malformed("an unknown frame code") }
        if flags.contains(.coded) { flags.formSymmetricDifference(NutCode.Flags(rawValue: try cursor.number())) }
        guard !flags.contains(.sideData) else { throw .malformed("side data") }
        let number = flags.contains(.streamID) ? try cursor.number(0...1, "a stream") : entry.stream
        guard let stream = streams[number] else { throw .malformed("a frame of an unknown stream") }
        var time = stream.last + entry.step
        if flags.contains(.codedTime) {
            let coded = try cursor.number()
            time = try Self.time(coded, stream)
        }
        var size = entry.least
        if flags.contains(.sizeMost) {
            size += entry.multiplier * (try cursor.number(0...(1 << 26), "a frame's size"))
        }
        if flags.contains(.matchTime) { _ = try cursor.signed() }
        var beginning = entry.beginning
        if flags.contains(.headerIndex) { beginning = try cursor.number(0...127, "a beginning") }
        let reserved = flags.contains(.reserved) ? try cursor.number(0...64, "reserved fields") : entry.reserved
        for _ in 0..<reserved { _ = try cursor.number() }
        if flags.contains(.checksum) { _ = try cursor.bigEndian(4) }
        if size > 4096 { beginning = 0 }
        guard beginning < beginnings.count, beginnings[beginning].count <= size else {
            throw .malformed("an unknown beginning")
        }
        guard (0...(1 << 60)).contains(time) else { throw .malformed("a time out of range") }
        streams[number]!.last = time
        return Frame(
            stream: number, time: nanoseconds(time, timeBases[stream.timeBase]),
            size: size - beginnings[beginning].count, beginning: beginnings[beginning])
    }

    /// A shortened time stamp stands for the nearest one to the last.
    private static func time(_ coded: UInt64, _ stream: Stream) throws(NutCursor.Trouble) -> Int64 {
        guard coded < 1 << 60 else { throw .malformed("a time out of range") }
        let (coded, span) = (Int64(coded), Int64(1) << stream.shortBits)
        guard coded < span else { return coded - span }
        let least = stream.last - (span - 1) / 2
        return (coded - least) & (span - 1) + least
    }

    /// Exact to the nanosecond for a hundred days.
    private func nanoseconds(_ time: Int64, _ base: TimeBase) -> Int64 {
        let value = Double(time) * Double(base.numerator) * 1e9 / Double(base.denominator)
        return Int64(min(value, 9e18).rounded())
    }
}
