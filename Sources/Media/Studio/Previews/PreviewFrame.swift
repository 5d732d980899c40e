import BroadcastModel
import Program
import RTMPWire
import Synchronization

/// The newest keyframe of a feed with what a decoder needs first.
struct PreviewFrame: Sendable {
    /// Payload bytes of a keyframe with its headers, at most: an 8K picture is below it.
    static let mostBytes = 8 << 20

    /// Tells one keyframe of a feed from another one.
    struct Mark: Equatable, Sendable {
        var sequence: UInt64
        var writtenAt: MonotonicTime
    }

    let mark: Mark
    private let header: MediaPayload?
    private let picture: MediaPayload

    /// Throws `notFound` where `log` holds no keyframe that is young enough, and `tooLarge`.
    init(_ log: MediaLog, of feed: FeedID, now: MonotonicTime) throws(Fault) {
        let start = log.newestStart
        let batch = start.map { log.read(from: $0, limit: 1) }
        guard let entry = batch?.entries.first, batch?.first == start, let headers = entry.start else {
            let what = log.newestTimestamp == nil ? "brings nothing" : "has sent no keyframe lately"
            throw Fault(.notFound, "The feed \(feed) \(what); there is no picture of it.", blame: .operatorSide)
        }
        guard entry.message.traits.contains(.keyframe) else {
            throw Fault(.notFound, "The feed \(feed) brings sound only.", blame: .operatorSide)
        }
        let age = now - entry.writtenAt
        guard age.milliseconds <= FeedPreview.oldest else {
            throw Fault(
                .notFound, "The feed \(feed) has brought no keyframe for \(age.milliseconds / 1000) s.",
                blame: .operatorSide)
        }
        guard (headers.video?.count ?? 0) + entry.message.payload.count <= Self.mostBytes else {
            throw Fault(
                .tooLarge, "A keyframe of the feed \(feed) is larger than \(Self.mostBytes >> 20) MiB.",
                blame: .operatorSide)
        }
        mark = Mark(sequence: batch?.first ?? 0, writtenAt: entry.writtenAt)
        header = headers.video
        picture = entry.message.payload
    }

    /// As a whole FLV stream of one picture.
    var flv: [UInt8] {
        let writer = FLVTagWriter()
        return writer.header(hasAudio: false)
            + [header, picture].compactMap { $0 }.flatMap { payload in
                writer.tag(FLVTag(typeID: MediaKind.video.rawValue, timestamp: 0, payload: payload.bytes))
            }
    }
}

/// Gives a tool one whole input, and its end.
final class WholeSupply: ChildSupply {
    private let bytes: Mutex<[UInt8]?>

    init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }

    func begin(wake: @escaping @Sendable () -> Void) {}
    func next() -> [[UInt8]]? {
        bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes.map { [$0] }
        }
    }
    func end() {}
}
