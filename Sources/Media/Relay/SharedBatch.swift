import Program
import RTMPWire

/// What fell due, put together once for all destinations of a ``Pack``.
///
/// After a session's first message of each kind its headers hold differences of time only (``ChunkClock``), so from
/// there on they are the same for every account, whatever time its session began at. One `send` of one contiguous piece
/// costs the kernel less than a vector of many.
final class SharedBatch {
    /// Where a message lies in ``bytes``.
    struct Piece {
        /// Of its header; its framed payload follows.
        let offset: Int
        let headerLength: Int
    }

    let first: UInt64
    let end: UInt64
    /// The clock before the first message and after the last, on the log's time line.
    let before: ChunkClock
    let after: ChunkClock
    private(set) var pieces: [Piece] = []
    /// A decoder configuration is among the messages.
    private(set) var hasHeaders = false
    private(set) var hasData = false
    private let storage: UnsafeMutableRawBufferPointer
    private var count = 0

    /// No larger batch is put together: a thread that was held up for seconds writes by vectors, which bound themselves.
    private static let mostBytes = 512 << 10

    /// The messages `first..<end` of `window`, for sessions whose clock reads `clock` on the log's time line; nil where such a
    /// session has not begun every kind among them, or they are too many.
    init?(_ window: LogWindow, from first: UInt64, to end: UInt64, clock: ChunkClock) {
        var room = 0
        for sequence in first..<end {
            let payload = window[sequence].message.payload
            guard clock.isSettled(for: payload.kind) else { return nil }
            room += payload.framed.count + ChunkClock.longestHeader
        }
        guard room <= Self.mostBytes else { return nil }
        self.first = first
        self.end = end
        before = clock
        var running = clock
        storage = .allocate(byteCount: max(1, room), alignment: 64)
        pieces.reserveCapacity(Int(end - first))
        for sequence in first..<end {
            let entry = window[sequence]
            let payload = entry.message.payload
            let target = storage.baseAddress! + count
            let header = running.write(
                kind: payload.kind, length: payload.count, timestamp: entry.message.timestamp, streamID: 0,
                to: target.assumingMemoryBound(to: UInt8.self))
            (target + header).copyMemory(from: payload.framed.baseAddress!, byteCount: payload.framed.count)
            if payload.traits.contains(.header) { hasHeaders = true }
            if payload.kind == .data { hasData = true }
            pieces.append(Piece(offset: count, headerLength: header))
            count += header + payload.framed.count
        }
        after = running
    }

    deinit { storage.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }
}
