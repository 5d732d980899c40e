import BroadcastModel
import Glibc
import Logging
import Synchronization

/// The daemon's log: one line an event on standard error, as text for people or as JSON for programs.
///
/// All loggers share its level, which can be changed while the daemon runs. Values reach it as text already, so secrets
/// have become placeholders by their own type before they come here.
final class ControlLog: Sendable {
    enum Format: Sendable { case text, json }

    private let format: Format
    private let rawLevel: Mutex<Logger.Level>
    private let writing = Mutex(())

    init(format: Format, level: Logger.Level) {
        self.format = format
        rawLevel = Mutex(level)
    }

    var level: Logger.Level {
        get { rawLevel.withLock { $0 } }
        set { rawLevel.withLock { $0 = newValue } }
    }

    func logger(_ label: String) -> Logger { Logger(label: label) { ControlLogHandler(label: $0, log: self) } }

    func write(level: Logger.Level, label: String, message: String, metadata: Logger.Metadata) {
        let time = Timestamp.text(SystemClock().wallTime())
        var line =
            switch format {
            case .text: TextLine.make(time: time, level: level, label: label, message: message, metadata: metadata)
            case .json: JSONLine.make(time: time, level: level, label: label, message: message, metadata: metadata)
            }
        line += "\n"
        let bytes = Array(line.utf8)
        // One write a line: lines of two threads never mix, and a kill loses at most the last.
        writing.withLock { _ in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}

/// swift-log's way into ``ControlLog``.
struct ControlLogHandler: LogHandler {
    let label: String
    let log: ControlLog
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, log: ControlLog) {
        self.label = label
        self.log = log
    }

    /// Shared by all: setting one sets them all.
    var logLevel: Logger.Level {
        get { log.level }
        set { log.level = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let more = event.metadata { all.merge(more) { $1 } }
        log.write(level: event.level, label: label, message: "\(event.message)", metadata: all)
    }
}
