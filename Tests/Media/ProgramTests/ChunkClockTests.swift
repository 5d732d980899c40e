import Program
import Testing

@Suite struct `Chunk headers of a session` {
    func write(_ clock: inout ChunkClock, _ kind: MediaKind, _ length: Int, _ time: Int64) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: ChunkClock.longestHeader)
        let count = bytes.withUnsafeMutableBufferPointer {
            clock.write(kind: kind, length: length, timestamp: time, streamID: 1, to: $0.baseAddress!)
        }
        return Array(bytes.prefix(count))
    }

    @Test func `are absolute first and differences afterwards, each kind on a chunk stream of its own`() {
        var clock = ChunkClock()
        #expect(write(&clock, .video, 0x010203, 0) == [0x06, 0, 0, 0, 1, 2, 3, 9, 1, 0, 0, 0])
        #expect(write(&clock, .audio, 5, 7) == [0x04, 0, 0, 7, 0, 0, 5, 8, 1, 0, 0, 0])
        #expect(write(&clock, .video, 5, 0x0123) == [0x46, 0, 1, 0x23, 0, 0, 5, 9])
        #expect(write(&clock, .audio, 5, 30) == [0x44, 0, 0, 23, 0, 0, 5, 8])
    }

    @Test func `never go back and never need the extended time, after five hours as well`() {
        var clock = ChunkClock()
        _ = write(&clock, .video, 1, 1000)
        #expect(write(&clock, .video, 1, 900)[1...3] == [0, 0, 0])
        #expect(write(&clock, .video, 1, 1040)[1...3] == [0, 0, 40])
        var sum: Int64 = 1040
        for hour in 1...30 {
            let header = write(&clock, .video, 1, Int64(hour) * 3_600_000)
            sum += Int64(header[1]) << 16 | Int64(header[2]) << 8 | Int64(header[3])
            #expect(header.count == 8)
            #expect(sum == Int64(hour) * 3_600_000)
        }
    }
}
