import BroadcastModel
import Program

/// Makers of messages for the tests of this folder: AVC and AAC as FLV tags carry them.
enum Media {
    static func payload(_ kind: MediaKind, _ bytes: [UInt8]) -> MediaPayload {
        bytes.withUnsafeBytes { MediaPayload(kind: kind, bytes: $0) }
    }
    static func videoHeader(_ mark: UInt8 = 1) -> [UInt8] { [0x17, 0, 0, 0, 0, mark] }
    static func audioHeader(_ mark: UInt8 = 1) -> [UInt8] { [0xAF, 0, mark] }
    static func keyframe(_ mark: UInt8 = 0) -> [UInt8] { [0x17, 1, 0, 0, 0, mark] }
    static func picture(_ mark: UInt8 = 0) -> [UInt8] { [0x27, 1, 0, 0, 0, mark] }
    static func sound(_ mark: UInt8 = 0) -> [UInt8] { [0xAF, 1, mark] }
    static let metadata: [UInt8] =
        [2, 0, 13] + Array("@setDataFrame".utf8) + [2, 0, 10] + Array("onMetaData".utf8) + [5]
}

extension MediaLog {
    func append(_ kind: MediaKind, _ bytes: [UInt8], at timestamp: Int64) {
        append(
            MediaMessage(payload: Media.payload(kind, bytes), timestamp: timestamp),
            writtenAt: MonotonicTime(nanoseconds: UInt64(timestamp) * 1_000_000))
    }
    /// Everything kept, as (kind, time, bytes).
    var everything: [Line] {
        read(from: 0, limit: .max).entries.map {
            Line(kind: $0.message.kind, time: $0.message.timestamp, bytes: $0.message.payload.bytes)
        }
    }
    struct Line: Equatable, CustomStringConvertible {
        var kind: MediaKind
        var time: Int64
        var bytes: [UInt8]
        var description: String { "\(kind)@\(time):\(bytes)" }
    }
}

final class HandClock: ClockPort, @unchecked Sendable {
    // Touched by one test's thread only.
    var milliseconds: Int64 = 0
    var boot: String { "one" }
    func wallTime() -> WallTime { WallTime(milliseconds: 1_700_000_000_000 + milliseconds) }
    func monotonicTime() -> MonotonicTime {
        MonotonicTime(nanoseconds: 1_000_000_000 + UInt64(milliseconds) * 1_000_000)
    }
    func sleep(until deadline: MonotonicTime) async throws {}
}
