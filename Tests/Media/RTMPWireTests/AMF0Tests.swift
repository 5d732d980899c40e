import RTMPWire
import Testing

struct AMF0Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let value: AMF0Value
        let bytes: [UInt8]
        var testDescription: String { "\(value)" }
    }

    static let vectors = [
        Vector(value: .number(1), bytes: hex("00 3FF0000000000000")),
        Vector(value: .number(-0.5), bytes: hex("00 BFE0000000000000")),
        Vector(value: .boolean(true), bytes: hex("01 01")),
        Vector(value: .boolean(false), bytes: hex("01 00")),
        Vector(value: .string("live"), bytes: hex("02 0004 6C697665")),
        Vector(value: .string("联播"), bytes: hex("02 0006 E88194 E692AD")),
        Vector(value: .string(""), bytes: hex("02 0000")),
        Vector(
            value: .object(["app": .string("a"), "": .null]), bytes: hex("03 0003 617070 02 0001 61 0000 05 0000 09")),
        Vector(value: .object([:]), bytes: hex("03 0000 09")),
        Vector(value: .null, bytes: hex("05")),
        Vector(value: .undefined, bytes: hex("06")),
        Vector(value: .ecmaArray(["w": .number(2)]), bytes: hex("08 00000001 0001 77 00 4000000000000000 0000 09")),
        Vector(value: .strictArray([.null, .boolean(true)]), bytes: hex("0A 00000002 05 0101")),
        Vector(value: .date(1_000, zone: -1), bytes: hex("0B 408F400000000000 FFFF")),
        Vector(value: .longString("xy"), bytes: hex("0C 00000002 7879")),
    ]

    @Test(arguments: vectors)
    func valuesBecomeTheirBytesAndComeBack(_ vector: Vector) throws {
        #expect(AMF0Value.encode([vector.value]) == vector.bytes)
        #expect(try AMF0Value.decode(vector.bytes) == [vector.value])
    }

    @Test(arguments: vectors)
    func everyTruncationIsAnError(_ vector: Vector) {
        for end in 1..<max(1, vector.bytes.count) {
            #expect(throws: WireError.self) { try AMF0Value.decode(Array(vector.bytes[..<end])) }
        }
    }

    @Test func manyValuesFollowOneAnother() throws {
        let all = Self.vectors.map(\.value)
        #expect(try AMF0Value.decode(AMF0Value.encode(all)) == all)
    }

    @Test(arguments: [4, 7, 9, 13, 15, 16, 17, 18, 255] as [UInt8])
    func unknownMarkersAreErrors(_ marker: UInt8) {
        #expect(code { try AMF0Value.decode([marker, 0, 0, 0, 0, 0, 0, 0, 0]) } == .valueMalformed)
    }

    @Test func sixteenLevelsAreReadAndSeventeenAreNot() throws {
        func nested(_ levels: Int) -> AMF0Value { levels == 0 ? .null : .strictArray([nested(levels - 1)]) }
        #expect(try AMF0Value.decode(AMF0Value.encode([nested(16)])) == [nested(16)])
        #expect(code { try AMF0Value.decode(AMF0Value.encode([nested(17)])) } == .valueTooLarge)
    }

    @Test func aThousandEntriesAreReadAndMoreAreNot() throws {
        func array(_ count: Int) -> [UInt8] { AMF0Value.encode([.strictArray(Array(repeating: .null, count: count))]) }
        #expect(try AMF0Value.decode(array(999)).count == 1)
        #expect(code { try AMF0Value.decode(array(1_000)) } == .valueTooLarge)
        let flat = AMF0Value.encode(Array(repeating: .null, count: 1_001))
        #expect(code { try AMF0Value.decode(flat) } == .valueTooLarge)
        let spread = AMF0Value.encode([.object(AMF0Object((0..<1_001).map { .init(name: "\($0)", value: .null) }))])
        #expect(code { try AMF0Value.decode(spread) } == .valueTooLarge)
    }

    @Test func aClaimedCountReservesNothing() {
        #expect(code { try AMF0Value.decode(hex("0A FFFFFFFF 05")) } == .valueMalformed)
        #expect(code { try AMF0Value.decode(hex("0C FFFFFFFF 05")) } == .valueTooLarge)
    }

    @Test func longTextIsWrittenAsALongString() throws {
        let text = String(repeating: "x", count: 65_536)
        #expect(try AMF0Value.decode(AMF0Value.encode([.string(text)])) == [.longString(text)])
        let longer = AMF0Value.encode([.longString(text + "x")])
        #expect(code { try AMF0Value.decode(longer) } == .valueTooLarge)
    }

    @Test func anECMAArrayMayClaimAWrongCount() throws {
        let bytes = hex("08 00000000 0001 77 05 0000 09")
        #expect(try AMF0Value.decode(bytes) == [.ecmaArray(["w": .null])])
    }
}

/// The code of the `WireError` that `body` throws.
func code(_ body: () throws -> some Any) -> WireError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? WireError)?.code
    }
}
