import Logging
import Synchronization

/// Keeps every log line and hands them to one reader in order.
final class LogCollector: Sendable {
    struct Line: Sendable, CustomStringConvertible {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
        var description: String { "\(level) \(message) \(metadata)" }
    }

    private let kept = Mutex<[Line]>([])
    private let stream: AsyncStream<Line>
    private let continuation: AsyncStream<Line>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    var logger: Logger { Logger(label: "ingest") { _ in CollectingHandler(collector: self) } }
    var lines: [Line] { kept.withLock { $0 } }

    func add(_ line: Line) {
        kept.withLock { $0.append(line) }
        continuation.yield(line)
    }

    /// Waits for the next line of that message; lines before it are passed over. One test task calls this.
    func next(_ message: String) async throws -> Line {
        for await line in stream where line.message == message { return line }
        throw CancellationError()
    }
}

private struct CollectingHandler: LogHandler {
    let collector: LogCollector
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        collector.add(.init(level: event.level, message: "\(event.message)", metadata: all))
    }
}
