import BroadcastModel
import FoundationEssentials
import Program
import RTMPWire
import TestBench
import Testing

@testable import Studio

/// Real ffmpeg on both sides: one plays the feed in, one makes the pictures, one looks at them.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct FeedPreviewsTests {
    private static let feed = FeedID("guest")

    /// Mean red, green and blue of a JPEG, decoded by an ffmpeg that knows nothing of ours; and its size.
    private static func look(
        at jpeg: [UInt8], in directory: ScratchDirectory
    ) async throws -> (size: [Substring], mean: [UInt8]) {
        let (picture, pixel) = (directory.file("preview.jpg"), directory.file("pixel.rgb"))
        try Data(jpeg).write(to: URL(filePath: picture))
        try await Material.ffmpeg([
            "-i", picture, "-vf", "scale=1:1:flags=area,format=rgb24", "-f", "rawvideo", "-pix_fmt", "rgb24", pixel,
        ])
        return (
            try await Material.probe(picture, "stream=width,height"), Array(try Data(contentsOf: URL(filePath: pixel)))
        )
    }

    private static func clip(
        _ source: String, _ name: String, in directory: ScratchDirectory
    ) async throws -> String {
        let path = directory.file(name)
        try await Material.ffmpeg(
            ["-f", "lavfi", "-i", source, "-t", "2", "-c:v", "libx264", "-preset", "veryfast", "-g", "25"]
                + ["-bf", "2", "-pix_fmt", "yuv420p", path])
        return path
    }

    private static func previews(_ stage: FeedStage) -> FeedPreviews {
        FeedPreviews(clock: SystemClock()) { feed in stage.board.log(of: feed) }
    }

    @Test func `shows what comes, in the right size, and something else when something else comes`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let red = try await Self.clip("color=red:s=1280x720:r=25", "red.mp4", in: directory)
            let tall = try await Self.clip("color=blue:s=360x640:r=25", "blue.mp4", in: directory)
            try await FeedStage.with([Self.feed]) { stage in
                let previews = Self.previews(stage)
                stage.studio.want([Self.feed: .file(path: red, loop: true)])
                let first = try await eventually("a picture", within: FeedStage.limit, ignoringErrors: true) {
                    try await previews.picture(of: Self.feed)
                }
                let seen = try await Self.look(at: first.jpeg, in: directory)
                #expect(seen.size == ["width=320", "height=180"])
                #expect(seen.mean[0] > 200 && seen.mean[1] < 60 && seen.mean[2] < 60, "\(seen.mean)")
                #expect((0...5_000).contains(first.ageMilliseconds))
                stage.studio.want([Self.feed: .file(path: tall, loop: true)])
                let other = try await eventually("another one", within: FeedStage.limit, ignoringErrors: true) {
                    let picture = try await previews.picture(of: Self.feed)
                    return picture.jpeg == first.jpeg ? nil : picture
                }
                let then = try await Self.look(at: other.jpeg, in: directory)
                #expect(then.size == ["width=320", "height=568"] || then.size == ["width=320", "height=570"])
                #expect(then.mean[2] > 200 && then.mean[0] < 60, "\(then.mean)")
            }
        }
    }

    @Test func `is made once for many who ask, and again only when it is old and a keyframe has come`() async throws {
        try await withBench { bench in
            let directory = try bench.scratchDirectory()
            let path = try await Self.clip("testsrc2=s=640x360:r=25", "moving.flv", in: directory)
            let (log, put) = try Self.recorded(path)
            let clock = ManualClock()
            let previews = FeedPreviews(clock: clock) { $0 == Self.feed ? log : nil }
            @Sendable func ask() async throws -> FeedPreview { try await previews.picture(of: Self.feed) }
            // The log's times are the manual clock's.
            put(clock.monotonicTime())
            let first = try await withThrowingTaskGroup(of: FeedPreview.self) { group in
                for _ in 0..<20 { group.addTask { try await ask() } }
                return try await group.reduce(into: Set<FeedPreview>()) { $0.insert($1) }
            }
            #expect(first.count == 1)
            #expect(await previews.runs == 1)
            // Old, and nothing new has come.
            await clock.advance(by: .seconds(3))
            #expect(try await ask().ageMilliseconds == 3_000)
            #expect(await previews.runs == 1)
            // Something new has come: a picture of it.
            put(clock.monotonicTime())
            #expect(try await ask().ageMilliseconds == 0)
            #expect(await previews.runs == 2)
            // New again, but the last one is young enough.
            await clock.advance(by: .seconds(1))
            put(clock.monotonicTime())
            #expect(try await ask().ageMilliseconds == 1_000)
            #expect(await previews.runs == 2)
            // What nobody renews is no picture of anything.
            await clock.advance(by: .seconds(31))
            await #expect(performing: { try await ask() }, throws: Self.fault(.notFound, "no keyframe for 31 s"))
        }
    }

    @Test func `says why there is none`() async throws {
        let clock = SystemClock()
        let (empty, sound, broken) = (MediaLog(), MediaLog(), MediaLog())
        Self.append([0xAF, 1, 1, 2, 3], .audio, to: sound)
        Self.append([0x17, 0, 0, 0, 0, 1, 2, 3], .video, to: broken)
        Self.append([0x17, 1, 0, 0, 0, 9, 9, 9, 9, 9], .video, to: broken)
        let previews = FeedPreviews(clock: clock) { ["empty": empty, "sound": sound, "broken": broken][$0.rawValue] }
        for (feed, fault) in [
            ("none", Self.fault(.notFound, "There is no feed none.")),
            ("empty", Self.fault(.notFound, "brings nothing")), ("sound", Self.fault(.notFound, "sound only")),
            ("broken", Self.fault(.malformed, "No picture can be made")),
        ] {
            await #expect(performing: { try await previews.picture(of: FeedID(feed)) }, throws: fault)
        }
        // A fault is kept as a picture is: who asks again at once costs no run.
        await #expect(
            performing: { try await previews.picture(of: FeedID("broken")) },
            throws: Self.fault(.malformed, "No picture can be made"))
        #expect(await previews.runs == 1)
    }

    @Test func `whoever goes while it is made leaves no run behind and keeps nobody waiting`() async throws {
        try await withBench { bench in
            let path = try await Self.clip("testsrc2=s=640x360:r=25", "moving.flv", in: bench.scratchDirectory())
            let (log, put) = try Self.recorded(path)
            put(SystemClock().monotonicTime())
            let previews = FeedPreviews(clock: SystemClock()) { _ in log }
            let gone = Task { try await previews.picture(of: Self.feed) }
            try await eventually("the run", within: .seconds(10), every: .milliseconds(1)) {
                await previews.runs == 1 ? () : nil
            }
            async let other = previews.picture(of: Self.feed)
            gone.cancel()
            _ = await gone.result
            #expect(try await other.jpeg.count > 500)
        }
    }

    /// A fault of this code whose message holds `words`.
    private static func fault(_ code: Fault.Code, _ words: String) -> @Sendable (any Error) -> Bool {
        { ($0 as? Fault)?.code == code && ($0 as? Fault)?.message.contains(words) == true }
    }

    /// A log, and what puts the first picture of an FLV file into it.
    private static func recorded(_ path: String) throws -> (MediaLog, @Sendable (MonotonicTime) -> Void) {
        var reader = FLVTagReader()
        var tags: [FLVTag] = []
        try Data(contentsOf: URL(filePath: path)).withUnsafeBytes { reader.append($0) }
        while let tag = try reader.next() { if tag.typeID == MediaKind.video.rawValue { tags.append(tag) } }
        let payloads = tags.prefix(2).map { tag in
            tag.payload.withUnsafeBytes { MediaPayload(kind: .video, bytes: $0) }
        }
        guard payloads.map(\.traits) == [.header, [.keyframe, .picture]] else {
            throw BenchFailure("\(path) is strange")
        }
        let log = MediaLog()
        return (
            log,
            { now in
                for payload in payloads { log.append(MediaMessage(payload: payload, timestamp: 0), writtenAt: now) }
            }
        )
    }

    private static func append(_ bytes: [UInt8], _ kind: MediaKind, to log: MediaLog) {
        let payload = bytes.withUnsafeBytes { MediaPayload(kind: kind, bytes: $0) }
        log.append(MediaMessage(payload: payload, timestamp: 0), writtenAt: SystemClock().monotonicTime())
    }
}
