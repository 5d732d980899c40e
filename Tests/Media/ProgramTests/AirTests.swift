import BroadcastModel
import Program
import Synchronization
import Testing

/// A slate of ten pictures a second with a keyframe each second, and a mark of its own in every payload.
struct TestSlate: SlateSource {
    static let mark: UInt8 = 200
    let headers = MediaHeaders(
        video: Media.payload(.video, Media.videoHeader(mark)), audio: Media.payload(.audio, Media.audioHeader(mark)))
    private let key = Media.payload(.video, Media.keyframe(mark))
    private let picture = Media.payload(.video, Media.picture(mark))

    func messages(from: Int64, to: Int64) -> [MediaMessage] {
        (from..<to).filter { $0 % 100 == 0 }.map {
            MediaMessage(payload: $0 % 1000 == 0 ? key : picture, timestamp: $0)
        }
    }
}

/// A board with two feeds whose encoders send on command, and a clock moved by hand.
final class AirStage {
    let clock = HandClock()
    let board: Switchboard
    let night = BroadcastID("night")
    let log: MediaLog
    private var publishers: [String: FeedPublisher] = [:]
    private(set) var sent: [UInt64: [UInt8]] = [:]
    private var number: UInt64 = 0

    init(slate: Bool = true) {
        board = Switchboard(clock: clock)
        board.openFeed(FeedID("studio"), key: Secret("k"))
        board.openFeed(FeedID("backup"), key: Secret("k"))
        log = board.openProgram(of: night, feed: FeedID("studio"))
        if slate { board.set(slate: TestSlate(), for: night) }
    }

    /// Lets time pass in steps of 20 ms; the named feeds send a picture every 40 ms, each payload different, a keyframe every `gop` ms.
    func run(_ milliseconds: Int64, feeds: [String] = ["studio"], gop: Int64 = 1000) throws {
        for feed in publishers.keys where !feeds.contains(feed) { publishers.removeValue(forKey: feed)?.end() }
        for feed in feeds where publishers[feed] == nil {
            let publisher = try board.beginPublish(
                application: "live", streamName: Secret("\(feed)?key=k"), peer: "test")
            publishers[feed] = publisher
            publisher.send(.video, Media.videoHeader(feed == "studio" ? 1 : 2), at: 0)
            publisher.send(.audio, Media.audioHeader(1), at: 0)
        }
        for _ in 0..<(milliseconds / 20) {
            clock.milliseconds += 20
            if clock.milliseconds % 40 == 0 {
                for feed in feeds {
                    number += 1
                    let isKey = clock.milliseconds % gop == 0
                    let bytes: [UInt8] =
                        (isKey ? Media.keyframe(feed == "studio" ? 1 : 2) : Media.picture(feed == "studio" ? 1 : 2))
                        + withUnsafeBytes(of: number) { Array($0) }
                    sent[number] = bytes
                    publishers[feed]?.send(.video, bytes, at: UInt32(clock.milliseconds))
                }
            }
            board.tick()
        }
    }

    /// 1 studio, 2 backup, 200 slate: whose pictures went out, without repetition.
    var sources: [UInt8] {
        log.everything.filter { $0.kind == .video && $0.bytes[1] == 1 }.map { $0.bytes[5] }
            .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    var pictures: [MediaLog.Line] { log.everything.filter { $0.kind == .video && $0.bytes[1] == 1 } }

    func expectForwardTime(_ lines: [MediaLog.Line]? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        for kind in [MediaKind.video, .audio] {
            let times = (lines ?? log.everything).filter { $0.kind == kind }.map(\.time)
            #expect(times == times.sorted(), sourceLocation: sourceLocation)
        }
    }
}

@Suite struct `What goes out when the input does not` {
    @Test func `is the slate within two seconds, with its headers first, and the program again from its next keyframe`()
        throws
    {
        let stage = AirStage()
        try stage.run(3000)
        #expect(stage.sources == [1])
        try stage.run(1500, feeds: [])
        #expect(stage.sources == [1, TestSlate.mark])
        #expect(stage.board.condition(of: stage.night)?.program == .covered)
        try stage.run(2000, feeds: ["studio"])
        #expect(stage.sources == [1, TestSlate.mark, 1])
        #expect(stage.board.condition(of: stage.night)?.program == .onFeed(FeedID("studio")))
        stage.expectForwardTime()
        let headers = stage.log.everything.filter { $0.kind == .video && $0.bytes[1] == 0 }.map { $0.bytes[5] }
        #expect(headers == [1, TestSlate.mark, 1])
        let lines = stage.log.everything
        let first = try #require(
            lines.firstIndex { $0.kind == .video && $0.bytes.starts(with: Media.keyframe(TestSlate.mark)) })
        #expect(
            lines[first - 1].bytes == Media.audioHeader(TestSlate.mark)
                || lines[first - 1].bytes == Media.videoHeader(TestSlate.mark))
    }

    @Test func `goes on for a minute of slate at its own pace`() throws {
        let stage = AirStage()
        try stage.run(2000)
        let before = stage.pictures.count
        try stage.run(20_000, feeds: [])
        let slates = stage.log.read(from: 0, limit: .max).entries.count
        #expect(stage.sources.last == TestSlate.mark)
        // Ten pictures a second for nineteen seconds, of which the log keeps twelve.
        #expect((100...160).contains(slates), "\(slates) kept, \(before) before")
        stage.expectForwardTime()
    }

    @Test func `is nothing without a slate, and the program again when it comes back`() throws {
        let stage = AirStage(slate: false)
        try stage.run(2000)
        let before = stage.log.end
        try stage.run(5000, feeds: [])
        #expect(stage.log.end == before)
        try stage.run(1200)
        #expect(stage.log.end > before)
        stage.expectForwardTime()
    }

    @Test func `is the backup after one and a half seconds of silence, at its keyframe, and going back is by hand`()
        throws
    {
        let stage = AirStage()
        var policy = ProgramPolicy()
        policy.backup = FeedID("backup")
        policy.slateAfter = .seconds(4)
        stage.board.set(policy: policy, for: stage.night)
        try stage.run(2000, feeds: ["studio", "backup"])
        #expect(stage.sources == [1])
        try stage.run(1400, feeds: ["backup"])
        #expect(stage.sources == [1])
        try stage.run(1200, feeds: ["backup"])
        #expect(stage.sources == [1, 2])
        #expect(stage.board.condition(of: stage.night)?.program == .onBackup(FeedID("backup")))
        try stage.run(3000, feeds: ["studio", "backup"])
        #expect(stage.sources == [1, 2])
        stage.board.select(FeedID("studio"), for: stage.night)
        try stage.run(1200, feeds: ["studio", "backup"])
        #expect(stage.sources == [1, 2, 1])
        stage.expectForwardTime()
    }

    @Test func `goes on with what is on until a feed that was chosen has come, with a backup planned too`() throws {
        let stage = AirStage()
        stage.board.openFeed(FeedID("clip"), key: Secret("k"))
        var policy = ProgramPolicy()
        policy.backup = FeedID("backup")
        stage.board.set(policy: policy, for: stage.night)
        try stage.run(2000, feeds: ["studio", "backup"])
        stage.board.select(FeedID("clip"), for: stage.night)
        try stage.run(3000, feeds: ["studio", "backup"])
        #expect(stage.sources == [1], "it takes long to begin, and nothing is lost meanwhile")
        try stage.run(1200, feeds: ["studio", "backup", "clip"])
        #expect(stage.board.condition(of: stage.night)?.program == .onFeed(FeedID("clip")))
        try stage.run(3000, feeds: ["studio", "backup"])
        #expect(stage.board.condition(of: stage.night)?.program == .onBackup(FeedID("backup")))
        // What was on is silent before the chosen one has come: that is what a backup is for.
        stage.board.select(FeedID("studio"), for: stage.night)
        try stage.run(1200, feeds: ["studio", "backup"])
        stage.board.select(FeedID("clip"), for: stage.night)
        try stage.run(3000, feeds: ["backup"])
        #expect(stage.board.condition(of: stage.night)?.program == .onBackup(FeedID("backup")))
        stage.expectForwardTime()
    }

    @Test func `is the main feed again by itself where the plan says so`() throws {
        let stage = AirStage()
        var policy = ProgramPolicy()
        policy.backup = FeedID("backup")
        policy.returnsByItself = true
        stage.board.set(policy: policy, for: stage.night)
        try stage.run(2000, feeds: ["studio", "backup"])
        try stage.run(3000, feeds: ["backup"])
        try stage.run(2000, feeds: ["studio", "backup"])
        #expect(stage.sources.filter { $0 != TestSlate.mark } == [1, 2, 1])
    }
}

@Suite struct `The safety delay` {
    @Test func `lets everything out in order, exactly so late`() throws {
        let stage = AirStage()
        stage.board.set(delay: .seconds(5), of: stage.night, group: .main)
        try stage.run(4900)
        #expect(stage.log.everything.isEmpty)
        try stage.run(3100)
        // What was sent in the first three seconds, from the first keyframe (at one second) on.
        #expect((48...52).contains(stage.pictures.count))
        stage.expectForwardTime()
    }

    @Test func `is different for each group, from one program`() throws {
        let stage = AirStage()
        let late = DelayGroup("tv")
        let other = try #require(stage.board.airLog(of: stage.night, group: late))
        stage.board.set(delay: .seconds(3), of: stage.night, group: late)
        try stage.run(6000)
        #expect(stage.pictures.count > 120)
        let delayed = other.everything.filter { $0.kind == .video && $0.bytes[1] == 1 }
        #expect((48...52).contains(delayed.count))
        #expect(delayed.map(\.bytes) == Array(stage.pictures.map(\.bytes).prefix(delayed.count)))
    }

    @Test func `grows on air under the slate and shrinks by a jump to a keyframe`() throws {
        let stage = AirStage()
        try stage.run(3000)
        stage.board.set(delay: .seconds(4), of: stage.night, group: .main)
        try stage.run(3000)
        #expect(stage.sources == [1, TestSlate.mark])
        #expect(
            stage.board.condition(of: stage.night)?.air[.main] == AirStatus(delay: .seconds(4), cover: .untilProgram))
        try stage.run(3000)
        #expect(stage.sources == [1, TestSlate.mark, 1])
        let before = stage.pictures.count
        stage.board.set(delay: .seconds(1), of: stage.night, group: .main)
        try stage.run(400)
        let after = stage.pictures[before...]
        #expect(after.first.map { $0.bytes.starts(with: [0x17]) } == true)
        #expect(stage.sources == [1, TestSlate.mark, 1])
        stage.expectForwardTime()
    }
}

@Suite struct `A dump` {
    @Test func `lets no byte of what it removed go out, two hundred times at random`() throws {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<200 {
            let stage = AirStage()
            let delay = Int64.random(in: 0...6, using: &generator) * 1000
            stage.board.set(delay: .milliseconds(delay), of: stage.night, group: .main)
            try stage.run(delay + Int64.random(in: 60...200, using: &generator) * 20)
            let out = Set(stage.log.everything.map(\.bytes))
            let offered = Set(stage.sent.values)
            let spans = stage.board.dump(stage.night)
            let removed = offered.subtracting(out)
            if delay > 0 { #expect(spans[.main]?.messages ?? 0 > 0) }
            let cursor = stage.log.end
            #expect(stage.log.purgedBelow == cursor)
            try stage.run(delay + 2500)
            let later = stage.log.read(from: 0, limit: .max).entries.map { $0.message.payload.bytes }
            let isClean = removed.isDisjoint(with: later)
            #expect(isClean, "round \(round): something removed went out")
            #expect(stage.log.first >= cursor, "nothing from before the dump is left to be sent")
            #expect(later.contains { $0.count > 5 && $0[5] == 1 }, "the program comes back")
        }
    }

    @Test func `covers with the slate until what came after it is due`() throws {
        let stage = AirStage()
        stage.board.set(delay: .seconds(2), of: stage.night, group: .main)
        try stage.run(5000)
        _ = stage.board.dump(stage.night)
        try stage.run(1900)
        #expect(stage.sources == [TestSlate.mark])
        try stage.run(1400)
        #expect(stage.sources == [TestSlate.mark, 1])
        stage.expectForwardTime()
    }

    @Test func `of one group leaves the others alone`() throws {
        let stage = AirStage()
        let tv = DelayGroup("tv")
        _ = stage.board.airLog(of: stage.night, group: tv)
        try stage.run(3000)
        let before = stage.pictures.count
        #expect(stage.board.dump(stage.night, group: tv).keys.sorted() == [tv])
        try stage.run(1000)
        #expect(stage.sources == [1])
        #expect(stage.pictures.count > before)
    }
}

@Suite struct `A cut` {
    @Test func `covers every group at once until a hand lifts it, later groups too`() throws {
        let stage = AirStage()
        try stage.run(3000)
        stage.board.cut(stage.night)
        try stage.run(5000)
        #expect(stage.sources == [TestSlate.mark])
        let late = try #require(stage.board.airLog(of: stage.night, group: DelayGroup("late")))
        try stage.run(1000)
        #expect(late.everything.allSatisfy { $0.bytes.contains(TestSlate.mark) })
        #expect(stage.board.condition(of: stage.night)?.air[.main]?.cover == .untilHand)
        stage.board.lift(stage.night)
        try stage.run(1500)
        #expect(stage.sources == [TestSlate.mark, 1])
        stage.expectForwardTime()
    }

    @Test func `without a slate is silence`() throws {
        let stage = AirStage(slate: false)
        try stage.run(2000)
        stage.board.cut(stage.night)
        let end = stage.log.end
        try stage.run(2000)
        #expect(stage.log.end == end)
    }
}
