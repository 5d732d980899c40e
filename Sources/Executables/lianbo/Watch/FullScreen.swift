import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Takes the terminal for a live screen and gives it back as it was: alternate screen, no cursor, keys one at a time.
///
/// Plain ANSI (ECMA-48) with the two private modes that every terminal of today knows: 1049 and 25. Use it from one task;
/// ``leave()`` must follow, whatever happens.
final class FullScreen {
    private let console: Console
    private var former = termios()
    private var sources: [any DispatchSourceProtocol] = []
    private var shown: [String] = []

    init(console: Console, events: AsyncStream<WatchEvent>.Continuation) {
        self.console = console
        tcgetattr(STDIN_FILENO, &former)
        var raw = former
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        console.paint("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")

        let queue = DispatchQueue(label: "lianbo.watch")
        for (number, event) in [(SIGWINCH, WatchEvent.resized), (SIGINT, .quit), (SIGTERM, .quit), (SIGHUP, .quit)] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { events.yield(event) }
            source.resume()
            sources.append(source)
        }
        let keys = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: queue)
        keys.setEventHandler {
            var byte: UInt8 = 0
            if systemRead(STDIN_FILENO, &byte, 1) == 1 { events.yield(.key(byte)) } else { events.yield(.quit) }
        }
        keys.resume()
        sources.append(keys)
    }

    /// Paints what differs from the last frame.
    func paint(_ lines: [String]) {
        var text = "\u{1B}[?2026h"
        for (index, line) in lines.enumerated() where index >= shown.count || shown[index] != line {
            text += "\u{1B}[\(index + 1);1H\(line)\u{1B}[K"
        }
        shown = lines
        console.paint(text + "\u{1B}[J\u{1B}[?2026l")
    }

    /// The next ``paint(_:)`` paints everything.
    func forget() {
        shown = []
        console.paint("\u{1B}[2J")
    }

    func leave() {
        for source in sources { source.cancel() }
        for number in [SIGWINCH, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        console.paint("\u{1B}[?25h\u{1B}[?1049l")
        tcsetattr(STDIN_FILENO, TCSANOW, &former)
    }
}
