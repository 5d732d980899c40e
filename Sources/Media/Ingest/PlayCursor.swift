import NIOCore
import Program
import RTMPWire

/// One player's place in a log, and the bytes it gets from there.
///
/// It starts at the newest start with the headers valid there, its times begin at zero and do not go back. Where the
/// log is ahead of it (entries are gone, or the player was slow), it goes on at the newest start, headers first.
struct PlayCursor {
    /// A player whose place is this much older than the newest start is jumped there when it reads again, in
    /// milliseconds.
    static let longestLag: Int64 = 1_000
    private static let frame: Int64 = 33
    private static let largestGap: Int64 = 10_000

    private let log: MediaLog
    private let streamID: UInt32
    private var clock = ChunkClock()
    /// The next entry; nil until the log has a start.
    private var place: UInt64?
    private var needsHeaders = true
    /// The log's time that is the player's zero.
    private var base: Int64?
    private var lastOut: Int64 = 0
    private var lastTime: Int64 = 0

    init(log: MediaLog, streamID: UInt32) {
        self.log = log
        self.streamID = streamID
    }

    /// Appends what is new to `buffer` until that has `limit` bytes or there is no more.
    mutating func collect(into buffer: inout ByteBuffer, limit: Int) {
        while buffer.readableBytes < limit {
            guard let wanted = place ?? log.newestStart else { return }
            let batch = log.read(from: wanted, limit: 64)
            if batch.first != wanted {
                place = nil
                needsHeaders = true
                // A log whose start is gone as well has nothing to show yet.
                guard let start = log.newestStart, start > wanted else { return }
                place = start
                continue
            }
            place = wanted
            guard !batch.entries.isEmpty else { return }
            for entry in batch.entries where buffer.readableBytes < limit {
                write(entry, to: &buffer)
                place = place.map { $0 + 1 }
            }
        }
    }

    /// The player's socket took nothing for a while and does again: jumps to the newest start if that is worth it.
    mutating func resume() {
        guard let place, let start = log.newestStart, start > place else { return }
        guard let entry = log.read(from: start, limit: 1).entries.first else { return }
        guard entry.message.timestamp - lastTime >= Self.longestLag || entry.message.timestamp < lastTime else {
            return
        }
        self.place = start
        needsHeaders = true
    }

    private mutating func write(_ entry: LogEntry, to buffer: inout ByteBuffer) {
        let time = playerTime(of: entry.message.timestamp)
        if needsHeaders {
            guard let headers = entry.start else { return }
            needsHeaders = false
            for payload in headers.inOrder { write(payload, at: time, to: &buffer) }
        }
        write(entry.message.payload, at: time, to: &buffer)
    }

    private mutating func playerTime(of timestamp: Int64) -> Int64 {
        lastTime = timestamp
        guard let base else {
            base = timestamp
            return 0
        }
        var time = timestamp - base
        if time < lastOut - 1_000 || time > lastOut + Self.largestGap {
            // Another publisher with another clock.
            self.base = timestamp - (lastOut + Self.frame)
            time = lastOut + Self.frame
        }
        lastOut = max(lastOut, time)
        return max(0, time)
    }

    private mutating func write(_ payload: MediaPayload, at time: Int64, to buffer: inout ByteBuffer) {
        let payload = Self.forPlayers(payload)
        var clock = clock
        let streamID = streamID
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: ChunkClock.longestHeader) { room in
            guard let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
            return clock.write(
                kind: payload.kind, length: payload.count, timestamp: time, streamID: streamID, to: start)
        }
        self.clock = clock
        buffer.writeBytes(payload.framed)
    }

    /// Players get `onMetaData` bare; `@setDataFrame` in front of it speaks to servers.
    private static func forPlayers(_ payload: MediaPayload) -> MediaPayload {
        let command = AMF0Value.encode([.string("@setDataFrame")])
        guard payload.isMetadata, payload.framed.starts(with: command), payload.count > command.count else {
            return payload
        }
        return payload.bytes.withUnsafeBytes {
            MediaPayload(kind: .data, bytes: UnsafeRawBufferPointer(rebasing: $0[command.count...]))
        }
    }
}
