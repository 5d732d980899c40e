import BroadcastModel
import Program

/// One thread's copy of a program log: it takes the log's lock once a tick, however many destinations read.
///
/// Belongs to its worker's thread. Holding the entries keeps their payloads alive for the pointers in a vectored write.
final class LogWindow {
    let log: MediaLog
    private var entries: [LogEntry] = []
    private var head = 0
    private(set) var first: UInt64 = 0
    private(set) var newestStart: UInt64?

    init(log: MediaLog) {
        self.log = log
        first = log.first
        refresh()
    }

    var end: UInt64 { first + UInt64(entries.count - head) }

    /// The entry numbered `sequence`, in `first..<end`.
    subscript(sequence: UInt64) -> LogEntry { entries[head + Int(sequence - first)] }

    /// Lets go at once of what was purged since the last tick: it must not be sent any more.
    func dropPurged() {
        if isPurged { refresh() }
    }

    /// Something kept here must not be sent any more.
    var isPurged: Bool { log.purgedBelow > first }

    /// When the oldest message came that no refresh has taken; nil: none has.
    var oldestUnread: MonotonicTime? { log.writtenAt(of: end) }
    /// A picture is among the messages that no refresh has taken.
    var hasUnreadPicture: Bool { log.hasPicture(from: end) }

    /// Copies what is new and lets go of what the log has dropped.
    func refresh() {
        while true {
            let batch = log.read(from: end, limit: 1024)
            if batch.first > end {
                // The log ran past this thread: nothing here joins on to it any more.
                entries.removeAll(keepingCapacity: true)
                head = 0
                first = batch.first
            }
            if batch.entries.isEmpty { break }
            entries.append(contentsOf: batch.entries)
        }
        let oldest = min(log.first, end)
        if oldest > first {
            head += Int(oldest - first)
            first = oldest
            if head > 256, head * 2 > entries.count {
                entries.removeFirst(head)
                head = 0
            }
        }
        newestStart = log.newestStart.flatMap { $0 >= first && $0 < end ? $0 : nil }
    }
}
