import RTMPWire
import Testing

struct ChunkTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let messages: [RTMPMessage]
        /// Set where the encoder writes the same bytes; the chunk stream it writes on.
        var chunkStream: UInt8?
    }

    static let long = [UInt8]((0..<300).map { UInt8(truncatingIfNeeded: $0) })

    static let vectors = [
        Vector(
            testDescription: "one small message", bytes: hex("03 000001 000002 14 01000000 AABB"),
            messages: [RTMPMessage(typeID: 20, streamID: 1, timestamp: 1, payload: hex("AABB"))], chunkStream: 3),
        Vector(
            testDescription: "an empty message", bytes: hex("03 000001 000000 09 01000000"),
            messages: [RTMPMessage(typeID: 9, streamID: 1, timestamp: 1, payload: [])], chunkStream: 3),
        Vector(
            testDescription: "types 0, 1 and 2",
            bytes: hex("04 00000A 000001 08 01000000 AA   44 000014 000002 08 BBBB   84 000005 CCCC"),
            messages: [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 10, payload: hex("AA")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 30, payload: hex("BBBB")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 35, payload: hex("CCCC")),
            ], chunkStream: 4),
        Vector(
            testDescription: "type 3 begins a message with the same delta",
            bytes: hex("04 00000A 000001 08 01000000 AA   84 000005 BB   C4 CC   C4 DD"),
            messages: [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 10, payload: hex("AA")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 15, payload: hex("BB")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 20, payload: hex("CC")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 25, payload: hex("DD")),
            ]),
        Vector(
            testDescription: "type 3 after type 0 takes its time as the delta",
            bytes: hex("04 00000A 000001 08 01000000 AA   C4 BB"),
            messages: [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 10, payload: hex("AA")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 20, payload: hex("BB")),
            ]),
        Vector(
            testDescription: "three chunks",
            bytes: hex("06 000000 00012C 09 01000000") + long[..<128] + [0xC6] + long[128..<256] + [0xC6]
                + long[256...],
            messages: [RTMPMessage(typeID: 9, streamID: 1, timestamp: 0, payload: long)], chunkStream: 6),
        Vector(
            testDescription: "extended time stamp, repeated",
            bytes: hex("06 FFFFFF 00012C 09 01000000 01020304") + long[..<128] + hex("C6 01020304") + long[128..<256]
                + hex("C6 01020304") + long[256...],
            messages: [RTMPMessage(typeID: 9, streamID: 1, timestamp: 0x0102_0304, payload: long)], chunkStream: 6),
        Vector(
            testDescription: "extended time stamp, not repeated",
            bytes: hex("06 FFFFFF 00012C 09 01000000 01020304") + long[..<128] + hex("C6") + long[128..<256] + hex("C6")
                + long[256...],
            messages: [RTMPMessage(typeID: 9, streamID: 1, timestamp: 0x0102_0304, payload: long)]),
        Vector(
            testDescription: "extended time stamp, not repeated before the last two bytes",
            bytes: hex("06 FFFFFF 000082 09 01000000 01020304") + long[..<128] + hex("C6 0109"),
            messages: [RTMPMessage(typeID: 9, streamID: 1, timestamp: 0x0102_0304, payload: long[..<128] + [1, 9])]),
        Vector(
            testDescription: "the largest plain and the smallest extended time",
            bytes: hex("04 FFFFFE 000001 08 01000000 AA   05 FFFFFF 000001 08 01000000 00FFFFFF BB"),
            messages: [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 0xFF_FFFE, payload: hex("AA")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 0xFF_FFFF, payload: hex("BB")),
            ]),
        Vector(
            testDescription: "time wraps at 2^32",
            bytes: hex("04 FFFFFF 000001 08 01000000 FFFFFFFF AA   84 000002 BB"),
            messages: [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 0xFFFF_FFFF, payload: hex("AA")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 1, payload: hex("BB")),
            ]),
        Vector(
            testDescription: "two interleaved messages",
            bytes: hex("06 000000 00012C 09 01000000") + long[..<128] + hex("04 000007 000001 08 01000000 AA") + [0xC6]
                + long[128..<256] + [0xC6] + long[256...],
            messages: [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 7, payload: hex("AA")),
                RTMPMessage(typeID: 9, streamID: 1, timestamp: 0, payload: long),
            ]),
        Vector(
            testDescription: "Set Chunk Size applies to what follows",
            bytes: hex("02 000000 000004 01 00000000 0000012C   06 000000 00012C 09 01000000") + long,
            messages: [RTMPMessage(typeID: 9, streamID: 1, timestamp: 0, payload: long)]),
        Vector(
            testDescription: "Abort drops an unfinished message",
            bytes: hex("06 000000 00012C 09 01000000") + long[..<128] + hex("02 000000 000004 02 00000000 00000006")
                + hex("06 000001 000001 09 01000000 AA"),
            messages: [RTMPMessage(typeID: 9, streamID: 1, timestamp: 1, payload: hex("AA"))]),
        Vector(
            testDescription: "chunk streams of two and three bytes",
            bytes: hex(
                "00 24 000001 000001 08 01000000 AA   01 0001 000002 000001 08 01000000 BB   40 24 000001 000001 08 CC"),
            messages: [
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 1, payload: hex("AA")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 2, payload: hex("BB")),
                RTMPMessage(typeID: 8, streamID: 1, timestamp: 2, payload: hex("CC")),
            ]),
        Vector(
            testDescription: "a first header of type 1", bytes: hex("42 000003 000001 04 AA"),
            messages: [RTMPMessage(typeID: 4, streamID: 0, timestamp: 3, payload: hex("AA"))]),
    ]

    @Test(arguments: vectors)
    func chunksBecomeMessagesHoweverTheyAreCut(_ vector: Vector) throws {
        for pieces in everySplit(of: vector.bytes) {
            #expect(try decode(pieces) == vector.messages)
        }
    }

    @Test(arguments: vectors.filter { $0.chunkStream != nil })
    func messagesBecomeChunks(_ vector: Vector) throws {
        var encoder = ChunkEncoder()
        let chunkStream = try #require(vector.chunkStream)
        #expect(vector.messages.flatMap { encoder.encode($0, chunkStream: chunkStream) } == vector.bytes)
    }

    @Test(arguments: [1, 127, 128, 129, 4_096, 60_000])
    func whatIsEncodedComesBack(_ chunkSize: Int) throws {
        var encoder = ChunkEncoder()
        var bytes = encoder.encode(.setChunkSize(chunkSize), chunkStream: 2)
        #expect(encoder.chunkSize == chunkSize)
        var generator = SeededGenerator(seed: UInt64(chunkSize))
        var messages: [RTMPMessage] = []
        for index in 0..<60 {
            let length = Int.random(in: 0...700, using: &generator)
            let message = RTMPMessage(
                typeID: [8, 9, 18].randomElement(using: &generator) ?? 9, streamID: UInt32(index % 3),
                timestamp: index % 7 == 0 ? .random(in: 0...UInt32.max, using: &generator) : UInt32(index) * 20,
                payload: (0..<length).map { _ in .random(in: 0...255, using: &generator) })
            messages.append(message)
            bytes += encoder.encode(message, chunkStream: [4, 5, 6, 100, 255].randomElement(using: &generator) ?? 4)
        }
        #expect(try decode([bytes[...]]) == messages)
    }

    @Test func largeMessagesComeInSmallPieces() throws {
        var encoder = ChunkEncoder()
        let message = RTMPMessage(typeID: 9, streamID: 1, timestamp: 5, payload: Array(repeating: 7, count: 2 << 20))
        let bytes = encoder.encode(message, chunkStream: 6)
        let pieces = stride(from: 0, to: bytes.count, by: 1_448).map { bytes[$0..<min(bytes.count, $0 + 1_448)] }
        #expect(try decode(pieces) == [message])
    }

    @Test(arguments: [
        ("no header before", "C3 00", WireError.Code.chunkMalformed),
        ("type 2 without a past", "83 000000 00", .chunkMalformed),
        ("chunk size 0", "02 000000 000004 01 00000000 00000000", .chunkSizeForbidden),
        ("chunk size above 16 MiB", "02 000000 000004 01 00000000 01000001", .chunkSizeForbidden),
        ("chunk size with its top bit", "02 000000 000004 01 00000000 80000080", .chunkSizeForbidden),
        ("chunk size cut short", "02 000000 000002 01 00000000 0100", .chunkSizeForbidden),
        ("abort cut short", "02 000000 000002 02 00000000 0100", .chunkMalformed),
        ("message above the limit", "03 000000 000401 09 00000000", .messageTooLarge),
    ])
    func forbiddenChunksAreErrors(_ name: String, _ text: String, _ expected: WireError.Code) {
        for pieces in everySplit(of: hex(text)) {
            #expect(code { try decode(pieces, messageLimit: 1_024) } == expected)
        }
    }

    @Test func aHeaderInsideAMessageIsAnError() {
        let bytes = hex("06 000000 00012C 09 01000000") + Self.long[..<128] + hex("06 000000 000001 09 01000000 AA")
        #expect(code { try decode([bytes[...]]) } == .chunkMalformed)
    }

    @Test func theSixtyFifthChunkStreamIsAnError() throws {
        func open(_ count: Int) -> [UInt8] {
            (0..<count).flatMap { [0, UInt8($0)] + hex("000000 000000 08 01000000") }
        }
        #expect(try decode([open(64)[...]]).count == 64)
        #expect(code { try decode([open(65)[...]]) } == .tooManyChunkStreams)
    }

    @Test func unfinishedMessagesAreBoundedTogether() {
        // Each of eight messages stays below the limit of 1,000 bytes; together they do not.
        var bytes: [UInt8] = []
        for round in 0..<7 {
            for stream in 0..<8 as Range<UInt8> {
                bytes += round == 0 ? [4 + stream] + hex("000000 0003E8 09 01000000") : [0xC4 + stream]
                bytes += Array(repeating: 1, count: 128)
            }
        }
        #expect(code { try decode([bytes[...]], messageLimit: 1_000) } == .messageTooLarge)
    }

    @Test func aFailedDecoderStaysFailed() {
        var decoder = ChunkDecoder()
        hex("C3").withUnsafeBytes { decoder.append($0) }
        #expect(code { try decoder.next() } == .chunkMalformed)
        hex("03 000001 000002 14 01000000 AABB").withUnsafeBytes { decoder.append($0) }
        #expect(code { try decoder.next() } == .chunkMalformed)
        #expect(decoder.buffered == 0)
    }
}

func decode(_ pieces: [ArraySlice<UInt8>], messageLimit: Int = 16 << 20) throws -> [RTMPMessage] {
    var decoder = ChunkDecoder(messageLimit: messageLimit)
    var messages: [RTMPMessage] = []
    for piece in pieces {
        piece.withUnsafeBytes { decoder.append($0) }
        while let message = try decoder.next() { messages.append(message) }
    }
    return messages
}
