import BroadcastModel
import Program
import RTMPWire
import Testing

@testable import Studio

/// What a decoder is given of a feed's log.
struct SeatSupplyTests {
    private static let videoHeader: [UInt8] = [0x17, 0, 0, 0, 0, 1, 77, 0, 31, 0xFF]
    private static let audioHeader: [UInt8] = [0xAF, 0, 0x12, 0x10]
    private static let keyframe: [UInt8] = [0x17, 1, 0, 0, 40, 1]
    private static let picture: [UInt8] = [0x27, 1, 0, 0, 0, 2]
    private static let sound: [UInt8] = [0xAF, 1, 3]

    private static func append(
        _ log: MediaLog, _ kind: MediaKind, _ bytes: [UInt8], _ timestamp: Int64, at milliseconds: Int64? = nil
    ) {
        let payload = bytes.withUnsafeBytes { MediaPayload(kind: kind, bytes: $0) }
        log.append(MediaMessage(payload: payload, timestamp: timestamp), writtenAt: moment(milliseconds ?? timestamp))
    }

    private static func moment(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64(100_000 + milliseconds) * 1_000_000)
    }

    /// Headers, a keyframe at 5,000 ms, sound and a picture.
    private static func log() -> MediaLog {
        let log = MediaLog()
        append(log, .video, videoHeader, 5_000)
        append(log, .audio, audioHeader, 5_000)
        append(log, .video, keyframe, 5_000)
        append(log, .audio, sound, 5_010)
        append(log, .video, picture, 5_040)
        return log
    }

    private static func supply(_ log: MediaLog) throws -> (supply: SeatSupply, arrivals: SeatArrivals) {
        let start = try #require(log.newestStart)
        let (tracks, arrivals) = (try #require(SeatTracks(log, from: start)), SeatArrivals())
        return (SeatSupply(log, from: start, tracks: tracks, arrivals: arrivals), arrivals)
    }

    /// What comes next, as tags; `reader` goes on from call to call.
    private static func tags(_ supply: SeatSupply, _ reader: inout FLVTagReader) throws -> [FLVTag] {
        var tags: [FLVTag] = []
        for piece in supply.next() ?? [] {
            piece.withUnsafeBytes { reader.append($0) }
            while let tag = try reader.next() { tags.append(tag) }
        }
        return tags
    }

    @Test func `It begins with headers and a keyframe, and time begins anew`() throws {
        let log = Self.log()
        let (supply, arrivals) = try Self.supply(log)
        var reader = FLVTagReader()
        let tags = try Self.tags(supply, &reader)
        #expect(tags.map(\.payload) == [Self.videoHeader, Self.audioHeader, Self.keyframe, Self.sound, Self.picture])
        #expect(tags.map(\.timestamp) == [1_000, 1_000, 1_000, 1_010, 1_040])
        // By the time when it is shown: 40 ms after it is decoded.
        #expect(arrivals.moment(of: 1_040) != nil)
        #expect(try Self.tags(supply, &reader).isEmpty)
        Self.append(log, .video, Self.picture, 5_080)
        #expect(try Self.tags(supply, &reader).map(\.timestamp) == [1_080])
    }

    @Test func `A publisher with another clock goes on where it came in time`() throws {
        let log = Self.log()
        let (supply, _) = try Self.supply(log)
        var reader = FLVTagReader()
        _ = try Self.tags(supply, &reader)
        Self.append(log, .video, Self.videoHeader, 0, at: 6_000)
        Self.append(log, .video, Self.keyframe, 0, at: 6_040)
        Self.append(log, .video, Self.picture, 40, at: 6_080)
        #expect(try Self.tags(supply, &reader).map(\.timestamp) == [2_040, 2_080])
        Self.append(log, .video, Self.picture, 900_000, at: 6_120)
        #expect(try Self.tags(supply, &reader).map(\.timestamp) == [2_120])
        #expect(!supply.isOutdated)
    }

    @Test func `Other headers, or sound where there was none, need another decoder`() throws {
        let log = Self.log()
        let (supply, _) = try Self.supply(log)
        var reader = FLVTagReader()
        _ = try Self.tags(supply, &reader)
        var other = Self.videoHeader
        other[8] = 40
        Self.append(log, .video, other, 5_080)
        Self.append(log, .video, Self.keyframe, 5_080)
        #expect(try Self.tags(supply, &reader).isEmpty)
        #expect(supply.isOutdated && supply.nextFloor == 5)

        let silent = MediaLog()
        Self.append(silent, .video, Self.videoHeader, 0)
        Self.append(silent, .video, Self.keyframe, 0)
        let (pictures, _) = try Self.supply(silent)
        _ = try Self.tags(pictures, &reader)
        #expect(!pictures.isOutdated)
        Self.append(silent, .audio, Self.audioHeader, 40)
        Self.append(silent, .audio, Self.sound, 40)
        _ = try Self.tags(pictures, &reader)
        #expect(pictures.isOutdated)
    }

    @Test func `A decoder that was too slow goes on at a keyframe`() throws {
        let log = Self.log()
        let (supply, _) = try Self.supply(log)
        var reader = FLVTagReader()
        _ = try Self.tags(supply, &reader)
        log.purge()
        Self.append(log, .video, Self.picture, 5_080)
        log.purge()
        Self.append(log, .audio, Self.sound, 5_090)
        Self.append(log, .video, Self.picture, 5_120)
        Self.append(log, .video, Self.keyframe, 5_160)
        let tags = try Self.tags(supply, &reader)
        #expect(tags.map(\.payload) == [Self.keyframe])
        #expect(tags.map(\.timestamp) == [1_160])
    }

    @Test func `A person who is only heard has a decoder without pictures`() throws {
        let log = MediaLog()
        Self.append(log, .audio, Self.audioHeader, 0)
        Self.append(log, .audio, Self.sound, 20)
        let start = try #require(log.newestStart)
        let tracks = try #require(SeatTracks(log, from: start))
        let key = SeatKey(feed: FeedID("a"), name: "甲", width: 640, height: 360)
        let arguments = SeatRecipe(key: key, format: .usual).decoding(tracks, hasFont: true)
        #expect(arguments.contains("0:a:0") && !arguments.contains("0:v:0"))
    }

    @Test func `A name stands in a file, never among the arguments`() throws {
        let key = SeatKey(feed: FeedID("a"), name: "x':drawtext=text=%{pts}\n,[in]", width: 640, height: 360)
        let recipe = SeatRecipe(key: key, format: .usual)
        let log = Self.log()
        let start = try #require(log.newestStart)
        let tracks = try #require(SeatTracks(log, from: start))
        let arguments = recipe.decoding(tracks, hasFont: true) + recipe.card(hasFont: true)
        #expect(!arguments.joined(separator: " ").contains("%{pts}"))
        #expect(arguments.joined().contains("textfile=name.txt:expansion=none"))
        #expect(!recipe.name.contains("\n"))
    }
}
