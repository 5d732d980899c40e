import BroadcastModel
import Program
import RTMPWire
import Synchronization

/// Turns the FLV that one launch of ffmpeg writes into messages of a feed.
///
/// The feed is taken at the first message and given back at the end, so that it reads "connected" only while something comes.
final class FeedSink: ChildSink {
    private struct State {
        var reader = FLVTagReader(tagLimit: FeedSink.longestTag)
        var publisher: FeedPublisher?
        var windowStart: MonotonicTime?
        var windowBytes = 0
    }

    private static let longestTag = 8 << 20
    /// More than this within ``window`` is no live stream.
    private static let floodBytes = 96 << 20
    private static let window: Duration = .seconds(5)
    private static let setDataFrame: [UInt8] = {
        var bytes: [UInt8] = []
        AMF0Value.string("@setDataFrame").encode(into: &bytes)
        return bytes
    }()

    private let feed: FeedID
    private let publish: @Sendable (FeedID) throws -> FeedPublisher
    private let clock: any ClockPort
    /// Told of streams that cannot go on air as they are.
    private let unsuitable: @Sendable (PullScript.Transcoding) -> Void
    /// Told of each message once it is in the feed, with its time stamp in milliseconds.
    private let delivered: @Sendable (MediaKind, UInt32) -> Void
    private let state = Mutex(State())
    private let isRevoked = Atomic(false)

    init(
        feed: FeedID, clock: any ClockPort, publish: @escaping @Sendable (FeedID) throws -> FeedPublisher,
        unsuitable: @escaping @Sendable (PullScript.Transcoding) -> Void,
        delivered: @escaping @Sendable (MediaKind, UInt32) -> Void = { _, _ in }
    ) {
        self.feed = feed
        self.clock = clock
        self.publish = publish
        self.unsuitable = unsuitable
        self.delivered = delivered
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> ChildProgress {
        guard !isRevoked.load(ordering: .acquiring) else {
            throw Fault(.conflict, "The feed was taken from its source.", blame: .operatorSide)
        }
        do {
            return try state.withLock { try read(bytes, &$0) }
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.protocolViolation, "ffmpeg wrote no FLV.", blame: .ours, cause: "\(error)")
        }
    }

    func finish() {
        let publisher = state.withLock { state in
            defer { state.publisher = nil }
            return state.publisher
        }
        publisher?.end()
    }

    private func read(_ bytes: UnsafeRawBufferPointer, _ state: inout State) throws -> ChildProgress {
        let now = clock.monotonicTime()
        if let start = state.windowStart, now - start < Self.window {
            state.windowBytes += bytes.count
        } else {
            state.windowStart = now
            state.windowBytes = bytes.count
        }
        guard state.windowBytes <= Self.floodBytes else {
            throw Fault(.tooLarge, "The source delivers far more than any live stream has.", blame: .operatorSide)
        }
        state.reader.append(bytes)
        var progress = ChildProgress.none
        while let tag = try state.reader.next() {
            guard let kind = MediaKind(rawValue: tag.typeID), !tag.payload.isEmpty else { continue }
            let transcoding = Self.transcoding(for: kind, tag.payload)
            guard transcoding.isEmpty else {
                unsuitable(transcoding)
                return .outdated
            }
            let publisher = try state.publisher ?? begin()
            state.publisher = publisher
            let payload = kind == .data ? Self.setDataFrame + tag.payload : tag.payload
            payload.withUnsafeBytes { publisher.push(kind, timestamp: tag.timestamp, bytes: $0) }
            delivered(kind, tag.timestamp)
            if kind != .data { progress = .media }
        }
        return progress
    }

    private func begin() throws -> FeedPublisher {
        let publisher = try publish(feed)
        publisher.onRevoke { [weak self] in self?.isRevoked.store(true, ordering: .releasing) }
        return publisher
    }

    /// FLV 1.0 annex E.4.2.1 and E.4.3.1: AAC is 10, H.264 is 7.
    private static func transcoding(for kind: MediaKind, _ payload: [UInt8]) -> PullScript.Transcoding {
        switch kind {
        case .data: []
        case .audio: payload[0] >> 4 == 10 ? [] : .audio
        case .video: payload[0] & 0x8F == 7 ? [] : .video
        }
    }
}
