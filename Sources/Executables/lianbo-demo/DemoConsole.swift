import ControlWire
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// What the demo prints: lines, and one line that stays in place and changes on a terminal.
///
/// Away from a terminal the changing line is printed anew every ten seconds.
final class DemoConsole: Sendable {
    private struct State {
        var hasStatus = false
        var lastStatus: ContinuousClock.Instant?
    }

    /// Whether a person sits before it.
    let isTerminal: Bool
    private let isUnattended: Bool
    private let state = Mutex(State())

    init(isUnattended: Bool) {
        self.isUnattended = isUnattended
        isTerminal = isatty(STDOUT_FILENO) == 1
    }

    func say(_ line: String) {
        state.withLock { state in
            if state.hasStatus { print("\r\u{1B}[K", terminator: "") }
            state.hasStatus = false
            print(line)
            fflush(nil)
        }
    }

    func complain(_ line: String) {
        state.withLock { state in
            if state.hasStatus { print() }
            state.hasStatus = false
            fflush(nil)
            for part in line.split(separator: "\n", omittingEmptySubsequences: false) {
                write("lianbo-demo: \(part)\n")
            }
        }
    }

    /// The line that changes.
    func status(_ line: String) {
        state.withLock { state in
            if isTerminal {
                print("\r\u{1B}[K\(Self.cut(line))", terminator: "")
                state.hasStatus = true
            } else {
                let now = ContinuousClock.now
                if let last = state.lastStatus, last.duration(to: now) < .seconds(10) { return }
                state.lastStatus = now
                print(line)
            }
            fflush(nil)
        }
    }

    /// As much of `line` as fits into one row; Chinese characters take two columns.
    private static func cut(_ line: String) -> String {
        var size = winsize()
        let columns = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
        var used = 0
        return String(
            line.prefix { character in
                used += character.unicodeScalars.first.map { $0.value >= 0x1100 ? 2 : 1 } ?? 0
                return used < columns
            })
    }

    /// The report for people; for programs too, as the last line, when nobody attends.
    func show(_ report: DemoReport) {
        say(report.text)
        guard isUnattended else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(report) else { return complain("The report cannot be written as JSON.") }
        say(String(decoding: bytes, as: UTF8.self))
    }

    private func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
