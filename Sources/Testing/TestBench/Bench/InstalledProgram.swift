import FoundationEssentials

/// A program that the bench uses as it is installed.
package enum InstalledProgram: String, Sendable, CaseIterable {
    case nginx, ffmpeg, ffprobe, rtmpdump, chromium, openssl, setpriv
    case gstreamer = "gst-launch-1.0"

    /// The Debian and Ubuntu package that brings it.
    package var package: String {
        switch self {
        case .nginx: "nginx libnginx-mod-rtmp"
        case .ffmpeg, .ffprobe: "ffmpeg"
        case .rtmpdump: "rtmpdump"
        case .chromium: "chromium"
        case .openssl: "openssl"
        case .setpriv: "util-linux"
        case .gstreamer: "gstreamer1.0-tools gstreamer1.0-plugins-bad"
        }
    }

    /// Where it is. Looks through `PATH` and the system directories; throws ``MissingProgram``.
    package func path() throws -> String {
        let searched = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for directory in searched + ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"] {
            let candidate = "\(directory)/\(rawValue)"
            if candidate.hasPrefix("/"), FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        throw MissingProgram(name: rawValue, package: package)
    }
}
