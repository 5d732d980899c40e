import BroadcastModel

/// A pull address taken apart as far as ffmpeg must be told about it.
///
/// Whether the host may be reached at all is decided before, by whoever took the address from a person.
struct PullAddress: Equatable {
    /// What ffmpeg may open, joined by commas.
    let protocols: String
    /// A playlist of segments (HLS).
    let isPlaylist: Bool
    /// Options of the demuxer or the protocol.
    let options: [(String, String)]
    /// Parts that must not be seen in the output of ffmpeg.
    let secrets: [Secret]

    private static let patience = "10000000"  // microseconds

    /// Throws `addressInvalid`, or `addressForbidden` for other schemes.
    init(_ url: Secret) throws(Fault) {
        let text = url.reveal()
        guard PullScript.isPlain(text), !text.contains(" "), text.utf8.count <= 4_096, let mark = Self.end(of: text)
        else {
            throw Fault(
                .addressInvalid, "A pull address is scheme://host/path in printable ASCII without spaces.",
                blame: .operatorSide)
        }
        let rest = text[mark...].dropFirst(3)
        let hostEnd = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        guard hostEnd > rest.startIndex else {
            throw Fault(.addressInvalid, "The pull address names no host.", blame: .operatorSide)
        }
        let path = rest[hostEnd...].prefix { $0 != "?" && $0 != "#" }
        switch text[..<mark].lowercased() {
        case "http", "https":
            protocols = "http,https,tcp,tls,crypto"
            isPlaylist = path.lowercased().hasSuffix(".m3u8")
            options = [("rw_timeout", Self.patience)]
        case "rtsp", "rtsps":
            protocols = "rtsp,rtsps,rtp,tcp,tls"
            isPlaylist = false
            options = [("rtsp_transport", "tcp"), ("timeout", Self.patience)]
        case "rtmp", "rtmps":
            protocols = "rtmp,rtmps,tcp,tls"
            isPlaylist = false
            options = [("rw_timeout", Self.patience)]
        default:
            throw Fault(
                .addressForbidden, "A feed is pulled by http, https, rtsp, rtsps, rtmp or rtmps only.",
                blame: .operatorSide)
        }
        // ffmpeg prints the path, and for RTMP its last part, without the host in front.
        var secrets = [url, Secret(String(rest[hostEnd...].drop { $0 == "/" }))]
        if let name = path.split(separator: "/").last, name.utf8.count >= 6 { secrets.append(Secret(String(name))) }
        self.secrets = secrets
    }

    static func == (a: Self, b: Self) -> Bool {
        a.protocols == b.protocols && a.isPlaylist == b.isPlaylist && a.secrets == b.secrets
            && a.options.elementsEqual(b.options, by: ==)
    }

    private static func end(of text: String) -> String.Index? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        return colon
    }
}
