#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Reads a line from a terminal without echo, and gives the echo back whatever happens, Ctrl-C included.
enum SilentPrompt {
    /// The terminal as it was. Written before the handlers below are set and never while they are: a signal handler can take no lock.
    nonisolated(unsafe) private static var former = termios()
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Nil at the end of input. The caller has printed the prompt and knows that standard input is a terminal.
    static func line() -> String? {
        guard tcgetattr(STDIN_FILENO, &former) == 0 else { return readLine() }
        for number in signals {
            signal(number) { number in
                tcsetattr(STDIN_FILENO, TCSANOW, &SilentPrompt.former)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        var silent = former
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
            for number in signals { signal(number, SIG_DFL) }
        }
        return readLine()
    }
}
