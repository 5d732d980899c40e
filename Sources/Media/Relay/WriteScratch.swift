import BroadcastModel
import Glibc
import Program

/// Room for one vectored write, made once a thread and used by all its links in turn.
final class WriteScratch {
    /// What one piece of the write is, so that a partial write can be told apart afterwards.
    enum Segment {
        case unfinished
        case control
        case message(sequence: UInt64, header: Int, headerAt: Int, clockAfter: ChunkClock)
    }

    static let messagesAtOnce = 96
    static let bytesAtOnce = 512 << 10

    private let pieces = UnsafeMutablePointer<iovec>.allocate(capacity: 2 * messagesAtOnce + 4)
    private let headers = UnsafeMutablePointer<UInt8>.allocate(capacity: ChunkClock.longestHeader * messagesAtOnce)
    private(set) var pieceCount = 0
    private var headerBytes = 0
    private(set) var segments: [Segment] = []
    private(set) var lengths: [Int] = []
    private(set) var bytes = 0

    init() {
        segments.reserveCapacity(Self.messagesAtOnce + 2)
        lengths.reserveCapacity(Self.messagesAtOnce + 2)
    }

    deinit {
        pieces.deallocate()
        headers.deallocate()
    }

    var vector: UnsafeBufferPointer<iovec> { UnsafeBufferPointer(start: pieces, count: pieceCount) }
    var hasRoom: Bool { segments.count < Self.messagesAtOnce && bytes < Self.bytesAtOnce }

    func clear() {
        pieceCount = 0
        headerBytes = 0
        bytes = 0
        segments.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }

    /// Adds control bytes, or the two parts that an unfinished message has left.
    func add(_ segment: Segment, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer? = nil) {
        if !first.isEmpty { push(first) }
        if let second { push(second) }
        segments.append(segment)
        lengths.append(first.count + (second?.count ?? 0))
    }

    /// Adds a message with a header of the link's own; `clock` is moved on.
    func add(_ entry: LogEntry, sequence: UInt64, timestamp: Int64, streamID: UInt32, clock: inout ChunkClock) {
        let at = headerBytes
        let payload = entry.message.payload
        let count = clock.write(
            kind: payload.kind, length: payload.count, timestamp: timestamp, streamID: streamID, to: headers + at)
        headerBytes += count
        push(UnsafeRawBufferPointer(start: headers + at, count: count))
        push(payload.framed)
        segments.append(.message(sequence: sequence, header: count, headerAt: at, clockAfter: clock))
        lengths.append(count + payload.framed.count)
    }

    func header(at offset: Int, count: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: headers + offset, count: count)
    }

    private func push(_ raw: UnsafeRawBufferPointer) {
        pieces[pieceCount] = iovec(iov_base: UnsafeMutableRawPointer(mutating: raw.baseAddress), iov_len: raw.count)
        pieceCount += 1
        bytes += raw.count
    }
}
