/// Server-sent events out of bytes (HTML standard, section 9.2.6), however they are cut into pieces.
///
/// Keeps one line and one event at most; a line beyond ``lineLimit`` makes ``feed(_:)`` throw.
struct EventParser {
    struct Event: Hashable {
        var name = "message"
        var id: String?
        var data: [UInt8] = []
    }
    struct TooLong: Error {}

    static let lineLimit = 8 << 20

    private var line: [UInt8] = []
    private var event = Event()
    private var hasData = false
    private var lastWasReturn = false
    /// What `retry:` last said, in milliseconds.
    private(set) var retryMilliseconds: Int64?

    /// The events that `bytes` completed.
    mutating func feed(_ bytes: [UInt8]) throws -> [Event] {
        var complete: [Event] = []
        for byte in bytes {
            if byte == 0x0A, lastWasReturn {
                lastWasReturn = false
                continue
            }
            lastWasReturn = byte == 0x0D
            guard byte == 0x0A || byte == 0x0D else {
                guard line.count < Self.lineLimit else { throw TooLong() }
                line.append(byte)
                continue
            }
            if line.isEmpty {
                if hasData { complete.append(event) }
                event = Event()
                hasData = false
            } else {
                takeLine()
            }
            line.removeAll(keepingCapacity: true)
        }
        return complete
    }

    private mutating func takeLine() {
        let colon = line.firstIndex(of: 0x3A)
        guard colon != line.startIndex else { return }
        let name = String(decoding: line[..<(colon ?? line.endIndex)], as: UTF8.self)
        var value = colon.map { line[($0 + 1)...] } ?? []
        if value.first == 0x20 { value = value.dropFirst() }
        switch name {
        case "event": event.name = String(decoding: value, as: UTF8.self)
        case "id": event.id = String(decoding: value, as: UTF8.self)
        case "retry": retryMilliseconds = Int64(String(decoding: value, as: UTF8.self))
        case "data":
            if hasData { event.data.append(0x0A) }
            event.data += value
            hasData = true
        default: break
        }
    }
}
