import BroadcastModel
import NIOCore
import Program
import RTMPWire
import Testing

@testable import Ingest

struct PlayCursorTests {
    /// What a cursor gives, as messages.
    private struct Reader {
        var cursor: PlayCursor
        private var decoder = ChunkDecoder()

        init(_ log: MediaLog) throws {
            cursor = PlayCursor(log: log, streamID: 1)
            var encoder = ChunkEncoder()
            encoder.encode(.setChunkSize(MediaPayload.chunkSize), chunkStream: 2).withUnsafeBytes { decoder.append($0) }
            _ = try decoder.next()
        }

        mutating func read(limit: Int = 1 << 20) throws -> [RTMPMessage] {
            var buffer = ByteBuffer()
            cursor.collect(into: &buffer, limit: limit)
            buffer.withUnsafeReadableBytes { decoder.append($0) }
            var messages: [RTMPMessage] = []
            while let message = try decoder.next() { messages.append(message) }
            return messages
        }
    }

    private func append(_ payload: [UInt8], _ kind: MediaKind = .video, at time: Int64, to log: MediaLog) {
        let payload = payload.withUnsafeBytes { MediaPayload(kind: kind, bytes: $0) }
        log.append(MediaMessage(payload: payload, timestamp: time), writtenAt: MonotonicTime(nanoseconds: 0))
    }

    @Test func nothingIsGivenBeforeAStart() throws {
        let log = MediaLog()
        var reader = try Reader(log)
        #expect(try reader.read().isEmpty)
        append(Media.picture(1), at: 0, to: log)
        #expect(try reader.read().isEmpty)
        append(Media.keyframe(2), at: 40, to: log)
        #expect(try reader.read().map(\.payload) == [Media.keyframe(2)])
    }

    @Test func theLimitStopsARoundAndTheNextGoesOn() throws {
        let log = MediaLog()
        for index in 0..<10 { append(Media.keyframe(UInt8(index), count: 1_000), at: Int64(index), to: log) }
        append(Media.keyframe(10), at: 10, to: log)
        for index in 0..<10 { append(Media.picture(UInt8(index), count: 1_000), at: 10 + Int64(index), to: log) }
        var reader = try Reader(log)
        var counts: [Int] = []
        while true {
            let got = try reader.read(limit: 2_500)
            if got.isEmpty { break }
            counts.append(got.count)
        }
        #expect(counts.reduce(0, +) == 11)
        #expect(counts.allSatisfy { $0 <= 4 })
    }

    @Test func lostEntriesMakeItGoOnAtTheNewestStart() throws {
        var limits = MediaLog.Limits()
        limits.bytes = 10_000
        let log = MediaLog(limits: limits)
        append(Media.videoHeader, at: 0, to: log)
        append(Media.keyframe(0), at: 0, to: log)
        var reader = try Reader(log)
        #expect(try reader.read().count == 2)
        for index in 1...20 { append(Media.keyframe(UInt8(index), count: 3_000), at: Int64(index) * 100, to: log) }
        let got = try reader.read()
        #expect(got.map(\.payload) == [Media.videoHeader, Media.keyframe(20, count: 3_000)])
        #expect(got.map(\.timestamp) == [2_000, 2_000])
    }

    @Test func resumingJumpsOnlyWhenItIsWorthIt() throws {
        let log = MediaLog()
        append(Media.keyframe(0), at: 0, to: log)
        var reader = try Reader(log)
        _ = try reader.read()
        append(Media.picture(1), at: 40, to: log)
        append(Media.keyframe(2), at: 500, to: log)
        reader.cursor.resume()
        #expect(try reader.read().map(\.payload) == [Media.picture(1), Media.keyframe(2)])
        append(Media.picture(3), at: 540, to: log)
        append(Media.keyframe(4), at: 1_600, to: log)
        reader.cursor.resume()
        #expect(try reader.read().map(\.payload) == [Media.keyframe(4)])
    }

    @Test func timeNeverGoesBack() throws {
        let log = MediaLog()
        append(Media.keyframe(0), at: 5_000, to: log)
        var reader = try Reader(log)
        var times = try reader.read().map(\.timestamp)
        append(Media.sound(1), .audio, at: 4_990, to: log)
        append(Media.picture(2), at: 5_040, to: log)
        // Another publisher, and one that jumps.
        append(Media.keyframe(3), at: 0, to: log)
        append(Media.picture(4), at: 40, to: log)
        append(Media.picture(5), at: 15_000, to: log)
        times += try reader.read().map(\.timestamp)
        #expect(times == [0, 0, 40, 73, 113, 146])
    }
}
