package import BroadcastModel

/// The error output of a child: its last lines, redacted, and whether it floods. Memory is bounded whatever it writes.
package struct ChildMessages: Sendable {
    package static let mostLines = 50
    /// Bytes of a line that are kept.
    package static let longestLine = 400
    /// More than this within ``window`` is a flood.
    package static let floodBytes = 1 << 20
    package static let window: Duration = .seconds(10)

    /// As they came: redaction takes time, and of a flood nearly nothing is ever read.
    private var raw: [[UInt8]] = []
    private let redaction: OutputRedaction
    private var partial: [UInt8] = []
    private var windowStart: MonotonicTime?
    private var windowBytes = 0
    private var isFlooding = false

    package init(hiding secrets: [Secret] = []) { redaction = OutputRedaction(secrets) }

    /// Takes what came; true once it is known to be a flood, of which nothing more is kept.
    package mutating func take(_ bytes: UnsafeRawBufferPointer, now: MonotonicTime) -> Bool {
        guard !isFlooding else { return true }
        if let start = windowStart, now - start < Self.window {
            windowBytes += bytes.count
        } else {
            windowStart = now
            windowBytes = bytes.count
        }
        isFlooding = windowBytes > Self.floodBytes
        var rest = bytes[...]
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            partial.append(contentsOf: rest[..<end].prefix(Self.longestLine - partial.count))
            endLine()
            rest = rest[(end + 1)...]
        }
        partial.append(contentsOf: rest.prefix(Self.longestLine - partial.count))
        return isFlooding
    }

    /// The child is gone: what has no line end yet is the last line.
    package mutating func end() { endLine() }

    /// Oldest first, redacted.
    package var lines: [String] { raw.map { redaction.line(String(decoding: $0, as: UTF8.self)) } }

    private mutating func endLine() {
        guard !partial.isEmpty else { return }
        if raw.count == Self.mostLines { raw.removeFirst() }
        raw.append(partial)
        partial.removeAll(keepingCapacity: true)
    }
}
