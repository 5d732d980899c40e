import BroadcastModel
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// A program of the system that the Studio starts.
enum InstalledTool: String {
    case ffmpeg, ffprobe, setpriv, nice

    /// Its absolute path: `given`, or the first in `PATH` and the system's directories. Throws `unsupported`.
    func path(_ given: String? = nil) throws(Fault) -> String {
        if let given {
            guard access(given, X_OK) == 0 else {
                throw Fault(.unsupported, "\(given) is no program that can be started.", blame: .operatorSide)
            }
            return given
        }
        let searched = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for directory in searched + ["/usr/local/bin", "/usr/bin", "/bin"] where directory.hasPrefix("/") {
            let candidate = "\(directory)/\(rawValue)"
            if access(candidate, X_OK) == 0 { return candidate }
        }
        throw Fault(
            .unsupported, "\(rawValue) is not installed here; install ffmpeg 5.1 or later.", blame: .operatorSide)
    }
}
