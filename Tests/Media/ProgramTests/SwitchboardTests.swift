import BroadcastModel
import Program
import Testing

@Suite struct `The switchboard` {
    let clock = HandClock()
    let board: Switchboard
    let night = BroadcastID("night")
    let log: MediaLog

    init() {
        board = Switchboard(clock: clock)
        board.openFeed(FeedID("studio"), key: Secret("k1"))
        board.openFeed(FeedID("backup"), key: Secret("k2"))
        log = board.openProgram(of: night, feed: FeedID("studio"))
    }

    func publish(_ feed: String, _ key: String) throws -> FeedPublisher {
        try board.beginPublish(application: "live", streamName: Secret("\(feed)?key=\(key)"), peer: "127.0.0.1:1")
    }

    @Test(arguments: [
        "studio", "studio?key=", "studio?key=k2", "studio?key=k1x", "studio?key=k", "nobody?key=k1", "", "?key=k1",
    ])
    func `refuses a wrong, empty or missing key with one message for all`(name: String) throws {
        let fault = #expect(throws: Fault.self) {
            try board.beginPublish(application: "live", streamName: Secret(name), peer: "p")
        }
        #expect(fault?.code == .keyRefused)
        #expect(fault?.message == "The stream key is wrong, or the feed is not known here.")
    }

    @Test func `refuses a second publisher and takes the next after the first has ended`() throws {
        let first = try publish("studio", "k1")
        #expect(throws: Fault.self) { try publish("studio", "k1") }
        #expect(board.feedStatuses()[FeedID("studio")]?.connected == true)
        first.end()
        let second = try publish("studio", "k1")
        second.end()
        #expect(board.feedStatuses()[FeedID("studio")]?.connected == false)
    }

    @Test func `revokes a publisher whose key was changed and ignores what it still sends`() throws {
        let first = try publish("studio", "k1")
        var revoked = false
        // The action runs on this thread, inside openFeed.
        nonisolated(unsafe) let flag = withUnsafeMutablePointer(to: &revoked) { $0 }
        first.onRevoke { flag.pointee = true }
        board.openFeed(FeedID("studio"), key: Secret("new"))
        #expect(flag.pointee)
        first.send(.video, Media.keyframe(), at: 0)
        #expect(log.everything.isEmpty)
        _ = try publish("studio", "new")
    }

    @Test func `sends nothing before the first keyframe, then headers first, from time zero`() throws {
        let studio = try publish("studio", "k1")
        studio.send(.data, Media.metadata, at: 5000)
        studio.send(.video, Media.videoHeader(), at: 5000)
        studio.send(.audio, Media.audioHeader(), at: 5000)
        studio.send(.video, Media.picture(), at: 5000)
        studio.send(.audio, Media.sound(), at: 5010)
        #expect(log.everything.isEmpty)
        studio.send(.video, Media.keyframe(), at: 5033)
        studio.send(.audio, Media.sound(7), at: 5030)
        studio.send(.audio, Media.sound(8), at: 5050)
        #expect(log.everything.map(\.time) == [0, 0, 0, 0, 17])
        #expect(
            log.everything.map(\.bytes) == [
                Media.metadata, Media.videoHeader(), Media.audioHeader(), Media.keyframe(), Media.sound(8),
            ])
    }

    @Test func `cuts to another feed at its keyframe, with time going forward and changed headers only`() throws {
        let studio = try publish("studio", "k1")
        let backup = try publish("backup", "k2")
        for feed in [studio, backup] { feed.send(.audio, Media.audioHeader(), at: 0) }
        studio.send(.video, Media.videoHeader(1), at: 0)
        backup.send(.video, Media.videoHeader(2), at: 0)
        studio.send(.video, Media.keyframe(1), at: 0)
        studio.send(.video, Media.picture(1), at: 40)
        board.select(FeedID("backup"), for: night)
        backup.send(.video, Media.picture(2), at: 900_000)
        studio.send(.video, Media.picture(1), at: 80)
        #expect(board.programFeed(of: night) == FeedID("studio"))
        backup.send(.video, Media.keyframe(2), at: 900_040)
        #expect(board.programFeed(of: night) == FeedID("backup"))
        studio.send(.video, Media.picture(1), at: 120)
        backup.send(.audio, Media.sound(2), at: 900_050)
        let lines = log.everything
        #expect(
            lines.map(\.bytes) == [
                Media.videoHeader(1), Media.audioHeader(), Media.keyframe(1), Media.picture(1), Media.picture(1),
                Media.videoHeader(2), Media.keyframe(2), Media.sound(2),
            ])
        #expect(lines.map(\.time) == [0, 0, 0, 40, 80, 120, 120, 130])
    }

    @Test func `goes on one frame after the last when the publisher comes back with a new clock`() throws {
        let first = try publish("studio", "k1")
        first.send(.video, Media.keyframe(), at: 77_000)
        first.send(.video, Media.picture(), at: 77_040)
        first.end()
        let second = try publish("studio", "k1")
        second.send(.video, Media.picture(), at: 0)
        second.send(.video, Media.keyframe(), at: 10)
        second.send(.video, Media.picture(), at: 50)
        #expect(log.everything.map(\.time) == [0, 40, 80, 120])
    }

    @Test func `never goes back in time, whatever the encoder's clock does`() throws {
        let studio = try publish("studio", "k1")
        var generator = SystemRandomNumberGenerator()
        studio.send(.video, Media.keyframe(), at: 4_294_967_000)
        for step in 1..<2000 {
            let wild = Int.random(in: 0..<50, using: &generator) == 0
            let time: UInt32 =
                wild
                ? UInt32.random(in: .min ... .max, using: &generator)
                : UInt32(truncatingIfNeeded: 4_294_967_000 + step * 20)
            studio.send(step % 2 == 0 ? .video : .audio, step % 2 == 0 ? Media.picture() : Media.sound(), at: time)
        }
        for kind in [MediaKind.video, .audio] {
            let times = log.everything.filter { $0.kind == kind }.map(\.time)
            #expect(times == times.sorted())
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= 10_000 })
        }
    }

    @Test func `lets monitors play with the token only`() throws {
        #expect(throws: Fault.self) { try board.beginPlay(application: "live", streamName: Secret("studio?token=")) }
        board.setMonitorToken(Secret("watch"))
        #expect(throws: Fault.self) {
            try board.beginPlay(application: "live", streamName: Secret("studio?token=wrong"))
        }
        #expect(try board.beginPlay(application: "live", streamName: Secret("program-night?token=watch")) === log)
        let fault = #expect(throws: Fault.self) {
            try board.beginPlay(application: "live", streamName: Secret("none?token=watch"))
        }
        #expect(fault?.code == .notFound)
    }

    @Test func `measures rate, frames, size and codecs of a feed`() throws {
        let studio = try publish("studio", "k1")
        // 640x360 Baseline, from x264.
        let record: [UInt8] = [
            1, 0x42, 0xC0, 0x1E, 0xFF, 0xE1, 0, 0x16, 0x67, 0x42, 0xC0, 0x1E, 0xD9, 0x00, 0xA0, 0x2F, 0xF9, 0x70, 0x11,
            0x00, 0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 1, 0, 0,
        ]
        studio.send(.video, [0x17, 0, 0, 0, 0] + record, at: 0)
        studio.send(.audio, Media.audioHeader(), at: 0)
        for frame in 0..<100 {
            clock.milliseconds = Int64(frame) * 40
            studio.send(.video, frame % 50 == 0 ? Media.keyframe() : Media.picture(), at: UInt32(frame * 40))
        }
        let status = try #require(board.feedStatuses()[FeedID("studio")])
        #expect(abs(status.framesPerSecond - 25) < 1)
        #expect((status.width, status.height) == (640, 360))
        #expect(status.videoCodec == "H.264")
        #expect(status.audioCodec == "AAC")
        #expect(status.keyframeIntervalMilliseconds == 2000)
        clock.milliseconds += 3000
        #expect(board.feedStatuses()[FeedID("studio")]?.silentForMilliseconds == 3000)
    }
}

extension FeedPublisher {
    func send(_ kind: MediaKind, _ bytes: [UInt8], at timestamp: UInt32) {
        bytes.withUnsafeBytes { push(kind, timestamp: timestamp, bytes: $0) }
    }
}
