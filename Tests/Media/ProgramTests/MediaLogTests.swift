import BroadcastModel
import Program
import Testing

@Suite struct `The program log` {
    @Test func `starts at keyframes and gives each start the headers valid there`() throws {
        let log = MediaLog()
        log.append(.data, Media.metadata, at: 0)
        log.append(.video, Media.videoHeader(1), at: 0)
        log.append(.audio, Media.audioHeader(1), at: 0)
        #expect(log.newestStart == nil)
        log.append(.video, Media.keyframe(), at: 10)
        #expect(log.newestStart == 3)
        log.append(.video, Media.videoHeader(2), at: 20)
        log.append(.video, Media.keyframe(), at: 30)
        #expect(log.newestStart == 5)
        let entries = log.read(from: 0, limit: 100).entries
        #expect(entries[3].start?.video?.bytes == Media.videoHeader(1))
        #expect(entries[5].start?.video?.bytes == Media.videoHeader(2))
        #expect(entries[5].start?.audio?.bytes == Media.audioHeader(1))
        #expect(entries[5].start?.metadata?.bytes == Media.metadata)
        #expect(entries[4].start == nil)
    }

    @Test func `lets a sound-only program start at any sound`() {
        let log = MediaLog()
        log.append(.audio, Media.audioHeader(), at: 0)
        #expect(log.newestStart == nil)
        log.append(.audio, Media.sound(), at: 0)
        log.append(.audio, Media.sound(), at: 23)
        #expect(log.newestStart == 2)
    }

    @Test func `drops what is old but keeps the newest start and what follows`() {
        var limits = MediaLog.Limits()
        limits.duration = .seconds(2)
        let log = MediaLog(limits: limits)
        log.append(.video, Media.videoHeader(), at: 0)
        for second in 0..<10 {
            log.append(.video, Media.keyframe(), at: Int64(second) * 1000)
            for frame in 1..<10 { log.append(.video, Media.picture(), at: Int64(second * 1000 + frame * 100)) }
        }
        let kept = log.everything
        #expect(kept.first?.time == 7900)
        #expect(kept.last?.time == 9900)
        #expect(log.newestStart == 91)
        // One endless group of pictures: kept from its start, up to twice the limit.
        for frame in 1..<35 { log.append(.video, Media.picture(), at: 10_000 + Int64(frame) * 100) }
        #expect(log.newestStart == nil)
        #expect(log.everything.count < 45)
    }

    @Test func `tells a reader that was too slow`() {
        var limits = MediaLog.Limits()
        limits.duration = .seconds(1)
        let log = MediaLog(limits: limits)
        for index in 0..<1000 { log.append(.video, Media.keyframe(), at: Int64(index) * 10) }
        let batch = log.read(from: 0, limit: 10)
        #expect(batch.first == log.first)
        #expect(batch.first > 0)
        #expect(batch.entries.count == 10)
        #expect(log.read(from: log.end, limit: 10).entries.isEmpty)
    }

    @Test func `never grows past twice its bytes without keyframes`() {
        var limits = MediaLog.Limits()
        limits.bytes = 10_000
        let log = MediaLog(limits: limits)
        log.append(.video, Media.keyframe(), at: 0)
        for index in 1..<500 { log.append(.video, [0x27, 1] + [UInt8](repeating: 0, count: 100), at: Int64(index)) }
        #expect(log.everything.reduce(0) { $0 + $1.bytes.count } <= 20_200)
    }
}
