import BroadcastModel
import FoundationEssentials
import Program
import RTMPWire
import Synchronization
import TestBench

@testable import Studio

/// A switchboard whose feeds are clips that ffmpeg plays in, and composites that read and publish there, for the length of `body`.
final class CompositeStage: Sendable {
    static let limit: Duration = .seconds(40)
    static let composite = FeedID("together")
    static let format = ProgramFormat(
        video: .init(width: 640, height: 360, frameRate: .init(25, 1)!, profile: 77, level: 31),
        audio: .init(sampleRate: 44_100, channels: 2))

    let board = Switchboard(clock: SystemClock())
    let sources: StudioFeeds
    let studio: StudioComposites
    /// Everything that came into the composite's feed.
    private let recorded = Mutex<[LogEntry]>([])

    private init(_ feeds: [FeedID], _ directory: ScratchDirectory, _ format: ProgramFormat) {
        let board = board
        for feed in feeds + [Self.composite] { board.openFeed(feed, key: Secret("k")) }
        board.setMonitorToken(Secret("t"))
        var configuration = StudioConfiguration()
        configuration.endingTimeout = .seconds(1)
        configuration.retryCap = .milliseconds(300)
        let publish = { @Sendable (feed: FeedID) in try board.beginBringing(feed, peer: "studio") }
        sources = StudioFeeds(
            configuration: configuration, clock: SystemClock(), logger: FeedStage.quiet, publish: publish)
        studio = StudioComposites(
            directory: directory.file("composites"), configuration: configuration, clock: SystemClock(),
            logger: FeedStage.quiet, read: { try? Self.log($0, board) }, publish: publish, format: { _ in format })
    }

    static func with(
        _ feeds: [FeedID], on bench: Bench, format: ProgramFormat = CompositeStage.format,
        body: @escaping @Sendable (CompositeStage) async throws -> Void
    ) async throws {
        let directory = try bench.scratchDirectory(named: "composite")
        let stage = CompositeStage(feeds, directory, format)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stage.sources.run() }
            group.addTask { try await stage.studio.run() }
            group.addTask { await stage.record() }
            do {
                try await body(stage)
            } catch {
                let states = stage.studio.states()
                group.cancelAll()
                throw BenchFailure("\(error)\nComposites: \(states)")
            }
            group.cancelAll()
        }
        // Nothing of a seat is left behind.
        let left = (try? FileManager.default.contentsOfDirectory(atPath: directory.file("composites"))) ?? []
        guard left.isEmpty else { throw BenchFailure("Left in the directory: \(left)") }
    }

    private static func log(_ feed: FeedID, _ board: Switchboard) throws -> MediaLog {
        try board.beginPlay(application: "live", streamName: Secret("\(feed)?token=t"))
    }

    func log(_ feed: FeedID) throws -> MediaLog { try Self.log(feed, board) }

    private func record() async {
        guard let log = try? log(Self.composite) else { return }
        var next: UInt64 = 0
        while !Task.isCancelled {
            let batch = log.read(from: next, limit: 10_000)
            next = batch.next
            recorded.withLock { $0 += batch.entries }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    var entries: [LogEntry] { recorded.withLock { $0 } }

    func state() -> CompositeState? { studio.states()[Self.composite] }
    func phase(_ feed: FeedID) -> CompositeSeatState.Phase? {
        state()?.seats.first { $0.feed == feed }?.phase
    }

    func wait(for phase: CompositeSeatState.Phase, of feed: FeedID) async throws {
        try await eventually("\(feed) to be \(phase)", within: Self.limit, every: .milliseconds(10)) {
            self.phase(feed) == phase ? () : nil
        }
    }

    /// The time stamp (milliseconds) that the composite has reached; waits until there is one.
    func now() async throws -> Int64 {
        let log = try log(Self.composite)
        return try await eventually("the composite", within: Self.limit, every: .milliseconds(20)) {
            log.newestTimestamp
        }
    }

    /// Waits until the composite has gone on for `milliseconds`, and says from when to when by its time stamps.
    func span(_ milliseconds: Int64) async throws -> Range<Int64> {
        let start = try await now()
        let end = try await eventually("the composite to go on", within: Self.limit, every: .milliseconds(20)) {
            let now = try await self.now()
            return now >= start + milliseconds ? now : nil
        }
        return start..<end
    }
}

/// What an ffmpeg that knows nothing of ours sees and hears in a composite's feed.
struct CompositeView {
    /// Pictures and their times in milliseconds.
    private(set) var pictures: [(time: Int64, picture: RawPicture)] = []
    private var sound: [(time: Int64, samples: [UInt8])] = []

    /// Decodes what was recorded, through a file.
    init(_ entries: [LogEntry], in directory: ScratchDirectory, width: Int, height: Int, sampleRate: Int) async throws {
        let writer = FLVTagWriter()
        var bytes = writer.header()
        for entry in entries where entry.message.kind != .data {
            bytes += writer.tag(
                FLVTag(
                    typeID: entry.message.kind.rawValue,
                    timestamp: UInt32(truncatingIfNeeded: entry.message.timestamp), payload: entry.message.payload.bytes
                )
            )
        }
        let (recording, decoded) = (directory.file("out.flv"), directory.file("out.nut"))
        guard FileManager.default.createFile(atPath: recording, contents: Data(bytes)) else {
            throw BenchFailure("\(recording) cannot be written")
        }
        try await Material.ffmpeg([
            "-copyts", "-i", recording, "-map", "0:v:0", "-map", "0:a:0", "-c:v", "rawvideo", "-pix_fmt", "yuv420p",
            "-fps_mode", "passthrough", "-c:a", "pcm_s16le", "-ac", "2", "-f", "nut", decoded,
        ])
        var reader = NutReader(.init(width: width, height: height, sampleRate: sampleRate))
        var packets: [RawPacket] = []
        let result = (FileManager.default.contents(atPath: decoded) ?? Data()).withUnsafeBytes {
            bytes -> Result<Void, Fault> in
            do throws(Fault) {
                for start in stride(from: 0, to: bytes.count, by: 65_536) {
                    let piece = bytes[start..<min(start + 65_536, bytes.count)]
                    try reader.take(UnsafeRawBufferPointer(rebasing: piece)) { packets.append($0) }
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
        for packet in packets {
            let time = packet.time / 1_000_000
            if packet.kind == .sound {
                sound.append((time, packet.bytes))
            } else if let picture = RawPicture(width: width, height: height, bytes: packet.bytes) {
                pictures.append((time, picture))
            }
        }
    }

    func pictures(in span: Range<Int64>) -> [RawPicture] {
        pictures.lazy.filter { span.contains($0.time) }.map(\.picture)
    }

    /// The left channel.
    func sound(in span: Range<Int64>) -> [Int16] {
        Tone.left(sound.lazy.filter { span.contains($0.time) }.flatMap(\.samples))
    }

    /// The left channel with the time of its first sample, piece by piece.
    var soundPieces: [(time: Int64, samples: [Int16])] { sound.map { ($0.time, Tone.left($0.samples)) } }
}

extension RawPicture {
    /// Means of Y, U and V in the inner half of a place.
    func means(in place: SeatRectangle) -> [Double] {
        var result: [Double] = []
        var plane = 0
        for shift in [0, 1, 1] {
            let stride = width >> shift
            var (sum, count) = (0, 0)
            // Every eighth pixel of every eighth line is enough.
            for y in (place.y + place.height / 4)..<(place.y + place.height * 3 / 4) where y % 8 == 0 {
                for x in (place.x + place.width / 4)..<(place.x + place.width * 3 / 4) where x % 8 == 0 {
                    sum += Int(bytes[plane + (y >> shift) * stride + (x >> shift)])
                    count += 1
                }
            }
            result.append(Double(sum) / Double(max(1, count)))
            plane += stride * (height >> shift)
        }
        return result
    }
}
