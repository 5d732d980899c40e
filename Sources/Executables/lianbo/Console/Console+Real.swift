import Curl
import Outbound

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

extension Console {
    static let real = Console(
        print: { write($0 + "\n", to: STDOUT_FILENO) },
        complain: { write($0 + "\n", to: STDERR_FILENO) },
        paint: { write($0, to: STDOUT_FILENO) },
        outIsTerminal: isatty(STDOUT_FILENO) == 1,
        inIsTerminal: isatty(STDIN_FILENO) == 1,
        environment: readEnvironment(),
        ask: { prompt in
            write(prompt, to: STDERR_FILENO)
            return readLine()
        },
        askSecret: { prompt in
            guard isatty(STDIN_FILENO) == 1 else { return readLine() }
            write(prompt, to: STDERR_FILENO)
            defer { write("\n", to: STDERR_FILENO) }
            return SilentPrompt.line()
        },
        sender: {
            // The person who types the daemon's address says where to go; a token crosses a network by https only.
            var configuration = OutboundConfiguration.loopback
            configuration.reach = .anywhere
            return try CurlClient(configuration: configuration)
        },
        clockText: { milliseconds in
            var seconds = time_t(milliseconds / 1000)
            var parts = tm()
            localtime_r(&seconds, &parts)
            func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
            return
                "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        },
        terminalSize: {
            var size = winsize()
            guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
                return (80, 24)
            }
            return (Int(size.ws_col), Int(size.ws_row))
        }
    )

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }

    private static func readEnvironment() -> [String: String] {
        var found: [String: String] = [:]
        for name in ["LIANBO_SERVER", "LIANBO_TOKEN", "LIANBO_TOKEN_FILE", "NO_COLOR", "TERM"] {
            if let value = getenv(name) { found[name] = String(cString: value) }
        }
        return found
    }
}
