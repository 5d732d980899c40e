import RTMPWire
import Testing

struct FLVTests {
    static let tags = [
        FLVTag(
            typeID: 18, timestamp: 0,
            payload: AMF0Value.encode([.string("onMetaData"), .ecmaArray(["width": .number(320)])])),
        FLVTag(typeID: 9, timestamp: 0x00FF_FFFF, payload: [0x17, 0, 1, 2]),
        FLVTag(typeID: 8, timestamp: 0x0100_0000, payload: []),
        FLVTag(typeID: 9, timestamp: 0xFFFF_FFFF, payload: Array(repeating: 5, count: 300)),
    ]
    static let file = FLVTagWriter().header() + tags.flatMap { FLVTagWriter().tag($0) }

    @Test func aTagIsWrittenAsTheFormatSays() {
        let bytes = FLVTagWriter().tag(FLVTag(typeID: 9, timestamp: 0x0102_0304, payload: [0xAA, 0xBB]))
        #expect(bytes == hex("09 000002 020304 01 000000 AABB 0000000D"))
        #expect(FLVTagWriter().header(hasAudio: false) == hex("464C56 01 01 00000009 00000000"))
    }

    @Test func tagsComeBackHoweverTheFileIsCut() throws {
        for pieces in everySplit(of: Self.file) {
            #expect(try read(pieces) == Self.tags)
        }
    }

    @Test func aLargeFileComesInLargePieces() throws {
        let tags = (0..<100).map {
            FLVTag(typeID: 9, timestamp: $0, payload: Array(repeating: UInt8($0), count: 9_001))
        }
        let bytes = FLVTagWriter().header() + tags.flatMap { FLVTagWriter().tag($0) }
        for size in [70_000, 100_000, 200_000] {
            let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min(bytes.count, $0 + size)] }
            #expect(try read(pieces) == tags)
        }
    }

    @Test func otherTagsAndLongHeadersArePassedOver() throws {
        let header = hex("464C56 01 05 0000000B AAAA 00000000")
        let other = FLVTagWriter().tag(FLVTag(typeID: 15, timestamp: 1, payload: [1, 2, 3]))
        let encrypted = FLVTagWriter().tag(FLVTag(typeID: 0x29, timestamp: 1, payload: [1, 2, 3]))
        let bytes = header + other + encrypted + FLVTagWriter().tag(Self.tags[1])
        #expect(try read([bytes[...]]) == [Self.tags[1]])
    }

    @Test func aTruncatedFileGivesTheWholeTags() throws {
        #expect(try read([Self.file.dropLast(20)]) == Array(Self.tags.dropLast()))
    }

    @Test func whatIsNoFLVIsAnError() {
        #expect(code { try read([hex("464C57 01 05 00000009 00000000")[...]]) } == .fileMalformed)
        #expect(code { try read([hex("464C56 01 05 00000008 00000000")[...]]) } == .fileMalformed)
        #expect(code { try read([hex("464C56 01 05 FFFFFFFF 00000000")[...]]) } == .fileMalformed)
    }

    @Test func aTagAboveTheLimitIsAnErrorAtItsHeader() {
        let bytes = FLVTagWriter().header() + hex("09 000401 000000 00 000000")
        #expect(code { try read([bytes[...]], tagLimit: 1_024) } == .messageTooLarge)
    }

    private func read(_ pieces: [ArraySlice<UInt8>], tagLimit: Int = 16 << 20) throws -> [FLVTag] {
        var reader = FLVTagReader(tagLimit: tagLimit)
        var tags: [FLVTag] = []
        for piece in pieces {
            piece.withUnsafeBytes { reader.append($0) }
            while let tag = try reader.next() { tags.append(tag) }
        }
        return tags
    }
}
