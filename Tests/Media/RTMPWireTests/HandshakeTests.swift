import RTMPWire
import Testing

struct HandshakeTests {
    static let random = [UInt8]((0..<1_528).map { UInt8(truncatingIfNeeded: $0 &* 7) })

    @Test func bothSidesAgreeHoweverTheBytesAreCut() throws {
        let hello = ClientHandshake().begin(random: Self.random)
        #expect(hello.count == 1_537)
        #expect(Array(hello.prefix(9)) == [3, 0, 0, 0, 0, 0, 0, 0, 0])
        for size in [1, 2, 1_535, 1_536, 1_537, 5_000] {
            var client = ClientHandshake()
            var server = ServerHandshake(random: Self.random.reversed())
            let (answered, answer) = try run(hello, by: size) { bytes throws(WireError) in try server.receive(bytes) }
            #expect(answered == hello.count)
            #expect(answer.count == 3_073)
            #expect(Array(answer[1_537...]) == Array(hello[1...]), "S2 echoes C1")
            let (confirmed, confirmation) = try run(answer, by: size) { bytes throws(WireError) in
                try client.receive(bytes)
            }
            #expect(confirmed == answer.count)
            #expect(confirmation == Array(answer[1..<1_537]), "C2 echoes S1")
            #expect(client.isComplete && !server.isComplete)
            let more = confirmation + [1, 2, 3]
            let (taken, nothing) = try run(more, by: more.count) { bytes throws(WireError) in try server.receive(bytes)
            }
            #expect(taken == 1_536)
            #expect(nothing.isEmpty && server.isComplete)
        }
    }

    @Test func aClientWithADigestGetsThePlainAnswer() throws {
        var hello = ClientHandshake().begin(random: Self.random)
        hello.replaceSubrange(5..<9, with: [9, 0, 124, 2])
        var server = ServerHandshake(random: Self.random)
        let (_, answer) = try run(hello, by: hello.count) { bytes throws(WireError) in try server.receive(bytes) }
        #expect(Array(answer[5..<9]) == [0, 0, 0, 0], "no digest here")
        #expect(Array(answer[1_537...]) == Array(hello[1...]))
    }

    @Test(arguments: [0, 6, 8, 0x16, 0x47] as [UInt8])
    func otherVersionsAreRefusedAtTheFirstByte(_ version: UInt8) {
        var server = ServerHandshake(random: Self.random)
        var client = ClientHandshake()
        #expect(code { try [version].withUnsafeBytes { bytes in try server.receive(bytes) } } == .handshakeRefused)
        #expect(code { try [version].withUnsafeBytes { bytes in try client.receive(bytes) } } == .handshakeRefused)
    }

    private func run(
        _ bytes: [UInt8], by size: Int, _ receive: (UnsafeRawBufferPointer) throws -> (consumed: Int, reply: [UInt8])
    ) throws -> (Int, [UInt8]) {
        var consumed = 0
        var reply: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let step = try bytes[start..<min(bytes.count, start + size)].withUnsafeBytes { try receive($0) }
            consumed += step.consumed
            reply += step.reply
        }
        return (consumed, reply)
    }
}
