/// A growing ring of log entries addressed by sequence number.
struct LogRing {
    private var slots: [LogEntry?] = Array(repeating: nil, count: 256)
    private(set) var first: UInt64 = 0
    private(set) var end: UInt64 = 0

    private var mask: UInt64 { UInt64(slots.count - 1) }

    /// The entry numbered `sequence`, which must be kept: `first..<end`.
    subscript(sequence: UInt64) -> LogEntry {
        guard let entry = slots[Int(sequence & mask)] else {
            preconditionFailure("no entry \(sequence) in \(first)..<\(end)")
        }
        return entry
    }

    mutating func append(_ entry: LogEntry) {
        if end - first == UInt64(slots.count) { grow() }
        slots[Int(end & mask)] = entry
        end += 1
    }

    mutating func removeFirst() {
        slots[Int(first & mask)] = nil
        first += 1
    }

    private mutating func grow() {
        var larger: [LogEntry?] = Array(repeating: nil, count: slots.count * 2)
        for sequence in first..<end { larger[Int(sequence & UInt64(larger.count - 1))] = slots[Int(sequence & mask)] }
        slots = larger
    }
}
