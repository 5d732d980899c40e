import BroadcastModel
import FoundationEssentials
import Program
import TestBench
import Testing

@testable import Studio

struct NutTests {
    private static let expectation = NutReader.Expectation(width: 16, height: 8, sampleRate: 48_000)
    private static let writer = NutWriter(
        width: 16, height: 8, rate: ProgramFormat.FrameRate(30_000, 1001)!, sampleRate: 48_000)
    private static let pictureSize = RawPicture.byteCount(width: 16, height: 8)

    /// Two pictures and two pieces of sound as our writer writes them, and what they mean.
    private static let vector: (bytes: [UInt8], packets: [RawPacket]) = {
        var bytes = writer.header
        var packets: [RawPacket] = []
        for number in [Int64(30), 31] {
            let picture = (0..<pictureSize).map { UInt8(truncatingIfNeeded: Int(number) + $0) }
            let sound = (0..<64).map { UInt8(truncatingIfNeeded: Int(number) * 3 + $0) }
            bytes += writer.sound(number * 1600, count: sound.count) + sound
            bytes += writer.picture(number, count: picture.count) + picture
            packets.append(
                RawPacket(
                    kind: .sound, time: Int64((Double(number * 1600) * 1e9 / 48_000).rounded()), bytes: sound))
            packets.append(
                RawPacket(
                    kind: .picture, time: Int64((Double(number) * 1001 * 1e9 / 30_000).rounded()), bytes: picture))
        }
        return (bytes, packets)
    }()

    private static func read(_ pieces: [ArraySlice<UInt8>]) throws(Fault) -> [RawPacket] {
        var reader = NutReader(expectation)
        var packets: [RawPacket] = []
        for piece in pieces { try take(Array(piece), &reader, &packets) }
        return packets
    }

    private static func take(
        _ bytes: [UInt8], _ reader: inout NutReader, _ packets: inout [RawPacket]
    ) throws(Fault) {
        let result = bytes.withUnsafeBytes { buffer -> Result<[RawPacket], Fault> in
            var found: [RawPacket] = []
            do throws(Fault) {
                try reader.take(buffer) { found.append($0) }
                return .success(found)
            } catch {
                return .failure(error)
            }
        }
        packets += try result.get()
    }

    @Test func `What our writer writes is read, however it is cut`() throws {
        let (bytes, packets) = Self.vector
        #expect(try Self.read([bytes[...]]) == packets)
        #expect(try Self.read(bytes.indices.map { bytes[$0...$0] }) == packets)
        for cut in bytes.indices { #expect(try Self.read([bytes[..<cut], bytes[cut...]]) == packets) }
    }

    @Test func `What ffmpeg writes is read, and ffmpeg reads what our writer writes`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory(named: "nut")
            let (ours, theirs) = (directory.file("ours.nut"), directory.file("theirs.nut"))
            let (bytes, packets) = Self.vector
            try #require(FileManager.default.createFile(atPath: ours, contents: Data(bytes)))
            try await Material.ffmpeg([
                "-copyts", "-f", "nut", "-i", ours, "-map", "0", "-c", "copy", "-f", "nut", theirs,
            ])
            let copied = try #require(FileManager.default.contents(atPath: theirs))
            let read = try Self.read([Array(copied)[...]])
            for kind in [RawPacket.Kind.picture, .sound] {
                let (before, after) = (packets.filter { $0.kind == kind }, read.filter { $0.kind == kind })
                #expect(before.map(\.bytes) == after.map(\.bytes))
                // ffmpeg may count in other units.
                #expect(zip(before, after).allSatisfy { abs($0.time - $1.time) < 20_000 })
            }
        }
    }

    @Test func `Bytes that were changed never crash it and never come out as another size`() {
        var random = SystemRandomNumberGenerator()
        let (bytes, _) = Self.vector
        for _ in 0..<20_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let cut = Int.random(in: 0...changed.count, using: &random)
            guard let packets = try? Self.read([changed[..<cut], changed[cut...]]) else { continue }
            for packet in packets {
                switch packet.kind {
                case .picture: #expect(packet.bytes.count == Self.pictureSize)
                case .sound: #expect(packet.bytes.count.isMultiple(of: 4) && packet.bytes.count <= 384_000)
                }
                #expect(packet.time >= 0)
            }
        }
    }

    @Test func `Anything else is refused, and nothing is read after it`() throws {
        func refuses(_ bytes: [UInt8]) -> Bool {
            var reader = NutReader(Self.expectation)
            var packets: [RawPacket] = []
            do throws(Fault) {
                try Self.take(bytes, &reader, &packets)
            } catch {
                return error.code == .protocolViolation
                    && (try? Self.take(Self.vector.bytes, &reader, &packets)) == nil && packets.isEmpty
            }
            return false
        }
        #expect(refuses(Array("RIFF, or anything else that is long enough".utf8)))
        let other = NutWriter(width: 16, height: 10, rate: ProgramFormat.FrameRate(25, 1)!, sampleRate: 48_000)
        #expect(refuses(other.header))
        let slower = NutWriter(width: 16, height: 8, rate: ProgramFormat.FrameRate(25, 1)!, sampleRate: 44_100)
        #expect(refuses(slower.header))
        // A picture that claims to be a gigabyte, and one byte too many.
        #expect(refuses(Self.writer.header + Self.writer.picture(1, count: 1 << 30)))
        #expect(refuses(Self.writer.header + Self.writer.picture(1, count: Self.pictureSize + 1)))
        #expect(refuses(Self.writer.header + Self.writer.sound(1, count: 6)))
        #expect(refuses(Self.writer.header + Self.writer.sound(1, count: 0)))
        // A number without an end, in place of a frame's flags.
        #expect(refuses(Self.writer.header + [0] + Array(repeating: 0xFF, count: 16)))
        // A checksum that does not hold.
        var header = Self.writer.header
        header[40] ^= 1
        #expect(refuses(header))
        // Frames before any header.
        #expect(refuses(NutCode.file + [0, 1, 2, 3]))
    }

    @Test func `A header that never ends is given up`() {
        let endless = NutCode.file + [0x4E, 0x4D, 0x7A, 0x56, 0x1F, 0x5F, 0x04, 0xAD]
        // A packet of 16 MB, as its length says.
        #expect(throws: Fault.self) { try Self.read([(endless + [0x88, 0x80, 0x80, 0x00])[...]]) }
    }
}
